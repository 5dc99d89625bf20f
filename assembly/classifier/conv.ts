/**
 * H1 and H2: 5×5, stride 2, over maps with a margin of −1.
 *
 *   z[oy][ox][plane] = b[oy][ox][plane] + Σ_ky,kx Σ_c w[ky][kx][c][plane] · x[2·oy + ky][2·ox + kx][c]
 *
 * Both keep eight sums, as many as TurboFan keeps in registers. Nothing is left out (the training kernels skip the border and the background): half the
 * code, and the same time for every image.
 */
import { PLANES, SIDE1, SIDE2 } from '../common/shape'
import { B1, B2, GROUP2, INSIDE1, MAP0, MAP1, ROW0, ROW1, UNIT, W1, W2, Y2 } from './memory'

/**
 * MAP1's inside, before the activation function, from MAP0: four planes of 2 rows of 4 units at a time. A vector of weights, of four planes, meets one pixel for each
 * unit; the sums run over the taps, from the bias on.
 */
export function conv1(): void {
  for (let plane: usize = 0; plane < UNIT; plane += 16) {
    for (let oy: usize = 0; oy < <usize>SIDE1; oy += 2) {
      for (let ox: usize = 0; ox < <usize>SIDE1; ox += 4) {
        let b = B1 + (oy * SIDE1 + ox) * UNIT + plane
        let a0 = v128.load(b), a1 = v128.load(b, UNIT), a2 = v128.load(b, 2 * UNIT), a3 = v128.load(b, 3 * UNIT)
        b += <usize>SIDE1 * UNIT
        let b0 = v128.load(b), b1 = v128.load(b, UNIT), b2 = v128.load(b, 2 * UNIT), b3 = v128.load(b, 3 * UNIT)
        let w = W1 + plane
        let x = MAP0 + 2 * oy * ROW0 + 8 * ox
        for (const end = x + 5 * ROW0; x < end; x += ROW0) {
          for (let tap = x; tap < x + 20; tap += 4, w += UNIT) {
            const v = v128.load(w)
            a0 = madd(a0, v, v128.load32_splat(tap))
            a1 = madd(a1, v, v128.load32_splat(tap, 8))
            a2 = madd(a2, v, v128.load32_splat(tap, 16))
            a3 = madd(a3, v, v128.load32_splat(tap, 24))
            b0 = madd(b0, v, v128.load32_splat(tap, 2 * ROW0))
            b1 = madd(b1, v, v128.load32_splat(tap, 2 * ROW0 + 8))
            b2 = madd(b2, v, v128.load32_splat(tap, 2 * ROW0 + 16))
            b3 = madd(b3, v, v128.load32_splat(tap, 2 * ROW0 + 24))
          }
        }
        let z = MAP1 + INSIDE1 + oy * ROW1 + ox * UNIT + plane
        v128.store(z, a0)
        v128.store(z, a1, UNIT)
        v128.store(z, a2, 2 * UNIT)
        v128.store(z, a3, 3 * UNIT)
        z += ROW1
        v128.store(z, b0)
        v128.store(z, b1, UNIT)
        v128.store(z, b2, 2 * UNIT)
        v128.store(z, b3, 3 * UNIT)
      }
    }
  }
}

/**
 * Y2, before the activation function, from MAP1: a group of four planes of two neighbouring units at a time. Planes 0–3 see H1's planes 0–7, planes 4–7 see 4–11, planes 8–11
 * see 0–3 and 8–11: two of a unit's three vectors, "halves". Here vectors run over inputs, whose four lanes are summed at the end: six loads for eight
 * multiply-adds where conv1's way takes nine (2.5 → 1.4 µs). The sums run over taps, then halves.
 */
export function conv2(): void {
  for (let group: usize = 0; group < 3; group++) {
    const first: usize = group == 1 ? 16 : 0
    const second: usize = group == 0 ? 16 : 32
    for (let oy: usize = 0; oy < <usize>SIDE2; oy++) {
      for (let ox: usize = 0; ox < <usize>SIDE2; ox += 2) {
        let a0 = f32x4.splat(0)
        let a1 = a0, a2 = a0, a3 = a0
        let b0 = a0, b1 = a0, b2 = a0, b3 = a0
        let w = W2 + group * GROUP2
        let x = MAP1 + 2 * oy * ROW1 + 2 * ox * UNIT
        for (const end = x + 5 * ROW1; x < end; x += ROW1) {
          for (let tap = x; tap < x + 5 * UNIT; tap += UNIT) {
            for (let half = first; ; half = second) {
              const xa = v128.load(tap + half)
              const xb = v128.load(tap + half, 2 * UNIT)
              let v = v128.load(w)
              a0 = madd(a0, v, xa)
              b0 = madd(b0, v, xb)
              v = v128.load(w, 16)
              a1 = madd(a1, v, xa)
              b1 = madd(b1, v, xb)
              v = v128.load(w, 32)
              a2 = madd(a2, v, xa)
              b2 = madd(b2, v, xb)
              v = v128.load(w, 48)
              a3 = madd(a3, v, xa)
              b3 = madd(b3, v, xb)
              w += 64
              if (half == second) break
            }
          }
        }
        const at = (oy * SIDE2 + ox) * UNIT + group * 16
        v128.store(Y2 + at, f32x4.add(v128.load(B2 + at), sums4(a0, a1, a2, a3)))
        v128.store(Y2 + at, f32x4.add(v128.load(B2 + at, UNIT), sums4(b0, b1, b2, b3)), UNIT)
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b))
}

/** (Σ a, Σ b, Σ c, Σ d), each as (lane 0 + lane 1) + (lane 2 + lane 3). */
// @ts-ignore: decorator
@inline
function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7))
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 2, 4, 6), v128.shuffle<f32>(c, d, 1, 3, 5, 7))
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7))
}
