/** H2, forward. */
import { SIDE2 } from '../shape'
import { B2, BORDER2, V, W2, Y1, Y2 } from '../memory'
import { load4, madd, store4, sums4 } from '../lanes'
import { endTap, firstHalf, firstTap, GROUP, KERNEL_ROW, KIND, ROW, secondHalf, TAP, UNIT } from './layout'

/** Y2[4][4][12] = z, from Y1[8][8][12]. */
export function conv2Forward(): void {
  for (let group: usize = 0; group < 3; group++) {
    for (let oy = 0; oy < SIDE2; oy++) {
      pair(group, oy, true)
      pair(group, oy, false)
    }
  }
}

/**
 * Four planes of two neighbouring units of row oy, columns 0 and 1 (`left`) or 2 and 3: their weights are loaded once. The sums run over halves, then kernel rows,
 * then kernel columns in the order 2, 0, 3, 1, 4. At the sides only one of the two has a tap inside.
 *
 * Written out over the kernel's columns: as a loop of 3 to 5 rounds it is mispredicted at each end (1.82 → 1.43 µs). The branches also part the code into blocks of 8
 * multiply-adds; in larger ones TurboFan keeps weights alive until the sums spill (2.17 µs).
 */
function pair(group: usize, oy: i32, left: bool): void {
  const ox = left ? 0 : 2
  const border = BORDER2 + <usize>((oy == 0 ? 0 : oy == SIDE2 - 1 ? 6 : 3) + (left ? 0 : 1)) * KIND + group * 64
  let a0 = load4(border)
  let b0 = load4(border, KIND)
  let a1 = load4(border, 16)
  let b1 = load4(border, KIND + 16)
  let a2 = load4(border, 32)
  let b2 = load4(border, KIND + 32)
  let a3 = load4(border, 48)
  let b3 = load4(border, KIND + 48)
  let half = firstHalf(group)
  const half1 = secondHalf(group)
  const ky = firstTap(oy)
  for (let g = W2 + group * GROUP; ; g += V) {
    let y = Y1 + <usize>(2 * oy - 2 + ky) * ROW + <usize>(2 * ox - 2) * UNIT + half
    const end = g + <usize>endTap(oy) * KERNEL_ROW
    for (let w = g + <usize>ky * KERNEL_ROW; w < end; w += KERNEL_ROW, y += ROW) {
      const z = y + 2 * UNIT
      let a: v128
      let b: v128
      let v: v128
      a = load4(y, 2 * UNIT)
      b = load4(z, 2 * UNIT)
      v = load4(w, 2 * TAP)
      a0 = madd(a0, a, v)
      b0 = madd(b0, b, v)
      v = load4(w, 2 * TAP + 32)
      a1 = madd(a1, a, v)
      b1 = madd(b1, b, v)
      v = load4(w, 2 * TAP + 64)
      a2 = madd(a2, a, v)
      b2 = madd(b2, b, v)
      v = load4(w, 2 * TAP + 96)
      a3 = madd(a3, a, v)
      b3 = madd(b3, b, v)
      if (left) {
        b = load4(z, 0 * UNIT)
        b0 = madd(b0, b, load4(w, 0 * TAP))
        b1 = madd(b1, b, load4(w, 0 * TAP + 32))
        b2 = madd(b2, b, load4(w, 0 * TAP + 64))
        b3 = madd(b3, b, load4(w, 0 * TAP + 96))
      } else {
        a = load4(y, 0 * UNIT)
        b = load4(z, 0 * UNIT)
        v = load4(w, 0 * TAP)
        a0 = madd(a0, a, v)
        b0 = madd(b0, b, v)
        v = load4(w, 0 * TAP + 32)
        a1 = madd(a1, a, v)
        b1 = madd(b1, b, v)
        v = load4(w, 0 * TAP + 64)
        a2 = madd(a2, a, v)
        b2 = madd(b2, b, v)
        v = load4(w, 0 * TAP + 96)
        a3 = madd(a3, a, v)
        b3 = madd(b3, b, v)
      }
      a = load4(y, 3 * UNIT)
      b = load4(z, 3 * UNIT)
      v = load4(w, 3 * TAP)
      a0 = madd(a0, a, v)
      b0 = madd(b0, b, v)
      v = load4(w, 3 * TAP + 32)
      a1 = madd(a1, a, v)
      b1 = madd(b1, b, v)
      v = load4(w, 3 * TAP + 64)
      a2 = madd(a2, a, v)
      b2 = madd(b2, b, v)
      v = load4(w, 3 * TAP + 96)
      a3 = madd(a3, a, v)
      b3 = madd(b3, b, v)
      if (left) {
        b = load4(z, 1 * UNIT)
        b0 = madd(b0, b, load4(w, 1 * TAP))
        b1 = madd(b1, b, load4(w, 1 * TAP + 32))
        b2 = madd(b2, b, load4(w, 1 * TAP + 64))
        b3 = madd(b3, b, load4(w, 1 * TAP + 96))
      } else {
        a = load4(y, 1 * UNIT)
        b = load4(z, 1 * UNIT)
        v = load4(w, 1 * TAP)
        a0 = madd(a0, a, v)
        b0 = madd(b0, b, v)
        v = load4(w, 1 * TAP + 32)
        a1 = madd(a1, a, v)
        b1 = madd(b1, b, v)
        v = load4(w, 1 * TAP + 64)
        a2 = madd(a2, a, v)
        b2 = madd(b2, b, v)
        v = load4(w, 1 * TAP + 96)
        a3 = madd(a3, a, v)
        b3 = madd(b3, b, v)
      }
      if (left) {
        a = load4(y, 4 * UNIT)
        b = load4(z, 4 * UNIT)
        v = load4(w, 4 * TAP)
        a0 = madd(a0, a, v)
        b0 = madd(b0, b, v)
        v = load4(w, 4 * TAP + 32)
        a1 = madd(a1, a, v)
        b1 = madd(b1, b, v)
        v = load4(w, 4 * TAP + 64)
        a2 = madd(a2, a, v)
        b2 = madd(b2, b, v)
        v = load4(w, 4 * TAP + 96)
        a3 = madd(a3, a, v)
        b3 = madd(b3, b, v)
      } else {
        a = load4(y, 4 * UNIT)
        a0 = madd(a0, a, load4(w, 4 * TAP))
        a1 = madd(a1, a, load4(w, 4 * TAP + 32))
        a2 = madd(a2, a, load4(w, 4 * TAP + 64))
        a3 = madd(a3, a, load4(w, 4 * TAP + 96))
      }
    }
    if (half == half1) break
    half = half1
  }
  const out = <usize>(oy * SIDE2 + ox) * UNIT + group * V
  store4(Y2 + out, f32x4.add(load4(B2 + out), sums4(a0, a1, a2, a3)))
  store4(Y2 + out, f32x4.add(load4(B2 + out, UNIT), sums4(b0, b1, b2, b3)), UNIT)
}
