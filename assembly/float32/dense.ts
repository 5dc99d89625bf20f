/**
 * Dense layers, z = W·x + b, for H3 (30 rows of 192) and the outputs (10 rows of 30, padded to 12 of 32). A row of W holds one unit's weights.
 */
import { applyGradient, GradientMode } from './gradient'
import { TO_RATE } from './memory'
import { load4, madd, splat4, store4, sums4 } from '../common/lanes'

/**
 * z[rows] = b + W·x, six rows at a time (`rows` is a multiple of six); `length` is the bytes of a row of W and of x. Blocks of ten rows are 30% slower on
 * TurboFan, which spills in them.
 */
export function denseForward(w: usize, b: usize, x: usize, z: usize, rows: i32, length: usize): void {
  const zero = f32x4.splat(0)
  for (const end = z + (<usize>rows << 2); z < end; z += 24, b += 24, w += 6 * length) {
    const w1 = w + length
    const w2 = w1 + length
    const w3 = w2 + length
    const w4 = w3 + length
    const w5 = w4 + length
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero
    for (let i: usize = 0; i < length; i += 16) {
      const v = load4(x + i)
      s0 = madd(s0, v, load4(w + i))
      s1 = madd(s1, v, load4(w1 + i))
      s2 = madd(s2, v, load4(w2 + i))
      s3 = madd(s3, v, load4(w3 + i))
      s4 = madd(s4, v, load4(w4 + i))
      s5 = madd(s5, v, load4(w5 + i))
    }
    store4(z, f32x4.add(load4(b), sums4(s0, s1, s2, s3)))
    // two lanes too many: overwritten by the next six rows, or they are padding, where b and the sums are 0
    store4(z, f32x4.add(v128.load64_zero(b + 16), sums4(s4, s5, zero, zero)), 16)
  }
}

/**
 * From dz[rows]: the gradients dW = dz ⊗ x and db = dz, and dx = Wᵀ·dz. One pass over W: each vector is loaded once, contributes to dx and takes its
 * own step.
 */
// @ts-ignore: decorator
@inline
export function denseBackward(mode: GradientMode, w: usize, b: usize, x: usize, dz: usize, dx: usize, rows: i32, length: usize): void {
  const end = dz + (<usize>rows << 2)
  for (let d = dz; d < end; d += 16) applyGradient(mode, b + (d - dz), load4(d))
  for (let i: usize = 0; i < length; i += 64) {
    const x0 = load4(x + i)
    const x1 = load4(x + i, 16)
    const x2 = load4(x + i, 32)
    const x3 = load4(x + i, 48)
    let d0 = f32x4.splat(0)
    let d1 = d0, d2 = d0, d3 = d0
    let p = w + i
    for (let d = dz; d < end; d += 4) {
      const s = splat4(d)
      const w0 = load4(p)
      const w1 = load4(p, 16)
      const w2 = load4(p, 32)
      const w3 = load4(p, 48)
      d0 = madd(d0, w0, s)
      d1 = madd(d1, w1, s)
      d2 = madd(d2, w2, s)
      d3 = madd(d3, w3, s)
      if (mode == GradientMode.FusedStep) {
        store4(p, f32x4.sub(w0, f32x4.mul(x0, s)))
        store4(p, f32x4.sub(w1, f32x4.mul(x1, s)), 16)
        store4(p, f32x4.sub(w2, f32x4.mul(x2, s)), 32)
        store4(p, f32x4.sub(w3, f32x4.mul(x3, s)), 48)
      } else if (mode == GradientMode.RatedStep) {
        const r = p + TO_RATE
        store4(p, f32x4.sub(w0, f32x4.mul(f32x4.mul(x0, s), load4(r))))
        store4(p, f32x4.sub(w1, f32x4.mul(f32x4.mul(x1, s), load4(r, 16))), 16)
        store4(p, f32x4.sub(w2, f32x4.mul(f32x4.mul(x2, s), load4(r, 32))), 32)
        store4(p, f32x4.sub(w3, f32x4.mul(f32x4.mul(x3, s), load4(r, 48))), 48)
      } else {
        applyGradient(mode, p, f32x4.mul(x0, s))
        applyGradient(mode, p, f32x4.mul(x1, s), 16)
        applyGradient(mode, p, f32x4.mul(x2, s), 32)
        applyGradient(mode, p, f32x4.mul(x3, s), 48)
      }
      p += length
    }
    store4(dx + i, d0)
    store4(dx + i, d1, 16)
    store4(dx + i, d2, 32)
    store4(dx + i, d3, 48)
  }
}

/**
 * dx = Wᵀ·dz only, for an optimizer that forms the gradient dz ⊗ x itself (see optimizer/adamw.ts). Rows whose dz is 0 contribute nothing: after ReLU and
 * dropout that is two thirds of H3. `active` holds the others, 8 bytes each.
 */
export function denseInputGradient(w: usize, dz: usize, dx: usize, rows: i32, length: usize, active: usize): void {
  let end = active
  for (let row: usize = 0; row < <usize>rows; row++) {
    const bits = load<u32>(dz + (row << 2))
    store<u32>(end, bits)
    store<u32>(end, <u32>(row * length), 4)
    // kept only if the end advances, without a branch; a float is ±0 if all bits but the sign are 0
    end += <usize>((bits << 1) != 0) << 3
  }
  for (let i: usize = 0; i < length; i += 64) {
    let d0 = f32x4.splat(0)
    let d1 = d0, d2 = d0, d3 = d0
    for (let entry = active; entry < end; entry += 8) {
      const s = splat4(entry)
      const p = w + i + load<u32>(entry, 4)
      d0 = madd(d0, load4(p), s)
      d1 = madd(d1, load4(p, 16), s)
      d2 = madd(d2, load4(p, 32), s)
      d3 = madd(d3, load4(p, 48), s)
    }
    store4(dx + i, d0)
    store4(dx + i, d1, 16)
    store4(dx + i, d2, 32)
    store4(dx + i, d3, 48)
  }
}
