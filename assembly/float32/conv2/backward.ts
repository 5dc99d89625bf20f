/** H2, backward. */
import { KERNEL } from '../../common/shape'
import { B2, BORDER_D2, D2, SPLAT_D2, TO_RATE, W2, Y1 } from '../memory'
import { applyGradient, GradientMode, isCurvature } from '../gradient'
import { load4, madd, splat4, store4, V } from '../../common/lanes'
import { negateBorderGradients, sumBorderGradients } from './border'
import { firstHalf, GROUP, ROW, secondHalf, SPLAT, SPLAT_ROW, TAP, UNIT } from './layout'
import { inputGradient } from './input-gradient'

/** From D2[4][4][12]: the gradients of H2's weights and biases, and D1[10][10][12], inside its margin. */
// @ts-ignore: decorator
@inline
export function conv2Backward(mode: GradientMode): void {
  sumBorderGradients()
  // (−1)² instead of −1
  if (isCurvature(mode)) negateBorderGradients()
  for (let i: usize = 0; i < 16 * UNIT; i += V) applyGradient(mode, B2 + i, load4(D2 + i))
  // every value is read 50 times in all four lanes: loading a vector takes one instruction, a splat with an offset two
  for (let i: usize = 0; i < 16 * UNIT; i += 4) store4(SPLAT_D2 + (i << 2), splat4(D2 + i))
  // for curvatures the squares of W2 lie in the place of its rates
  inputGradient(isCurvature(mode) ? W2 + TO_RATE : W2)
  for (let ky = 0; ky < KERNEL; ky++) {
    const oy0 = ky < 2 ? 1 : 0
    const oy1 = ky == 4 ? 3 : 4
    for (let kx = 0; kx < KERNEL; kx++) {
      const ox0 = kx < 2 ? 1 : 0
      const four = kx == 2 || kx == 3
      const kind = <usize>((ky < 2 ? 0 : ky == 4 ? 2 : 1) * 3 + (kx < 2 ? 0 : kx == 4 ? 2 : 1))
      const place = <usize>(2 * ox0 - 2 + kx) * UNIT
      for (let group: usize = 0; group < 3; group++) {
        const half0 = firstHalf(group)
        const half1 = secondHalf(group)
        const w = W2 + <usize>(ky * KERNEL + kx) * TAP + group * GROUP
        const d2 = SPLAT_D2 + <usize>ox0 * SPLAT + group * (4 * V)
        weightGradient(mode, w, d2, Y1 + place, half0, half1, oy0, oy1, ky, four, BORDER_D2 + kind * UNIT + group * V)
      }
    }
  }
}

/**
 * dw[plane][8] = Σ over the output units inside of d2[plane] · y1[unit][8], minus the sum of d2 over those outside (where y1 is −1). The second unit is behind a
 * condition that always holds: it splits the row into blocks of 8 multiply-adds; in larger ones both of V8's compilers spill the sums (2.0 → 2.4 µs).
 */
// @ts-ignore: decorator
@inline
function weightGradient(mode: GradientMode, w: usize, d2: usize, y1: usize, half0: usize, half1: usize, oy0: i32, oy1: i32, ky: i32, four: bool, border: usize): void {
  let a0 = splat4(border)
  let a1 = splat4(border, 4)
  let a2 = splat4(border, 8)
  let a3 = splat4(border, 12)
  let b0 = a0, b1 = a1, b2 = a2, b3 = a3
  const end = d2 + <usize>oy1 * SPLAT_ROW
  let from = y1 + <usize>(2 * oy0 - 2 + ky) * ROW
  for (let d = d2 + <usize>oy0 * SPLAT_ROW; d < end; d += SPLAT_ROW, from += 2 * ROW) {
    const p = from + half0
    const q = from + half1
    let x: v128
    let y: v128
    let s: v128
    x = load4(p)
    y = load4(q)
    s = load4(d)
    a0 = madd(a0, x, s)
    b0 = madd(b0, y, s)
    s = load4(d, 16)
    a1 = madd(a1, x, s)
    b1 = madd(b1, y, s)
    s = load4(d, 32)
    a2 = madd(a2, x, s)
    b2 = madd(b2, y, s)
    s = load4(d, 48)
    a3 = madd(a3, x, s)
    b3 = madd(b3, y, s)
    if (from) {
      x = load4(p, 2 * UNIT)
      y = load4(q, 2 * UNIT)
      s = load4(d, 1 * SPLAT)
      a0 = madd(a0, x, s)
      b0 = madd(b0, y, s)
      s = load4(d, 1 * SPLAT + 16)
      a1 = madd(a1, x, s)
      b1 = madd(b1, y, s)
      s = load4(d, 1 * SPLAT + 32)
      a2 = madd(a2, x, s)
      b2 = madd(b2, y, s)
      s = load4(d, 1 * SPLAT + 48)
      a3 = madd(a3, x, s)
      b3 = madd(b3, y, s)
    }
    x = load4(p, 4 * UNIT)
    y = load4(q, 4 * UNIT)
    s = load4(d, 2 * SPLAT)
    a0 = madd(a0, x, s)
    b0 = madd(b0, y, s)
    s = load4(d, 2 * SPLAT + 16)
    a1 = madd(a1, x, s)
    b1 = madd(b1, y, s)
    s = load4(d, 2 * SPLAT + 32)
    a2 = madd(a2, x, s)
    b2 = madd(b2, y, s)
    s = load4(d, 2 * SPLAT + 48)
    a3 = madd(a3, x, s)
    b3 = madd(b3, y, s)
    if (four) {
      x = load4(p, 6 * UNIT)
      y = load4(q, 6 * UNIT)
      s = load4(d, 3 * SPLAT)
      a0 = madd(a0, x, s)
      b0 = madd(b0, y, s)
      s = load4(d, 3 * SPLAT + 16)
      a1 = madd(a1, x, s)
      b1 = madd(b1, y, s)
      s = load4(d, 3 * SPLAT + 32)
      a2 = madd(a2, x, s)
      b2 = madd(b2, y, s)
      s = load4(d, 3 * SPLAT + 48)
      a3 = madd(a3, x, s)
      b3 = madd(b3, y, s)
    }
  }
  applyGradient(mode, w, a0)
  applyGradient(mode, w, b0, 16)
  applyGradient(mode, w, a1, 32)
  applyGradient(mode, w, b1, 48)
  applyGradient(mode, w, a2, 64)
  applyGradient(mode, w, b2, 80)
  applyGradient(mode, w, a3, 96)
  applyGradient(mode, w, b3, 112)
}
