/**
 * H2: 5×5 convolution, stride 2, of H1's planes padded by 2 with −1 (also in the ReLU net); each of the 12 planes sees 8 of 12.
 *
 *   z[oy][ox][plane] = b[oy][ox][plane] + Σ_ky,kx Σ_c w[ky][kx][plane][c] · y1[2·oy − 2 + ky][2·ox − 2 + kx][input plane c]
 *
 * Planes 0–3 see H1's planes 0–7, planes 4–7 see 4–11, planes 8–11 see 0–3 and 8–11: a group of four planes reads two of the three vectors of
 * an H1 unit ("halves"). Vectors run over input planes; the four lanes are added once at the end.
 *
 * 28% of the taps fall on the border, where the input is −1: they need no multiplication. What they add depends only on the weights and on
 * which of nine places (top, middle, bottom × left, middle, right) the unit is in: border.ts sums it once.
 *
 * This file: the layout of H2's data in memory, for the files beside it.
 */
import { KERNEL, PLANES, SIDE1, SIDE2 } from '../../common/shape'
import { V } from '../../common/lanes'

/** Bytes of one tap of W2 [12][8], of a filter row, and of the four planes of a group in one tap. */
export const TAP: usize = (PLANES * 8) << 2
export const KERNEL_ROW: usize = 5 * TAP
export const GROUP: usize = 128
/** Bytes of an H1 or H2 unit (12 planes), of and a row of Y1. */
export const UNIT: usize = PLANES << 2
export const ROW: usize = <usize>SIDE1 * UNIT
/** Bytes of a unit and of a row of SPLAT_D2, where each value fills a vector. */
export const SPLAT: usize = <usize>PLANES * V
export const SPLAT_ROW: usize = <usize>SIDE2 * SPLAT
/** Bytes of one kind of place in BORDER2: one vector per plane. */
export const KIND: usize = <usize>PLANES * V

/** Byte offsets of the two halves in an H1 unit that a group of planes reads. */
// @ts-ignore: decorator
@inline
export function firstHalf(group: usize): usize {
  return group == 1 ? 16 : 0
}
// @ts-ignore: decorator
@inline
export function secondHalf(group: usize): usize {
  return group == 0 ? 16 : 32
}

/** First tap inside, and the one past the last, for output row 0 … 3. */
// @ts-ignore: decorator
@inline
export function firstTap(oy: i32): i32 {
  return oy == 0 ? 2 : 0
}
// @ts-ignore: decorator
@inline
export function endTap(oy: i32): i32 {
  return oy == SIDE2 - 1 ? 4 : KERNEL
}
