/** The vector idioms of the int16 kernels. */
import { Activation } from '../float32/activation'
import { TABLE_BITS } from './memory'

/** acc + a·b, pair by pair: lane i takes a[2i]·b[2i] + a[2i + 1]·b[2i + 1]. */
// @ts-ignore: decorator
@inline
export function dot(acc: v128, a: v128, b: v128): v128 {
  return i32x4.add(acc, i32x4.dot_i16x8_s(a, b))
}

/** (Σ a, Σ b, Σ c, Σ d). */
// @ts-ignore: decorator
@inline
export function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7))
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 2, 4, 6), v128.shuffle<i32>(c, d, 1, 3, 5, 7))
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), v128.shuffle<i32>(ab, cd, 1, 3, 5, 7))
}

/**
 * Two vectors of sums, cut to 16 bits by a shift that is fixed per activation: for ReLU the values, for the others their places in a table. What the
 * table does not reach saturates.
 */
// @ts-ignore: decorator
@inline
export function cut(kind: Activation, a: v128, b: v128): v128 {
  if (kind == Activation.Relu) return i16x8.max_s(i16x8.narrow_i32x4_s(i32x4.shr_s(a, 16), i32x4.shr_s(b, 16)), i16x8.splat(0))
  const sums =
    kind == Activation.Silu
      ? i16x8.narrow_i32x4_u(i32x4.shr_s(a, 15), i32x4.shr_s(b, 15))
      : i16x8.narrow_i32x4_u(i32x4.shr_s(a, 13), i32x4.shr_s(b, 13))
  // the upper 14 of 16 bits, times the two bytes of an entry
  return i16x8.shl(i16x8.shr_u(sums, 16 - TABLE_BITS), 1)
}
