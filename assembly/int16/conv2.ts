/** H2 in int16: a vector holds one tap's eight input planes. B2 includes what the border adds. */
import { FAN2, PLANES, SIDE1, SIDE2 } from '../common/shape'
import { Activation } from '../float32/activation'
import { endTap, firstTap } from '../float32/conv2/layout'
import { fence, load4, store4 } from '../common/lanes'
import { cut, dot, sums4 } from './lanes'
import { lookUp2 } from './table'
import { B2, UNIT1, W2, Y1, Y2 } from './memory'

/** Bytes of one tap of W2 [12][8], of a filter row, and of two planes in one tap. */
const TAP: usize = PLANES * FAN2 * 2
const KERNEL_ROW: usize = 5 * TAP
const TWO: usize = 2 * FAN2 * 2
/** Bytes of a row of Y1. */
const ROW1: usize = <usize>SIDE1 * UNIT1

/** Y2[two planes 6][4][4][2]: y, through the table unless the activation is ReLU. */
export function conv2(kind: Activation): void {
  for (let oy = 0; oy < SIDE2; oy++) {
    for (let two: usize = 0; two < 6; two++) row(kind, two, oy)
  }
}

/**
 * Two planes of the four units of row oy. Even columns of H1 meet filter columns 2, 4, 0, odd ones 3 and 1: each unit is loaded once for
 * its taps and each weight once for four units.
 *
 * Fences split the code into blocks of at most eight multiply-adds.
 */
function row(kind: Activation, two: usize, oy: i32): void {
  const zero = i32x4.splat(0)
  let a0 = zero, a1 = zero, a2 = zero, a3 = zero
  let b0 = zero, b1 = zero, b2 = zero, b3 = zero
  const ky = firstTap(oy)
  let y = Y1 + <usize>(2 * oy - 2 + ky) * ROW1 + 8 * (two >> 1)
  const end = W2 + two * TWO + <usize>endTap(oy) * KERNEL_ROW
  for (let w = W2 + two * TWO + <usize>ky * KERNEL_ROW; w < end; w += KERNEL_ROW, y += ROW1) {
    let y0 = load4(y)
    let y1 = load4(y, 2 * UNIT1)
    let y2 = load4(y, 4 * UNIT1)
    let y3 = load4(y, 6 * UNIT1)
    let v = load4(w, 2 * TAP)
    let u = load4(w, 2 * TAP + 16)
    a0 = dot(a0, y0, v)
    a1 = dot(a1, y1, v)
    a2 = dot(a2, y2, v)
    a3 = dot(a3, y3, v)
    b0 = dot(b0, y0, u)
    b1 = dot(b1, y1, u)
    b2 = dot(b2, y2, u)
    b3 = dot(b3, y3, u)
    if (fence(w)) {
      v = load4(w, 4 * TAP)
      u = load4(w, 4 * TAP + 16)
      a0 = dot(a0, y1, v)
      a1 = dot(a1, y2, v)
      a2 = dot(a2, y3, v)
      b0 = dot(b0, y1, u)
      b1 = dot(b1, y2, u)
      b2 = dot(b2, y3, u)
    }
    if (fence(w)) {
      v = load4(w)
      u = load4(w, 16)
      a1 = dot(a1, y0, v)
      a2 = dot(a2, y1, v)
      a3 = dot(a3, y2, v)
      b1 = dot(b1, y0, u)
      b2 = dot(b2, y1, u)
      b3 = dot(b3, y2, u)
    }
    if (fence(w)) {
      y0 = load4(y, UNIT1)
      y1 = load4(y, 3 * UNIT1)
      y2 = load4(y, 5 * UNIT1)
      y3 = load4(y, 7 * UNIT1)
      v = load4(w, 3 * TAP)
      u = load4(w, 3 * TAP + 16)
      a0 = dot(a0, y0, v)
      a1 = dot(a1, y1, v)
      a2 = dot(a2, y2, v)
      a3 = dot(a3, y3, v)
      b0 = dot(b0, y0, u)
      b1 = dot(b1, y1, u)
      b2 = dot(b2, y2, u)
      b3 = dot(b3, y3, u)
    }
    if (fence(w)) {
      v = load4(w, TAP)
      u = load4(w, TAP + 16)
      a1 = dot(a1, y0, v)
      a2 = dot(a2, y1, v)
      a3 = dot(a3, y2, v)
      b1 = dot(b1, y0, u)
      b2 = dot(b2, y1, u)
      b3 = dot(b3, y2, u)
    }
  }
  const place = two * 16 + <usize>(oy * SIDE2)
  const a = i32x4.add(load4(B2 + 8 * place), sums4(a0, a1, a2, a3))
  const b = i32x4.add(load4(B2 + 8 * place, 16), sums4(b0, b1, b2, b3))
  const to = Y2 + 4 * place
  if (kind == Activation.Relu) store4(to, cut(Activation.Relu, a, b))
  else {
    if (kind == Activation.Silu) store4(to, cut(Activation.Silu, a, b))
    else store4(to, cut(Activation.Tanh, a, b))
    lookUp2(to)
    lookUp2(to + 8)
  }
}
