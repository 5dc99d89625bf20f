/** H3 in int16; its outputs and the layer after it in float32. */
import { UNITS2, UNITS3 } from '../common/shape'
import { Y3, Y4 } from '../float32/memory'
import { load4, madd, splat4, store4 } from '../common/lanes'
import { dot, sums4 } from './lanes'
import { B3, B4, CLASSES12, SCALE3, W3, W4, Y2 } from './memory'

/** Bytes of a row of W4. */
const ROW4: usize = CLASSES12 * 4

/** Y3[30] = b + scale · W·y2, six rows at a time. */
export function h3Forward(): void {
  const zero = i32x4.splat(0)
  const scale = splat4(SCALE3)
  let w = W3
  for (let to: usize = 0; to < <usize>UNITS3 * 4; to += 24) {
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero
    for (let p = Y2; p < Y2 + UNITS2 * 2; p += 16, w += 96) {
      const y = load4(p)
      s0 = dot(s0, y, load4(w))
      s1 = dot(s1, y, load4(w, 16))
      s2 = dot(s2, y, load4(w, 32))
      s3 = dot(s3, y, load4(w, 48))
      s4 = dot(s4, y, load4(w, 64))
      s5 = dot(s5, y, load4(w, 80))
    }
    store4(Y3 + to, madd(load4(B3 + to), f32x4.convert_i32x4_s(sums4(s0, s1, s2, s3)), scale))
    // two lanes too many: overwritten by the next six rows, or padding, which is never read
    store4(Y3 + to, madd(v128.load64_zero(B3 + to + 16), f32x4.convert_i32x4_s(sums4(s4, s5, zero, zero)), scale), 16)
  }
}

/** Y4[10] = b + W·y3, the classes in three vectors. */
export function outForward(): void {
  let s0 = load4(B4)
  let s1 = load4(B4, 16)
  let s2 = load4(B4, 32)
  let w = W4
  for (let y = Y3; y < Y3 + UNITS3 * 4; y += 4, w += ROW4) {
    const v = splat4(y)
    s0 = madd(s0, v, load4(w))
    s1 = madd(s1, v, load4(w, 16))
    s2 = madd(s2, v, load4(w, 32))
  }
  store4(Y4, s0)
  store4(Y4, s1, 16)
  store4(Y4, s2, 32)
}
