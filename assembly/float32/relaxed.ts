/**
 * The training module with relaxed SIMD: the same source, but `madd` (lanes.ts) is one instruction on processors that have it, and the bits
 * differ for that reason.
 */
export * from './index'

/** The host recognises the module by this export. */
export const RELAXED: i32 = 1
