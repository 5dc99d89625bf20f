/**
 * tanh over rows of memory with its derivative: y = A·tanh(S·z), f = A·S·(1 − tanh²).
 *
 *   tanh x ≈ x·P(x²) / Q(x²),  |x| ≤ 8
 *
 * P and Q have degrees 3 and 4 and are fitted for the least relative error (1.5e-7; 4.4e-7 with float32 rounding, down to x = 0); the quotient is odd by
 * construction. x is clamped to ±8, where tanh is 1 − 2e-7. Horner's rule; dividing both by Q's leading coefficient saves two of eleven multiplications.
 * Two vectors per iteration. `Mathf.tanh` takes 16 ns per unit, m / (m + 2) with m = e^2x − 1 takes 1.0, this 0.45: the division hides behind the multiplications.
 */
import { constant4, load4, store4 } from './lanes'

/** Coefficients of P and Q, constant term first; Q's last is 1 and left out. In memory: see exp.ts. */
const P: usize = memory.data<f32>([4066290.75, 525595.5625, 11999.767578125, 46.47174072265625], 16)
const Q: usize = memory.data<f32>([4066291, 1881021.125, 96841.171875, 970.5045166015625], 16)
/** The clamp, and 1. */
const LIMITS: usize = memory.data<f32>([8, -8, 1], 16)
/** S, A, A·S */
const SCALES: usize = memory.data<f32>([0.666666667, 1.7159, 1.14393333], 16)

/** For `rows` rows of `size` bytes (a multiple of 32), `stride` bytes apart in z and contiguous in y and f. `scaled` and `withDerivative` are compile-time
 * constants; without `withDerivative`, f is not touched. `y` may be `z` if there is one row. */
// @ts-ignore: decorator
@inline
export function tanhRow(scaled: bool, withDerivative: bool, z: usize, y: usize, f: usize, size: usize, rows: usize, stride: usize): void {
  const n0 = constant4(P)
  const n1 = constant4(P, 4)
  const n2 = constant4(P, 8)
  const n3 = constant4(P, 12)
  const d0 = constant4(Q)
  const d1 = constant4(Q, 4)
  const d2 = constant4(Q, 8)
  const d3 = constant4(Q, 12)
  const highest = constant4(LIMITS)
  const lowest = constant4(LIMITS, 4)
  const one = constant4(LIMITS, 8)
  const s = constant4(SCALES)
  const a = constant4(SCALES, 4)
  const as = constant4(SCALES, 8)
  for (const end = y + rows * size; y < end; y += size, f += size, z += stride) {
    for (let i: usize = 0; i < size; i += 32) {
      const v0 = load4(z + i)
      const v1 = load4(z + i, 16)
      const x0 = f32x4.pmax(f32x4.pmin(scaled ? f32x4.mul(v0, s) : v0, highest), lowest)
      const x1 = f32x4.pmax(f32x4.pmin(scaled ? f32x4.mul(v1, s) : v1, highest), lowest)
      const u0 = f32x4.mul(x0, x0)
      const u1 = f32x4.mul(x1, x1)
      const p0 = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(u0, n3), n2), u0), n1), u0), n0)
      const p1 = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(u1, n3), n2), u1), n1), u1), n0)
      const q0 = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(f32x4.add(u0, d3), u0), d2), u0), d1), u0), d0)
      const q1 = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(f32x4.add(u1, d3), u1), d2), u1), d1), u1), d0)
      const t0 = f32x4.div(f32x4.mul(x0, p0), q0)
      const t1 = f32x4.div(f32x4.mul(x1, p1), q1)
      store4(y + i, scaled ? f32x4.mul(t0, a) : t0)
      if (withDerivative) {
        const slope0 = f32x4.sub(one, f32x4.mul(t0, t0))
        store4(f + i, scaled ? f32x4.mul(slope0, as) : slope0)
      }
      store4(y + i, scaled ? f32x4.mul(t1, a) : t1, 16)
      if (withDerivative) {
        const slope1 = f32x4.sub(one, f32x4.mul(t1, t1))
        store4(f + i, scaled ? f32x4.mul(slope1, as) : slope1, 16)
      }
    }
  }
}
