/**
 * Where things lie in the reader's one page of memory, channels last throughout:
 *
 *   W1 [tap 25][plane 12]                       B1 [8][8][plane 12]
 *   W2 [group 3][tap 25][half 2][plane 4][4]    B2 [4][4][plane 12]   a plane's eight inputs in two halves of four, see conv.ts
 *   W3 [H2 unit 4·4·12][unit 30, padded to 32]  B3 [32]
 *   W4 [H3 unit 30][class 10, padded to 32]     B4 [32]
 */
import { CLASSES, PIXELS, PLANES, TAPS, FAN2, UNITS1, UNITS2, UNITS3 } from '../common/shape'

/** Bytes of a unit of twelve planes, and of a row of the dense layers' weights. */
export const UNIT: usize = PLANES << 2
export const DENSE_ROW: usize = 32 << 2
/** Bytes of W2's weights of a group of four planes. */
export const GROUP2: usize = (TAPS * FAN2 * 4) << 2
/** The image and H1 lie in maps with a margin of two, which is −1: side 16 + 4 of one float, 8 + 4 of twelve. */
export const ROW0: usize = 20 << 2
export const ROW1: usize = 12 * UNIT
/** The first place inside the margin. */
export const INSIDE0: usize = 2 * ROW0 + 8
export const INSIDE1: usize = 2 * ROW1 + 2 * UNIT

const ARENA_SIZE: i32 = 56000
const ARENA: usize = memory.data(ARENA_SIZE, 16)

export const W1: usize = ARENA
/** All eight tensors, up to IMAGE: what the host reads and may replace. */
export const WEIGHTS: usize = W1
export const B1: usize = W1 + ((TAPS * PLANES) << 2)
export const W2: usize = B1 + (UNITS1 << 2)
export const B2: usize = W2 + ((TAPS * FAN2 * PLANES) << 2)
export const W3: usize = B2 + (UNITS2 << 2)
export const B3: usize = W3 + <usize>UNITS2 * DENSE_ROW
export const W4: usize = B3 + DENSE_ROW
export const B4: usize = W4 + <usize>UNITS3 * DENSE_ROW

/** What the host writes: 16×16 pixels. */
export const IMAGE: usize = B4 + DENSE_ROW
export const MAP0: usize = IMAGE + (PIXELS << 2)
export const MAP1: usize = MAP0 + 20 * ROW0
export const Y2: usize = MAP1 + 12 * ROW1
export const Y3: usize = Y2 + (UNITS2 << 2)
/** What the host reads: ten logits, and ten shares that add up to 1. */
export const LOGITS: usize = Y3 + DENSE_ROW
export const SCORES: usize = LOGITS + DENSE_ROW

if (SCORES + ((CLASSES + 2) << 2) > ARENA + <usize>ARENA_SIZE) ERROR('the arena is too small')
