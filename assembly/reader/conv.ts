/**
 * H1 and H2: 5×5, stride 2, over maps with a margin of −1.
 *
 *   z[oy][ox][plane] = b[oy][ox][plane] + Σ_ky,kx Σ_c w[ky][kx][c][plane] · x[2·oy + ky][2·ox + kx][c]
 *
 * One vector of weights, of four planes, is taken to 2 rows of 4 units: eight sums, as many as TurboFan keeps in registers.
 * Nothing is left out (the training kernels skip the border and the background): half the code, and the same time for every image.
 */
import { PLANES, SIDE1, SIDE2 } from '../shape'
import { B1, B2, INSIDE1, MAP0, MAP1, ROW0, ROW1, UNIT, W1, W2, Y2 } from './memory'

const ROW2: usize = <usize>SIDE2 * UNIT

/** MAP1's inside, not yet squashed, from MAP0. */
export function conv1(): void {
  for (let plane: usize = 0; plane < UNIT; plane += 16) {
    for (let oy: usize = 0; oy < <usize>SIDE1; oy += 2) {
      for (let ox: usize = 0; ox < <usize>SIDE1; ox += 4) {
        const z = MAP1 + INSIDE1 + oy * ROW1 + ox * UNIT + plane
        const b = B1 + (oy * SIDE1 + ox) * UNIT + plane
        units(MAP0 + 2 * oy * ROW0 + 8 * ox, 4, ROW0, 0, 0, W1 + plane, b, <usize>SIDE1 * UNIT, z, ROW1)
      }
    }
  }
}

/**
 * Y2, not yet squashed, from MAP1. Planes 0–3 see H1's planes 0–7, planes 4–7 see 4–11, planes 8–11 see 0–3 and 8–11: two of a unit's three vectors.
 */
export function conv2(): void {
  for (let plane: usize = 0; plane < UNIT; plane += 16) {
    const first: usize = plane == 16 ? 16 : 0
    const second: usize = plane == 0 ? 16 : 32
    for (let oy: usize = 0; oy < <usize>SIDE2; oy += 2) {
      const at = oy * ROW2 + plane
      units(MAP1 + 2 * oy * ROW1, UNIT, ROW1, first, second, W2 + plane, B2 + at, ROW2, Y2 + at, ROW2)
    }
  }
}

/**
 * Four planes of 2×4 units. Input: units of `unit` bytes in rows of `row`; of the image's the one channel, of H1's four at `first` and four at `second`. Biases
 * and outputs have units of twelve planes, in rows of `bRow` and `zRow`. The sums run over taps, then channels, from the bias on.
 *
 * The four channels are written out: as a loop of four rounds it is mispredicted at each end (H2: 3.9 → 2.5 µs).
 */
// @ts-ignore: decorator
@inline
function units(
  x: usize, unit: usize, row: usize, first: usize, second: usize,
  w: usize, b: usize, bRow: usize, z: usize, zRow: usize
): void {
  let a0 = v128.load(b), a1 = v128.load(b, UNIT), a2 = v128.load(b, 2 * UNIT), a3 = v128.load(b, 3 * UNIT)
  b += bRow
  let b0 = v128.load(b), b1 = v128.load(b, UNIT), b2 = v128.load(b, 2 * UNIT), b3 = v128.load(b, 3 * UNIT)
  for (const end = x + 5 * row; x < end; x += row) {
    for (let tap = x; tap < x + 5 * unit; tap += unit) {
      for (let half = first; ; half = second) {
        const p = tap + half
        const q = p + 2 * row
        let v: v128
        v = v128.load(w)
        a0 = madd(a0, v, p)
        a1 = madd(a1, v, p + 2 * unit)
        a2 = madd(a2, v, p + 4 * unit)
        a3 = madd(a3, v, p + 6 * unit)
        b0 = madd(b0, v, q)
        b1 = madd(b1, v, q + 2 * unit)
        b2 = madd(b2, v, q + 4 * unit)
        b3 = madd(b3, v, q + 6 * unit)
        if (unit > 4) {
          v = v128.load(w, 1 * UNIT)
          a0 = madd(a0, v, p + 4)
          a1 = madd(a1, v, p + 4 + 2 * unit)
          a2 = madd(a2, v, p + 4 + 4 * unit)
          a3 = madd(a3, v, p + 4 + 6 * unit)
          b0 = madd(b0, v, q + 4)
          b1 = madd(b1, v, q + 4 + 2 * unit)
          b2 = madd(b2, v, q + 4 + 4 * unit)
          b3 = madd(b3, v, q + 4 + 6 * unit)
          v = v128.load(w, 2 * UNIT)
          a0 = madd(a0, v, p + 8)
          a1 = madd(a1, v, p + 8 + 2 * unit)
          a2 = madd(a2, v, p + 8 + 4 * unit)
          a3 = madd(a3, v, p + 8 + 6 * unit)
          b0 = madd(b0, v, q + 8)
          b1 = madd(b1, v, q + 8 + 2 * unit)
          b2 = madd(b2, v, q + 8 + 4 * unit)
          b3 = madd(b3, v, q + 8 + 6 * unit)
          v = v128.load(w, 3 * UNIT)
          a0 = madd(a0, v, p + 12)
          a1 = madd(a1, v, p + 12 + 2 * unit)
          a2 = madd(a2, v, p + 12 + 4 * unit)
          a3 = madd(a3, v, p + 12 + 6 * unit)
          b0 = madd(b0, v, q + 12)
          b1 = madd(b1, v, q + 12 + 2 * unit)
          b2 = madd(b2, v, q + 12 + 4 * unit)
          b3 = madd(b3, v, q + 12 + 6 * unit)
          w += 3 * UNIT
        }
        w += UNIT
        if (half == second) break
      }
    }
  }
  v128.store(z, a0)
  v128.store(z, a1, UNIT)
  v128.store(z, a2, 2 * UNIT)
  v128.store(z, a3, 3 * UNIT)
  z += zRow
  v128.store(z, b0)
  v128.store(z, b1, UNIT)
  v128.store(z, b2, 2 * UNIT)
  v128.store(z, b3, 3 * UNIT)
}

/** sum + v · the float at p. */
// @ts-ignore: decorator
@inline
function madd(sum: v128, v: v128, p: usize): v128 {
  return f32x4.add(sum, f32x4.mul(v, v128.load32_splat(p)))
}
