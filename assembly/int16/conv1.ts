/**
 * H1 in int16. A vector holds four planes' weights of two neighbouring filter columns: one dot product with a splatted pair of pixels is
 * eight multiply-adds.
 */
import { PLANES, SIDE1 } from '../common/shape'
import { Activation } from '../float32/activation'
import { load4, splat4, store4 } from '../common/lanes'
import { cut, dot } from './lanes'
import { lookUp1 } from './table'
import { B1, BLANK1, INK_ROWS, PAIRS, PAIRS_SIZE, PIXEL_ROW, PIXELS16, UNIT1, W1, Y1, Y1_SIZE } from './memory'

/** Bytes of a pair of filter columns [12][2], of a filter row, and of a unit's biases. */
const PAIR: usize = PLANES * 4
const KERNEL_ROW: usize = 3 * PAIR
const BIAS: usize = PLANES * 4
const ROW1: usize = <usize>SIDE1 * UNIT1
const TO_BLANK: usize = BLANK1 - Y1

/** BLANK1 = H1 of an empty image. */
export function conv1Prepare(kind: Activation): void {
  for (let window: usize = 0; window < 4; window++) {
    for (let oy = 0; oy < SIDE1; oy++) {
      pair(kind, window, oy, 0, 0)
      store<u32>(PAIRS + ((window * SIDE1 + <usize>oy) << 2), <u32>place(window, oy))
    }
  }
  store<u32>(PAIRS_SIZE, 32 * 4)
  if (kind != Activation.Relu) lookUp1()
  memory.copy(BLANK1, Y1, Y1_SIZE)
}

/** Y1[8][8][16]; the last four planes repeat the first. About seven of the 32 pairs of units see no ink and are copied. */
export function conv1(kind: Activation): void {
  let listed = PAIRS
  for (let window: usize = 0; window < 4; window++) {
    const rows = load<u32>(INK_ROWS + (window << 2))
    const top = ctz(rows)
    const end = 32 - clz(rows)
    for (let oy = 0; oy < SIDE1; oy++) {
      const above = 2 * oy - 2
      const first = max(above, top)
      const last = min(above + 5, end)
      const to = place(window, oy)
      if (first < last) {
        pair(kind, window, oy, first, last)
        store<u32>(listed, <u32>to)
        listed += 4
      } else {
        store4(to, load4(to + TO_BLANK))
        store4(to, load4(to + TO_BLANK, 16), 16)
        store4(to, load4(to + TO_BLANK, 32), 32)
        store4(to, load4(to + TO_BLANK, 48), 48)
      }
    }
  }
  store<u32>(PAIRS_SIZE, <u32>(listed - PAIRS))
  if (kind != Activation.Relu) lookUp1()
}

/** The address in Y1 of the units 2·window and 2·window + 1 of row oy. */
// @ts-ignore: decorator
@inline
function place(window: usize, oy: i32): usize {
  return Y1 + <usize>oy * ROW1 + 2 * window * UNIT1
}

/**
 * All planes of the units 2·window and 2·window + 1 of row oy, from the pixel rows `first` to before `last`. The branches (the outermost pixels lie
 * outside the image; the middle branch is always taken) also split the code into blocks of six multiply-adds: in larger ones TurboFan spills, see docs/kernels.md.
 */
function pair(kind: Activation, window: usize, oy: i32, first: i32, last: i32): void {
  const b = B1 + (<usize>(oy * SIDE1) + 2 * window) * BIAS
  let a0 = load4(b)
  let a1 = load4(b, 16)
  let a2 = load4(b, 32)
  let b0 = load4(b, BIAS)
  let b1 = load4(b, BIAS + 16)
  let b2 = load4(b, BIAS + 32)
  let p = PIXELS16 + 8 * window + <usize>first * PIXEL_ROW
  let w = W1 + <usize>(first - (2 * oy - 2)) * KERNEL_ROW
  const end = PIXELS16 + 8 * window + <usize>last * PIXEL_ROW
  for (; p < end; p += PIXEL_ROW, w += KERNEL_ROW) {
    let v0 = load4(w)
    let v1 = load4(w, 16)
    let v2 = load4(w, 32)
    if (window > 0) {
      const x = splat4(p)
      a0 = dot(a0, x, v0)
      a1 = dot(a1, x, v1)
      a2 = dot(a2, x, v2)
    }
    let x = splat4(p, 4)
    b0 = dot(b0, x, v0)
    b1 = dot(b1, x, v1)
    b2 = dot(b2, x, v2)
    v0 = load4(w, PAIR)
    v1 = load4(w, PAIR + 16)
    v2 = load4(w, PAIR + 32)
    a0 = dot(a0, x, v0)
    a1 = dot(a1, x, v1)
    a2 = dot(a2, x, v2)
    if (window < 4) {
      x = splat4(p, 8)
      b0 = dot(b0, x, v0)
      b1 = dot(b1, x, v1)
      b2 = dot(b2, x, v2)
      v0 = load4(w, 2 * PAIR)
      v1 = load4(w, 2 * PAIR + 16)
      v2 = load4(w, 2 * PAIR + 32)
      a0 = dot(a0, x, v0)
      a1 = dot(a1, x, v1)
      a2 = dot(a2, x, v2)
    }
    if (window < 3) {
      x = splat4(p, 12)
      b0 = dot(b0, x, v0)
      b1 = dot(b1, x, v1)
      b2 = dot(b2, x, v2)
    }
  }
  const to = place(window, oy)
  if (kind == Activation.Relu) storePair(Activation.Relu, to, a0, a1, a2, b0, b1, b2)
  else if (kind == Activation.Silu) storePair(Activation.Silu, to, a0, a1, a2, b0, b1, b2)
  else storePair(Activation.Tanh, to, a0, a1, a2, b0, b1, b2)
}

// @ts-ignore: decorator
@inline
function storePair(kind: Activation, to: usize, a0: v128, a1: v128, a2: v128, b0: v128, b1: v128, b2: v128): void {
  store4(to, cut(kind, a0, a1))
  store4(to, cut(kind, a2, a0), 16)
  store4(to, cut(kind, b0, b1), 32)
  store4(to, cut(kind, b2, b0), 48)
}
