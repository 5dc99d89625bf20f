/** H2 in int16: a vector holds one tap's eight input planes. What the border adds stands in B2. */
import { FAN2, PLANES, SIDE1, SIDE2 } from '../shape'
import { Activation } from '../activation'
import { endTap, firstTap } from '../conv2/layout'
import { load4, store4 } from '../lanes'
import { cut, dot, sums4 } from './lanes'
import { B2, UNIT1, W2, Y1, Y2 } from './memory'

/** Bytes of one tap of W2 [12][8], of a row of the kernel, and of the four planes of a group in one tap. */
const TAP: usize = PLANES * FAN2 * 2
const KERNEL_ROW: usize = 5 * TAP
const GROUP: usize = 4 * FAN2 * 2
/** Bytes of a row of Y1, and of one group of B2 [4][4][4]. */
const ROW1: usize = <usize>SIDE1 * UNIT1
const GROUP_BIAS: usize = 16 * 16

/** Y2[group 3][4][4][plane of group 4] before the table, or of ReLU y itself. `kind` is a compile-time constant. */
// @ts-ignore: decorator
@inline
function conv2(kind: Activation): void {
  for (let group: usize = 0; group < 3; group++) {
    for (let oy = 0; oy < SIDE2; oy++) {
      pair(kind, group, oy, true)
      pair(kind, group, oy, false)
    }
  }
}

/** Four planes of two neighbouring units of row oy, columns 0 and 1 (`left`) or 2 and 3; written out in blocks of eight for the reasons in ../conv2/forward.ts. */
// @ts-ignore: decorator
@inline
function pair(kind: Activation, group: usize, oy: i32, left: bool): void {
  const zero = i32x4.splat(0)
  let a0 = zero, a1 = zero, a2 = zero, a3 = zero
  let b0 = zero, b1 = zero, b2 = zero, b3 = zero
  const ky = firstTap(oy)
  const start = W2 + group * GROUP
  const end = start + <usize>endTap(oy) * KERNEL_ROW
  let y = Y1 + <usize>(2 * oy - 2 + ky) * ROW1 - 2 * UNIT1 + (left ? 0 : 4 * UNIT1) + 8 * group
  for (let w = start + <usize>ky * KERNEL_ROW; w < end; w += KERNEL_ROW, y += ROW1) {
    const z = y + 2 * UNIT1
    let a: v128
    let b: v128
    let v: v128
    a = load4(y, 2 * UNIT1)
    b = load4(z, 2 * UNIT1)
    v = load4(w, 2 * TAP)
    a0 = dot(a0, a, v)
    b0 = dot(b0, b, v)
    v = load4(w, 2 * TAP + 16)
    a1 = dot(a1, a, v)
    b1 = dot(b1, b, v)
    v = load4(w, 2 * TAP + 32)
    a2 = dot(a2, a, v)
    b2 = dot(b2, b, v)
    v = load4(w, 2 * TAP + 48)
    a3 = dot(a3, a, v)
    b3 = dot(b3, b, v)
    if (left) {
      b = load4(z)
      b0 = dot(b0, b, load4(w))
      b1 = dot(b1, b, load4(w, 16))
      b2 = dot(b2, b, load4(w, 32))
      b3 = dot(b3, b, load4(w, 48))
    } else {
      a = load4(y)
      b = load4(z)
      v = load4(w)
      a0 = dot(a0, a, v)
      b0 = dot(b0, b, v)
      v = load4(w, 16)
      a1 = dot(a1, a, v)
      b1 = dot(b1, b, v)
      v = load4(w, 32)
      a2 = dot(a2, a, v)
      b2 = dot(b2, b, v)
      v = load4(w, 48)
      a3 = dot(a3, a, v)
      b3 = dot(b3, b, v)
    }
    a = load4(y, 3 * UNIT1)
    b = load4(z, 3 * UNIT1)
    v = load4(w, 3 * TAP)
    a0 = dot(a0, a, v)
    b0 = dot(b0, b, v)
    v = load4(w, 3 * TAP + 16)
    a1 = dot(a1, a, v)
    b1 = dot(b1, b, v)
    v = load4(w, 3 * TAP + 32)
    a2 = dot(a2, a, v)
    b2 = dot(b2, b, v)
    v = load4(w, 3 * TAP + 48)
    a3 = dot(a3, a, v)
    b3 = dot(b3, b, v)
    if (left) {
      b = load4(z, UNIT1)
      b0 = dot(b0, b, load4(w, TAP))
      b1 = dot(b1, b, load4(w, TAP + 16))
      b2 = dot(b2, b, load4(w, TAP + 32))
      b3 = dot(b3, b, load4(w, TAP + 48))
    } else {
      a = load4(y, UNIT1)
      b = load4(z, UNIT1)
      v = load4(w, TAP)
      a0 = dot(a0, a, v)
      b0 = dot(b0, b, v)
      v = load4(w, TAP + 16)
      a1 = dot(a1, a, v)
      b1 = dot(b1, b, v)
      v = load4(w, TAP + 32)
      a2 = dot(a2, a, v)
      b2 = dot(b2, b, v)
      v = load4(w, TAP + 48)
      a3 = dot(a3, a, v)
      b3 = dot(b3, b, v)
    }
    if (left) {
      a = load4(y, 4 * UNIT1)
      b = load4(z, 4 * UNIT1)
      v = load4(w, 4 * TAP)
      a0 = dot(a0, a, v)
      b0 = dot(b0, b, v)
      v = load4(w, 4 * TAP + 16)
      a1 = dot(a1, a, v)
      b1 = dot(b1, b, v)
      v = load4(w, 4 * TAP + 32)
      a2 = dot(a2, a, v)
      b2 = dot(b2, b, v)
      v = load4(w, 4 * TAP + 48)
      a3 = dot(a3, a, v)
      b3 = dot(b3, b, v)
    } else {
      a = load4(y, 4 * UNIT1)
      a0 = dot(a0, a, load4(w, 4 * TAP))
      a1 = dot(a1, a, load4(w, 4 * TAP + 16))
      a2 = dot(a2, a, load4(w, 4 * TAP + 32))
      a3 = dot(a3, a, load4(w, 4 * TAP + 48))
    }
  }
  const unit = <usize>(oy * SIDE2) + (left ? 0 : 2)
  const bias = B2 + group * GROUP_BIAS + unit * 16
  const a = i32x4.add(load4(bias), sums4(a0, a1, a2, a3))
  const b = i32x4.add(load4(bias, 16), sums4(b0, b1, b2, b3))
  store4(Y2 + group * (GROUP_BIAS / 2) + unit * 8, cut(kind, a, b))
}

export function conv2Tanh(): void {
  conv2(Activation.Tanh)
}
export function conv2Relu(): void {
  conv2(Activation.Relu)
}
export function conv2Silu(): void {
  conv2(Activation.Silu)
}
