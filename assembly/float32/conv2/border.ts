/** H2's border: what the constant −1 around H1's planes adds to the weighted sums and subtracts from the gradients. */
import { PLANES } from '../../common/shape'
import { BORDER2, BORDER_D2, D2, W2 } from '../memory'
import { load4, store4, V } from '../../common/lanes'
import { KIND, TAP, UNIT } from './layout'

/** The sum of the halves: lane c is w[c] + w[c + 4]. */
// @ts-ignore: decorator
@inline
function both(w: usize, tap: usize): v128 {
  return f32x4.add(load4(w, tap * TAP), load4(w, tap * TAP + 16))
}

/**
 * BORDER2[kind 9][plane 12]: −Σ of the weights whose taps fall on the border, four lanes still to be added. Filter columns 0 and 1 lie left of the planes, column 4
 * right of them; rows 0 and 1 above, row 4 below. Each sum is stored as soon as it is known: TurboFan schedules everything between two stores together, and
 * with all stores at the end it spilled (0.12 → 0.09 µs).
 */
export function conv2Prepare(): void {
  for (let plane: usize = 0; plane < <usize>PLANES; plane++) {
    const w = W2 + (plane << 5)
    const to = BORDER2 + (plane << 4)
    const zero = f32x4.splat(0)
    const l0 = f32x4.add(both(w, 0), both(w, 1))
    const r0 = both(w, 4)
    const row0 = f32x4.add(f32x4.add(l0, r0), f32x4.add(both(w, 2), both(w, 3)))
    const l1 = f32x4.add(both(w, 5), both(w, 6))
    const r1 = both(w, 9)
    const row1 = f32x4.add(f32x4.add(l1, r1), f32x4.add(both(w, 7), both(w, 8)))
    const top = f32x4.sub(f32x4.sub(zero, row0), row1)
    store4(to, top, 1 * KIND)
    const l4 = f32x4.add(both(w, 20), both(w, 21))
    const r4 = both(w, 24)
    const bottom = f32x4.sub(f32x4.sub(zero, f32x4.add(l4, r4)), f32x4.add(both(w, 22), both(w, 23)))
    store4(to, bottom, 7 * KIND)
    const l01 = f32x4.add(l0, l1)
    const l23 = f32x4.add(f32x4.add(both(w, 10), both(w, 11)), f32x4.add(both(w, 15), both(w, 16)))
    const l234 = f32x4.add(l23, l4)
    store4(to, f32x4.sub(top, l234), 0 * KIND)
    store4(to, f32x4.sub(f32x4.sub(zero, l01), l234), 3 * KIND)
    store4(to, f32x4.sub(bottom, f32x4.add(l01, l23)), 6 * KIND)
    const r01 = f32x4.add(r0, r1)
    const r23 = f32x4.add(both(w, 14), both(w, 19))
    const r234 = f32x4.add(r23, r4)
    store4(to, f32x4.sub(top, r234), 2 * KIND)
    store4(to, zero, 4 * KIND)
    store4(to, f32x4.sub(f32x4.sub(zero, r01), r234), 5 * KIND)
    store4(to, f32x4.sub(bottom, f32x4.add(r01, r23)), 8 * KIND)
  }
}

/** The same for inputs of +1 on the border instead of −1: BORDER_D2 with its sign changed. */
export function negateBorderGradients(): void {
  for (let at = BORDER_D2; at < BORDER_D2 + 9 * UNIT; at += V) store4(at, f32x4.sub(f32x4.splat(0), load4(at)))
}

/** BORDER_D2[kind 9][12]: −Σ D2 over the units whose tap, for each kind of place in the filter, falls on the border. */
export function sumBorderGradients(): void {
  for (let i: usize = 0; i < UNIT; i += V) {
    const d = D2 + i
    const left = f32x4.neg(f32x4.add(f32x4.add(load4(d, 0 * UNIT), load4(d, 4 * UNIT)), f32x4.add(load4(d, 8 * UNIT), load4(d, 12 * UNIT))))
    const right = f32x4.neg(f32x4.add(f32x4.add(load4(d, 3 * UNIT), load4(d, 7 * UNIT)), f32x4.add(load4(d, 11 * UNIT), load4(d, 15 * UNIT))))
    const top = f32x4.neg(f32x4.add(f32x4.add(load4(d, 0 * UNIT), load4(d, 1 * UNIT)), f32x4.add(load4(d, 2 * UNIT), load4(d, 3 * UNIT))))
    const bottom = f32x4.neg(f32x4.add(f32x4.add(load4(d, 12 * UNIT), load4(d, 13 * UNIT)), f32x4.add(load4(d, 14 * UNIT), load4(d, 15 * UNIT))))
    const to = BORDER_D2 + i
    // the sum over a row and a column counts their common corner once
    store4(to, f32x4.add(f32x4.add(top, left), load4(d, 0 * UNIT)), 0 * UNIT)
    store4(to, top, 1 * UNIT)
    store4(to, f32x4.add(f32x4.add(top, right), load4(d, 3 * UNIT)), 2 * UNIT)
    store4(to, left, 3 * UNIT)
    store4(to, f32x4.splat(0), 4 * UNIT)
    store4(to, right, 5 * UNIT)
    store4(to, f32x4.add(f32x4.add(bottom, left), load4(d, 12 * UNIT)), 6 * UNIT)
    store4(to, bottom, 7 * UNIT)
    store4(to, f32x4.add(f32x4.add(bottom, right), load4(d, 15 * UNIT)), 8 * UNIT)
  }
}
