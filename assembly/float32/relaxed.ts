/**
 * The training module with relaxed SIMD: the same source, whose `madd` (lanes.ts) is one instruction where the processor has it, and which
 * gives other bits for that reason.
 */
export * from './index'

/** By its presence the host knows the module. */
export const RELAXED: i32 = 1
