/**
 * What the int16 network keeps in memory besides the float network's map, whose batch buffer, outputs and H3 it shares: weights and activations as int16, and
 * the activation functions as tables. Sums are i32. `src/int16/quantise.ts` writes the parameters.
 *
 *   W1 [ky 5][pair of kx 3][plane 12][2]    i16; the sixth kx is 0
 *   B1 [8][8][plane 12]                     i32
 *   W2 [ky 5][kx 5][plane 12][input 8]      i16; inputs of planes 8–11 in the order 8–11, 0–3
 *   B2 [two planes 6][row 4][2][column 4]   i32, with what the −1 border adds
 *   W3 [5][24][unit of six 6][8]            i16; 24 times 8 H2 units in B2's order
 *   B3 [30], padded to 32                   f32
 *   W4 [H3 unit 30][class 10 padded to 12]  f32
 *   B4 [10], padded to 12                   f32
 */
import { KERNEL, PLANES, TAPS, FAN2, IMAGE, SIDE1, UNITS1, UNITS2, UNITS3 } from '../common/shape'
import { GAP, UNITS3_PADDED } from '../float32/memory'

/** Classes, padded to whole vectors of four. */
export const CLASSES12: i32 = 12
/** Pairs of filter columns. */
export const COLUMN_PAIRS: i32 = 3
/** Bytes of a row of pixels: two columns of margin before its 16 and six after them. */
export const PIXEL_ROW: usize = (IMAGE + 8) * 2
/** Bytes of an H1 unit: its 12 planes and the first four again, so that each group of H2's planes has its eight inputs in one vector. */
export const UNIT1: usize = 16 * 2
/** Entries of a table, two bytes each, and the bits of a 16-bit sum that choose one. */
export const TABLE_BITS: i32 = 14
export const TABLE_SIZE: i32 = 1 << TABLE_BITS

export const W1_SIZE: usize = KERNEL * COLUMN_PAIRS * PLANES * 2 * 2
export const B1_SIZE: usize = UNITS1 * 4
export const W2_SIZE: usize = TAPS * PLANES * FAN2 * 2
export const B2_SIZE: usize = UNITS2 * 4
export const W3_SIZE: usize = UNITS3 * UNITS2 * 2
export const B3_SIZE: usize = UNITS3_PADDED * 4
export const W4_SIZE: usize = UNITS3_PADDED * CLASSES12 * 4
export const B4_SIZE: usize = CLASSES12 * 4

export const Y1_SIZE: usize = <usize>(SIDE1 * SIDE1) * UNIT1

export const Y2_SIZE: usize = UNITS2 * 2
export const PIXELS16_SIZE: usize = <usize>IMAGE * PIXEL_ROW

const ARENA_SIZE: i32 = 100000
const ARENA: usize = memory.data(ARENA_SIZE, 16)

export const W1: usize = ARENA
export const B1: usize = W1 + W1_SIZE + GAP
export const W2: usize = B1 + B1_SIZE + GAP
export const B2: usize = W2 + W2_SIZE + GAP
export const W3: usize = B2 + B2_SIZE + GAP
export const B3: usize = W3 + W3_SIZE + GAP
export const W4: usize = B3 + B3_SIZE + GAP
export const B4: usize = W4 + W4_SIZE + GAP
/** y of H1 and of H2 for each of 16,384 sums, i16. */
export const TABLE1: usize = B4 + B4_SIZE + GAP
export const TABLE2: usize = TABLE1 + 2 * TABLE_SIZE + GAP
/** x + 1 of the image, [16] rows with margins, i16. */
export const PIXELS16: usize = TABLE2 + 2 * TABLE_SIZE + GAP
/** For each of the four windows of H1's columns, the rows with ink: bits of a u32. */
export const INK_ROWS: usize = PIXELS16 + PIXELS16_SIZE + GAP
/** H1, [8][8][16]; H2, [192] in B2's order: first the place in the table, then y. */
export const Y1: usize = INK_ROWS + 16 + GAP
export const Y2: usize = Y1 + Y1_SIZE + GAP
/** What one unit of an H3 sum is worth, f32, in memory because a loop needs it in every lane. */
export const SCALE3: usize = Y2 + Y2_SIZE + GAP
/** H1 of an empty image. */
export const BLANK1: usize = SCALE3 + 16 + GAP
/** The addresses in Y1 of the pairs of units that see ink, and the size of this list in bytes. */
export const PAIRS: usize = BLANK1 + Y1_SIZE + GAP
export const PAIRS_SIZE: usize = PAIRS + 32 * 4 + GAP
export const ARENA_END: usize = PAIRS_SIZE + 16 + GAP
if (ARENA_END > ARENA + <usize>ARENA_SIZE) ERROR('the int16 arena is too small')
