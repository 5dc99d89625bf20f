/**
 * The weights as they are shipped: whole numbers of six bits, or of twelve where there are few weights, of which each column of a matrix (a plane or unit) has
 * its own scale.
 * `scripts/pack-classifier` chooses and writes them.
 */
import { CLASSES, FAN2, PLANES, SIDE1, SIDE2, TAPS, UNITS2, UNITS3 } from '../common/shape'
import { B1, B2, B3, B4, DENSE_ROW, GROUP2, UNIT, W1, W2, W3, W4 } from './memory'

/** Bits read so far, and the address of the next scale. */
let read: usize = 0
let scale: usize = 0
let from: usize = 0

/** Fills the eight tensors, in the order in which they are packed. */
export function unpack(codes: usize, scales: usize): void {
  from = codes
  read = 0
  scale = scales
  matrix(W1, TAPS, PLANES, UNIT, true)
  matrix(B1, SIDE1 * SIDE1, PLANES, UNIT, false)
  inLanes()
  matrix(B2, SIDE2 * SIDE2, PLANES, UNIT, false)
  matrix(W3, UNITS2, UNITS3, DENSE_ROW, false)
  vector(B3, UNITS3)
  matrix(W4, UNITS3, CLASSES, DENSE_ROW, true)
  vector(B4, CLASSES)
}

/** rows × columns numbers times the scale of their column, of two codes each where they are `fine`; `stride` bytes from row to row. */
function matrix(to: usize, rows: i32, columns: i32, stride: usize, fine: bool): void {
  for (const end = to + <usize>rows * stride; to < end; to += stride) {
    for (let column: usize = 0; column < <usize>columns; column++) {
      const whole = fine ? (code() - 32) * 64 + code() : code() - 32
      store<f32>(to + (column << 2), <f32>whole * bfloat16(scale + (column << 1)))
    }
  }
  scale += <usize>columns << 1
}

/** W2: rows of twelve planes, like the others, but what meets four inputs of a plane comes to lie together. */
function inLanes(): void {
  for (let row: usize = 0; row < <usize>(TAPS * FAN2); row++) {
    for (let plane: usize = 0; plane < <usize>PLANES; plane++) {
      const to = W2 + (plane >> 2) * GROUP2 + ((row >> 2) << 6) + ((plane & 3) << 4) + ((row & 3) << 2)
      store<f32>(to, <f32>(code() - 32) * bfloat16(scale + (plane << 1)))
    }
  }
  scale += PLANES << 1
}

/** The biases of a dense layer, each as it is. */
function vector(to: usize, count: i32): void {
  for (const end = to + (<usize>count << 2); to < end; to += 4, scale += 2) store<f32>(to, bfloat16(scale))
}

/** The next six bits, 0 … 63; the highest bits of a byte come first, as in base64. */
function code(): i32 {
  const bit = read
  read += 6
  const word = <usize>bswap<u16>(load<u16>(from + (bit >> 3)))
  return <i32>(word >> (10 - (bit & 7))) & 63
}

/** The upper half of a float32. */
function bfloat16(p: usize): f32 {
  return reinterpret<f32>(<u32>load<u16>(p) << 16)
}
