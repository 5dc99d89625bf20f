/**
 * H1 in int16. A vector holds four planes' weights of two neighbouring kernel columns, so that one dot product with a pair of pixels, splatted, is
 * eight multiply-adds.
 */
import { PLANES, SIDE1 } from '../shape'
import { Activation } from '../activation'
import { load4, splat4, store4 } from '../lanes'
import { cut, dot } from './lanes'
import { B1, INK_ROWS, PIXEL_ROW, PIXELS16, UNIT1, W1, Y1 } from './memory'

/** Bytes of a pair of kernel columns [12][2] and of a kernel row. */
const PAIR: usize = PLANES * 4
const KERNEL_ROW: usize = 3 * PAIR
const BIAS: usize = PLANES * 4
const ROW1: usize = <usize>SIDE1 * UNIT1

/** Y1[8][8][16] before the table, or of ReLU y itself. `kind` is a compile-time constant. */
// @ts-ignore: decorator
@inline
function conv1(kind: Activation): void {
  for (let window: usize = 0; window < 4; window++) {
    const rows = load<u32>(INK_ROWS + (window << 2))
    const top = ctz(rows)
    const end = 32 - clz(rows)
    for (let oy = 0; oy < SIDE1; oy++) {
      const above = 2 * oy - 2
      const first = max(above, top)
      const last = min(above + 5, end)
      let b = B1 + (<usize>(oy * SIDE1) + 2 * window) * BIAS
      let a0 = load4(b)
      let a1 = load4(b, 16)
      let a2 = load4(b, 32)
      let b0 = load4(b, BIAS)
      let b1 = load4(b, BIAS + 16)
      let b2 = load4(b, BIAS + 32)
      let p = PIXELS16 + 8 * window + <usize>first * PIXEL_ROW
      let w = W1 + <usize>(first - above) * KERNEL_ROW
      for (let y = first; y < last; y++, p += PIXEL_ROW, w += KERNEL_ROW) {
        let v0 = load4(w)
        let v1 = load4(w, 16)
        let v2 = load4(w, 32)
        let x = splat4(p)
        a0 = dot(a0, x, v0)
        a1 = dot(a1, x, v1)
        a2 = dot(a2, x, v2)
        x = splat4(p + 4)
        b0 = dot(b0, x, v0)
        b1 = dot(b1, x, v1)
        b2 = dot(b2, x, v2)
        v0 = load4(w, PAIR)
        v1 = load4(w, PAIR + 16)
        v2 = load4(w, PAIR + 32)
        a0 = dot(a0, x, v0)
        a1 = dot(a1, x, v1)
        a2 = dot(a2, x, v2)
        x = splat4(p + 8)
        b0 = dot(b0, x, v0)
        b1 = dot(b1, x, v1)
        b2 = dot(b2, x, v2)
        v0 = load4(w, 2 * PAIR)
        v1 = load4(w, 2 * PAIR + 16)
        v2 = load4(w, 2 * PAIR + 32)
        a0 = dot(a0, x, v0)
        a1 = dot(a1, x, v1)
        a2 = dot(a2, x, v2)
        x = splat4(p + 12)
        b0 = dot(b0, x, v0)
        b1 = dot(b1, x, v1)
        b2 = dot(b2, x, v2)
      }
      const to = Y1 + <usize>oy * ROW1 + 2 * window * UNIT1
      store4(to, cut(kind, a0, a1))
      store4(to, cut(kind, a2, a0), 16)
      store4(to, cut(kind, b0, b1), 32)
      store4(to, cut(kind, b2, b0), 48)
    }
  }
}

export function conv1Tanh(): void {
  conv1(Activation.Tanh)
}
export function conv1Relu(): void {
  conv1(Activation.Relu)
}
export function conv1Silu(): void {
  conv1(Activation.Silu)
}
