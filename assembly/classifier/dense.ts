/** H3 and the output layer. */
import { DENSE_ROW } from './memory'

/** z[32] = b + x[inputs] · W, W[inputs][32]: one input after the other, eight sums. */
export function dense(x: usize, inputs: usize, w: usize, b: usize, z: usize): void {
  let s0 = v128.load(b), s1 = v128.load(b, 16), s2 = v128.load(b, 32), s3 = v128.load(b, 48)
  let s4 = v128.load(b, 64), s5 = v128.load(b, 80), s6 = v128.load(b, 96), s7 = v128.load(b, 112)
  for (const end = x + (inputs << 2); x < end; x += 4, w += DENSE_ROW) {
    const v = v128.load32_splat(x)
    s0 = f32x4.add(s0, f32x4.mul(v, v128.load(w)))
    s1 = f32x4.add(s1, f32x4.mul(v, v128.load(w, 16)))
    s2 = f32x4.add(s2, f32x4.mul(v, v128.load(w, 32)))
    s3 = f32x4.add(s3, f32x4.mul(v, v128.load(w, 48)))
    s4 = f32x4.add(s4, f32x4.mul(v, v128.load(w, 64)))
    s5 = f32x4.add(s5, f32x4.mul(v, v128.load(w, 80)))
    s6 = f32x4.add(s6, f32x4.mul(v, v128.load(w, 96)))
    s7 = f32x4.add(s7, f32x4.mul(v, v128.load(w, 112)))
  }
  v128.store(z, s0)
  v128.store(z, s1, 16)
  v128.store(z, s2, 32)
  v128.store(z, s3, 48)
  v128.store(z, s4, 64)
  v128.store(z, s5, 80)
  v128.store(z, s6, 96)
  v128.store(z, s7, 112)
}
