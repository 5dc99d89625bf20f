/** H2, forward. */
import { SIDE2 } from '../../common/shape'
import { B2, BORDER2, W2, Y1, Y2 } from '../memory'
import { fence, load4, madd, store4, sums4, V } from '../../common/lanes'
import { endTap, firstHalf, firstTap, GROUP, KERNEL_ROW, KIND, ROW, secondHalf, TAP, UNIT } from './layout'

/** Y2[4][4][12] = z, from Y1[8][8][12]. */
export function conv2Forward(): void {
  for (let oy = 0; oy < SIDE2; oy++) {
    for (let group: usize = 0; group < 3; group++) {
      twoPlanes(group, 0, oy)
      twoPlanes(group, 2, oy)
    }
  }
}

/**
 * Two planes, a and b, of the four units of row oy. A row of Y1 is loaded once for all taps of a filter row: its even columns (0, 2, 4, 6: taps 2, 0 and 4), then
 * its odd ones (taps 3 and 1): 18 loads for 34 multiply-adds. The sums run over halves, then filter rows, then filter columns in that order.
 *
 * The conditions always hold. They split the row into blocks of 6 or 8 multiply-adds; in larger ones TurboFan keeps weights alive until the sums spill.
 */
function twoPlanes(group: usize, first: usize, oy: i32): void {
  const border = BORDER2 + <usize>(oy == 0 ? 0 : oy == SIDE2 - 1 ? 6 : 3) * KIND + (group * 4 + first) * V
  let a0 = load4(border)
  let b0 = load4(border, V)
  let a1 = load4(border, KIND)
  let b1 = load4(border, KIND + V)
  let a2 = a1
  let b2 = b1
  let a3 = load4(border, 2 * KIND)
  let b3 = load4(border, 2 * KIND + V)
  let half = firstHalf(group)
  const half1 = secondHalf(group)
  const ky = firstTap(oy)
  for (let g = W2 + group * GROUP + first * 32; ; g += V) {
    let y = Y1 + <usize>(2 * oy - 2 + ky) * ROW + half
    const end = g + <usize>endTap(oy) * KERNEL_ROW
    for (let w = g + <usize>ky * KERNEL_ROW; w < end; w += KERNEL_ROW, y += ROW) {
      const far = w + 3 * TAP
      let y0 = load4(y)
      let y1 = load4(y, 2 * UNIT)
      let y2 = load4(y, 4 * UNIT)
      let y3 = load4(y, 6 * UNIT)
      let v = load4(w, 2 * TAP)
      a0 = madd(a0, y0, v)
      a1 = madd(a1, y1, v)
      a2 = madd(a2, y2, v)
      a3 = madd(a3, y3, v)
      v = load4(w, 2 * TAP + 32)
      b0 = madd(b0, y0, v)
      b1 = madd(b1, y1, v)
      b2 = madd(b2, y2, v)
      b3 = madd(b3, y3, v)
      if (y) {
        v = load4(w)
        a1 = madd(a1, y0, v)
        a2 = madd(a2, y1, v)
        a3 = madd(a3, y2, v)
        v = load4(w, 32)
        b1 = madd(b1, y0, v)
        b2 = madd(b2, y1, v)
        b3 = madd(b3, y2, v)
      }
      if (fence(w)) {
        v = load4(far, TAP)
        a0 = madd(a0, y1, v)
        a1 = madd(a1, y2, v)
        a2 = madd(a2, y3, v)
        v = load4(far, TAP + 32)
        b0 = madd(b0, y1, v)
        b1 = madd(b1, y2, v)
        b2 = madd(b2, y3, v)
      }
      if (fence(far)) {
        y0 = load4(y, 1 * UNIT)
        y1 = load4(y, 3 * UNIT)
        y2 = load4(y, 5 * UNIT)
        y3 = load4(y, 7 * UNIT)
        v = load4(far)
        a0 = madd(a0, y0, v)
        a1 = madd(a1, y1, v)
        a2 = madd(a2, y2, v)
        a3 = madd(a3, y3, v)
        v = load4(far, 32)
        b0 = madd(b0, y0, v)
        b1 = madd(b1, y1, v)
        b2 = madd(b2, y2, v)
        b3 = madd(b3, y3, v)
      }
      if (y) {
        v = load4(w, TAP)
        a1 = madd(a1, y0, v)
        a2 = madd(a2, y1, v)
        a3 = madd(a3, y2, v)
        v = load4(w, TAP + 32)
        b1 = madd(b1, y0, v)
        b2 = madd(b2, y1, v)
        b3 = madd(b3, y2, v)
      }
    }
    if (half == half1) break
    half = half1
  }
  const out = <usize>oy * 4 * UNIT + group * V + (first << 2)
  storePairs(out, sums4(a0, b0, a1, b1))
  storePairs(out + 2 * UNIT, sums4(a2, b2, a3, b3))
}

/** Y2 = B2 + the sums of planes a and b of two neighbouring units. */
// @ts-ignore: decorator
@inline
function storePairs(out: usize, sums: v128): void {
  const bias = v128.load64_lane(B2 + out + UNIT, v128.load64_zero(B2 + out), 1)
  const z = f32x4.add(bias, sums)
  v128.store64_lane(Y2 + out, z, 0)
  v128.store64_lane(Y2 + out + UNIT, z, 1)
}
