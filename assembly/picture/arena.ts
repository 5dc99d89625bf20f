/** The picture's memory, of fixed size; memory.ts says what lies where. */
export const ARENA_SIZE: i32 = 7_600_000
export const ARENA: usize = memory.data(ARENA_SIZE, 16)
