/**
 * tanh over a row of memory with its derivative: y = A·tanh(S·z), f = A·S·(1 − tanh²).
 *
 *   tanh x ≈ x·P(x²) / Q(x²),  |x| ≤ 8
 *
 * P and Q are of degrees 3 and 4, fitted to the least relative error (1.5e-7; 4.4e-7 with float32's rounding, down to x = 0), and odd by construction. Beyond 8,
 * where tanh is 1 − 2e-7, x is clamped. Two loops over memory, because the operations on one vector form a chain that is longer than the
 * processor looks ahead: first x·P and Q, then the quotient. 16 ns a unit as `Mathf.tanh`, 1.0 as m / (m + 2) with m = e^2x − 1, 0.6 so.
 */
import { constant4, load4, store4 } from './lanes'

// constants in memory, see exp.ts
const P: usize = memory.data<f32>([0.99999988, 0.12925674, 0.002951035, 0.000011428533], 16)
const Q: usize = memory.data<f32>([1, 0.4625889, 0.023815602, 0.00023867069, 2.4592435e-7], 16)
const LIMITS: usize = memory.data<f32>([8, -8], 16)
/** S, A, A·S */
const SCALES: usize = memory.data<f32>([0.666666667, 1.7159, 1.14393333], 16)

/** For `size` bytes, a multiple of 32. `scaled` and `learn` are compile-time constants; without `learn`, f is scratch. `y` may be `z`. */
// @ts-ignore: decorator
@inline
export function tanhRow(scaled: bool, learn: bool, z: usize, y: usize, f: usize, size: usize): void {
  const p0 = constant4(P)
  const p1 = constant4(P, 4)
  const p2 = constant4(P, 8)
  const p3 = constant4(P, 12)
  const q0 = constant4(Q)
  const q1 = constant4(Q, 4)
  const q2 = constant4(Q, 8)
  const q3 = constant4(Q, 12)
  const q4 = constant4(Q, 16)
  const highest = constant4(LIMITS)
  const lowest = constant4(LIMITS, 4)
  const s = constant4(SCALES)
  for (let i: usize = 0; i < size; i += 16) {
    const v = load4(z + i)
    const x = f32x4.pmax(f32x4.pmin(scaled ? f32x4.mul(v, s) : v, highest), lowest)
    const u = f32x4.mul(x, x)
    const u2 = f32x4.mul(u, u)
    const p = f32x4.add(f32x4.add(p0, f32x4.mul(u, p1)), f32x4.mul(u2, f32x4.add(p2, f32x4.mul(u, p3))))
    const q = f32x4.add(f32x4.add(q2, f32x4.mul(u, q3)), f32x4.mul(u2, q4))
    store4(f + i, f32x4.add(f32x4.add(q0, f32x4.mul(u, q1)), f32x4.mul(u2, q)))
    store4(y + i, f32x4.mul(x, p))
  }
  const a = constant4(SCALES, 4)
  const as = constant4(SCALES, 8)
  for (let i: usize = 0; i < size; i += 16) {
    const t = f32x4.div(load4(y + i), load4(f + i))
    store4(y + i, scaled ? f32x4.mul(t, a) : t)
    if (learn) {
      const slope = f32x4.sub(q0, f32x4.mul(t, t))
      store4(f + i, scaled ? f32x4.mul(slope, as) : slope)
    }
  }
}
