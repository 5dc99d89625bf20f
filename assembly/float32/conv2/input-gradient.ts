/** H2, backward: the gradient of its input, H1. */
import { KERNEL, SIDE1, SIDE2 } from '../../common/shape'
import { INSIDE1, MAP_ROW1, D1, F1, SPLAT_D2 } from '../memory'
import { flushGradient4 } from '../activation'
import { fence, load4, madd, store4, V } from '../../common/lanes'
import { GROUP, KERNEL_ROW, ROW, SPLAT, SPLAT_ROW, TAP, UNIT } from './layout'

/** D1 (inside its margin) = ∂loss/∂z1 from SPLAT_D2: Σ over H2 planes and taps of w · d2, times H1's f′. `weights` lie as W2. */
export function inputGradient(weights: usize): void {
  inputGradientTo(0, weights)
  inputGradientTo(1, weights)
  inputGradientTo(2, weights)
}

/**
 * The same for four H1 planes (`part` 0, 1 or 2), row by row; filter rows from the bottom up, in each the eight H2 planes that see the part. Eight sums, one per unit
 * of the row, stay in registers, and four values of D2 serve all five taps of a filter row: 9 loads for 17 multiply-adds. Tap by tap with
 * the sums in memory, H2's whole backward pass took 2.08 µs instead of 1.93. The conditions always hold: see forward.ts.
 */
function inputGradientTo(part: usize, weights: usize): void {
  // the first of the two groups of H2 planes that see the part, the distance to the second, and which half the part is for each
  const group: usize = part == 2 ? 1 : 0
  const apart: usize = part == 0 ? 2 : 1
  const half: usize = part == 0 ? 0 : V
  const toNext = apart * GROUP + (part == 1 ? 0 : half) - half
  const zero = f32x4.splat(0)
  for (let row = 0; row < SIDE1; row++) {
    let x0 = zero, x1 = zero, x2 = zero, x3 = zero, x4 = zero, x5 = zero, x6 = zero, x7 = zero
    let oy = min(SIDE2 - 1, (row >> 1) + 1)
    for (let ky = row + 2 - 2 * oy; oy >= 0 && ky < KERNEL; oy--, ky += 2) {
      let w = weights + <usize>ky * KERNEL_ROW + group * GROUP + half
      let d = SPLAT_D2 + <usize>oy * SPLAT_ROW + group * (4 * V)
      for (const behind = d + (apart + 1) * (4 * V); d < behind; d += (apart - 1) * (4 * V), w += toNext - GROUP) {
        for (const end = d + 4 * V; d < end; d += V, w += 32) {
          const far = w + 3 * TAP
          const s0 = load4(d)
          const s1 = load4(d, SPLAT)
          const s2 = load4(d, 2 * SPLAT)
          const s3 = load4(d, 3 * SPLAT)
          let v = load4(w)
          x0 = madd(x0, v, s1)
          x2 = madd(x2, v, s2)
          x4 = madd(x4, v, s3)
          v = load4(w, TAP)
          x1 = madd(x1, v, s1)
          x3 = madd(x3, v, s2)
          x5 = madd(x5, v, s3)
          if (fence(far)) {
            v = load4(w, 2 * TAP)
            x0 = madd(x0, v, s0)
            x2 = madd(x2, v, s1)
            x4 = madd(x4, v, s2)
            x6 = madd(x6, v, s3)
          }
          if (fence(w)) {
            v = load4(far)
            x1 = madd(x1, v, s0)
            x3 = madd(x3, v, s1)
            x5 = madd(x5, v, s2)
            x7 = madd(x7, v, s3)
          }
          if (fence(d)) {
            v = load4(far, TAP)
            x2 = madd(x2, v, s0)
            x4 = madd(x4, v, s1)
            x6 = madd(x6, v, s2)
          }
        }
      }
    }
    const at = F1 + <usize>row * ROW + part * V
    const to = D1 + INSIDE1 + <usize>row * MAP_ROW1 + part * V
    store4(to, finished(x0, at))
    store4(to, finished(x1, at + UNIT), UNIT)
    store4(to, finished(x2, at + 2 * UNIT), 2 * UNIT)
    store4(to, finished(x3, at + 3 * UNIT), 3 * UNIT)
    store4(to, finished(x4, at + 4 * UNIT), 4 * UNIT)
    store4(to, finished(x5, at + 5 * UNIT), 5 * UNIT)
    store4(to, finished(x6, at + 6 * UNIT), 6 * UNIT)
    store4(to, finished(x7, at + 7 * UNIT), 7 * UNIT)
  }
}

/** From ∂loss/∂y1 to ∂loss/∂z1. */
// @ts-ignore: decorator
@inline
function finished(dy: v128, f: usize): v128 {
  return flushGradient4(f32x4.mul(dy, load4(f)))
}

