/**
 * H2: 5×5 convolution, stride 2, of H1's planes padded by 2 with −1 (also in the ReLU net); each of the 12 planes sees 8 of 12.
 *
 *   z[oy][ox][plane] = b[oy][ox][plane] + Σ_ky,kx Σ_c w[ky][kx][plane][c] · y1[2·oy − 2 + ky][2·ox − 2 + kx][input plane c]
 *
 * Planes 0–3 see H1's planes 0–7, planes 4–7 see 4–11, planes 8–11 see 0–3 and 8–11: a group of four planes reads two of the three vectors of
 * an H1 unit ("halves"). Vectors run over input planes; the four lanes are summed once at the end.
 *
 * 28% of the taps fall on the border, where the input is −1: they need no multiplications. What they add depends on the weights and on
 * which of nine kinds of place (top, middle, bottom × left, middle, right) the unit has: conv2Prepare sums it once.
 */
import { KERNEL, PLANES, SIDE1, SIDE2 } from './shape'
import { B2, BORDER2, BORDER_D2, D1, D2, MAP1, SPLAT_D2, V, W2, Y1, Y2 } from './memory'
import { deliver, Into, load4, madd, splat4, store4, sums4 } from './lanes'

/** Bytes of one tap of W2 [12][8], of an H1 unit, of rows of Y1 and of the map D1, of an H2 unit. */
const TAP: usize = (PLANES * 8) << 2
const UNIT: usize = PLANES << 2
const ROWS: usize = SIDE1
const ROW: usize = <usize>SIDE1 * UNIT
const MAP_ROW: usize = <usize>MAP1 * UNIT
const INSIDE: usize = MAP_ROW + UNIT
/** Bytes of a row of the kernel. */
const KERNEL_ROW: usize = 5 * TAP
/** Four planes' weights of one tap. */
const GROUP: usize = 128
/** A unit and a row of SPLAT_D2. */
const SPLAT: usize = <usize>PLANES * V
const SPLAT_ROW: usize = <usize>SIDE2 * SPLAT
/** A row of border vectors: one for each plane. */
const KIND: usize = <usize>PLANES * V

/** The sum over the halves: lane c is w[c] + w[c + 4]. */
// @ts-ignore: decorator
@inline
function both(w: usize, tap: usize): v128 {
  return f32x4.add(load4(w, tap * TAP), load4(w, tap * TAP + 16))
}

/** BORDER2[kind 9][plane 12]: −Σ of the weights whose taps fall on the border, four lanes still to be summed. */
export function conv2Prepare(): void {
  for (let plane: usize = 0; plane < <usize>PLANES; plane++) {
    const w = W2 + (plane << 5)
    const l0 = f32x4.add(both(w, 0), both(w, 1))
    const l1 = f32x4.add(both(w, 5), both(w, 6))
    const l2 = f32x4.add(both(w, 10), both(w, 11))
    const l3 = f32x4.add(both(w, 15), both(w, 16))
    const l4 = f32x4.add(both(w, 20), both(w, 21))
    const r0 = both(w, 4)
    const r1 = both(w, 9)
    const r2 = both(w, 14)
    const r3 = both(w, 19)
    const r4 = both(w, 24)
    // rows 0 and 1 of the kernel lie above the planes at the top, row 4 below them at the bottom; columns alike
    const top0 = f32x4.add(f32x4.add(l0, r0), f32x4.add(both(w, 2), both(w, 3)))
    const top1 = f32x4.add(f32x4.add(l1, r1), f32x4.add(both(w, 7), both(w, 8)))
    const top = f32x4.neg(f32x4.add(top0, top1))
    const bottom = f32x4.neg(f32x4.add(f32x4.add(l4, r4), f32x4.add(both(w, 22), both(w, 23))))
    const l23 = f32x4.add(l2, l3)
    const r23 = f32x4.add(r2, r3)
    const l01 = f32x4.add(l0, l1)
    const r01 = f32x4.add(r0, r1)
    const to = BORDER2 + (plane << 4)
    store4(to, f32x4.sub(top, f32x4.add(l23, l4)), 0 * KIND)
    store4(to, top, 1 * KIND)
    store4(to, f32x4.sub(top, f32x4.add(r23, r4)), 2 * KIND)
    store4(to, f32x4.neg(f32x4.add(l01, f32x4.add(l23, l4))), 3 * KIND)
    store4(to, f32x4.splat(0), 4 * KIND)
    store4(to, f32x4.neg(f32x4.add(r01, f32x4.add(r23, r4))), 5 * KIND)
    store4(to, f32x4.sub(bottom, f32x4.add(l01, l23)), 6 * KIND)
    store4(to, bottom, 7 * KIND)
    store4(to, f32x4.sub(bottom, f32x4.add(r01, r23)), 8 * KIND)
  }
}

/** First and last-but-one tap that falls inside, for output rows or columns 0 … 3. */
// @ts-ignore: decorator
@inline
function firstTap(o: i32): i32 {
  return o == 0 ? 2 : 0
}
// @ts-ignore: decorator
@inline
function endTap(o: i32): i32 {
  return o == SIDE2 - 1 ? 4 : KERNEL
}
/** 0, 1, 2 for the first, the middle, the last row or column. */
// @ts-ignore: decorator
@inline
function kindOf(o: i32): i32 {
  return o == 0 ? 0 : o == SIDE2 - 1 ? 2 : 1
}

/** Y2[4][4][12] = z, from Y1[8][8][12]. */
export function conv2Forward(): void {
  for (let group: usize = 0; group < 3; group++) {
    for (let oy = 0; oy < SIDE2; oy++) {
      pair(group, oy, true)
      pair(group, oy, false)
    }
  }
}

/**
 * Four planes of two neighbouring units of row oy, columns 0 and 1 (`left`) or 2 and 3: their weights are loaded once. The sums run over halves, then kernel rows,
 * then kernel columns in the order 2, 0, 3, 1, 4. At the sides only one of the two has a tap inside.
 *
 * Written out over the kernel's columns: as a loop of 3 to 5 rounds it is mispredicted at each end (1.82 → 1.43 µs). The branches also part the code into blocks of 8
 * multiply-adds; in larger ones TurboFan keeps weights alive until the sums spill (2.17 µs).
 */
function pair(group: usize, oy: i32, left: bool): void {
  const ox = left ? 0 : 2
  const border = BORDER2 + <usize>(kindOf(oy) * 3 + (left ? 0 : 1)) * KIND + group * 64
  let a0 = load4(border)
  let b0 = load4(border, KIND)
  let a1 = load4(border, 16)
  let b1 = load4(border, KIND + 16)
  let a2 = load4(border, 32)
  let b2 = load4(border, KIND + 32)
  let a3 = load4(border, 48)
  let b3 = load4(border, KIND + 48)
  let half: usize = group == 1 ? 16 : 0
  const half1: usize = group == 0 ? 16 : 32
  const ky = firstTap(oy)
  for (let g = W2 + group * GROUP; ; g += V) {
    let y = Y1 + <usize>(2 * oy - 2 + ky) * ROW + <usize>(2 * ox - 2) * UNIT + half
    const end = g + <usize>endTap(oy) * KERNEL_ROW
    for (let w = g + <usize>ky * KERNEL_ROW; w < end; w += KERNEL_ROW, y += ROW) {
      const z = y + 2 * UNIT
      let a: v128
      let b: v128
      let v: v128
      a = load4(y, 2 * UNIT)
      b = load4(z, 2 * UNIT)
      v = load4(w, 2 * TAP)
      a0 = madd(a0, a, v)
      b0 = madd(b0, b, v)
      v = load4(w, 2 * TAP + 32)
      a1 = madd(a1, a, v)
      b1 = madd(b1, b, v)
      v = load4(w, 2 * TAP + 64)
      a2 = madd(a2, a, v)
      b2 = madd(b2, b, v)
      v = load4(w, 2 * TAP + 96)
      a3 = madd(a3, a, v)
      b3 = madd(b3, b, v)
      if (left) {
        b = load4(z, 0 * UNIT)
        b0 = madd(b0, b, load4(w, 0 * TAP))
        b1 = madd(b1, b, load4(w, 0 * TAP + 32))
        b2 = madd(b2, b, load4(w, 0 * TAP + 64))
        b3 = madd(b3, b, load4(w, 0 * TAP + 96))
      } else {
        a = load4(y, 0 * UNIT)
        b = load4(z, 0 * UNIT)
        v = load4(w, 0 * TAP)
        a0 = madd(a0, a, v)
        b0 = madd(b0, b, v)
        v = load4(w, 0 * TAP + 32)
        a1 = madd(a1, a, v)
        b1 = madd(b1, b, v)
        v = load4(w, 0 * TAP + 64)
        a2 = madd(a2, a, v)
        b2 = madd(b2, b, v)
        v = load4(w, 0 * TAP + 96)
        a3 = madd(a3, a, v)
        b3 = madd(b3, b, v)
      }
      a = load4(y, 3 * UNIT)
      b = load4(z, 3 * UNIT)
      v = load4(w, 3 * TAP)
      a0 = madd(a0, a, v)
      b0 = madd(b0, b, v)
      v = load4(w, 3 * TAP + 32)
      a1 = madd(a1, a, v)
      b1 = madd(b1, b, v)
      v = load4(w, 3 * TAP + 64)
      a2 = madd(a2, a, v)
      b2 = madd(b2, b, v)
      v = load4(w, 3 * TAP + 96)
      a3 = madd(a3, a, v)
      b3 = madd(b3, b, v)
      if (left) {
        b = load4(z, 1 * UNIT)
        b0 = madd(b0, b, load4(w, 1 * TAP))
        b1 = madd(b1, b, load4(w, 1 * TAP + 32))
        b2 = madd(b2, b, load4(w, 1 * TAP + 64))
        b3 = madd(b3, b, load4(w, 1 * TAP + 96))
      } else {
        a = load4(y, 1 * UNIT)
        b = load4(z, 1 * UNIT)
        v = load4(w, 1 * TAP)
        a0 = madd(a0, a, v)
        b0 = madd(b0, b, v)
        v = load4(w, 1 * TAP + 32)
        a1 = madd(a1, a, v)
        b1 = madd(b1, b, v)
        v = load4(w, 1 * TAP + 64)
        a2 = madd(a2, a, v)
        b2 = madd(b2, b, v)
        v = load4(w, 1 * TAP + 96)
        a3 = madd(a3, a, v)
        b3 = madd(b3, b, v)
      }
      if (left) {
        a = load4(y, 4 * UNIT)
        b = load4(z, 4 * UNIT)
        v = load4(w, 4 * TAP)
        a0 = madd(a0, a, v)
        b0 = madd(b0, b, v)
        v = load4(w, 4 * TAP + 32)
        a1 = madd(a1, a, v)
        b1 = madd(b1, b, v)
        v = load4(w, 4 * TAP + 64)
        a2 = madd(a2, a, v)
        b2 = madd(b2, b, v)
        v = load4(w, 4 * TAP + 96)
        a3 = madd(a3, a, v)
        b3 = madd(b3, b, v)
      } else {
        a = load4(y, 4 * UNIT)
        a0 = madd(a0, a, load4(w, 4 * TAP))
        a1 = madd(a1, a, load4(w, 4 * TAP + 32))
        a2 = madd(a2, a, load4(w, 4 * TAP + 64))
        a3 = madd(a3, a, load4(w, 4 * TAP + 96))
      }
    }
    if (half == half1) break
    half = half1
  }
  const out = <usize>(oy * SIDE2 + ox) * UNIT + group * V
  store4(Y2 + out, f32x4.add(load4(B2 + out), sums4(a0, a1, a2, a3)))
  store4(Y2 + out, f32x4.add(load4(B2 + out, UNIT), sums4(b0, b1, b2, b3)), UNIT)
}

/** BORDER_D2[kind 9][12]: −Σ D2 over the units whose tap (of a kind of place in the kernel) falls on the border. */
function sumBorderGradients(): void {
  for (let i: usize = 0; i < UNIT; i += V) {
    const d = D2 + i
    const left = f32x4.neg(f32x4.add(f32x4.add(load4(d, 0 * UNIT), load4(d, 4 * UNIT)), f32x4.add(load4(d, 8 * UNIT), load4(d, 12 * UNIT))))
    const right = f32x4.neg(f32x4.add(f32x4.add(load4(d, 3 * UNIT), load4(d, 7 * UNIT)), f32x4.add(load4(d, 11 * UNIT), load4(d, 15 * UNIT))))
    const top = f32x4.neg(f32x4.add(f32x4.add(load4(d, 0 * UNIT), load4(d, 1 * UNIT)), f32x4.add(load4(d, 2 * UNIT), load4(d, 3 * UNIT))))
    const bottom = f32x4.neg(f32x4.add(f32x4.add(load4(d, 12 * UNIT), load4(d, 13 * UNIT)), f32x4.add(load4(d, 14 * UNIT), load4(d, 15 * UNIT))))
    const to = BORDER_D2 + i
    // the sum over a row and a column counts their common corner once
    store4(to, f32x4.add(f32x4.add(top, left), load4(d, 0 * UNIT)), 0 * UNIT)
    store4(to, top, 1 * UNIT)
    store4(to, f32x4.add(f32x4.add(top, right), load4(d, 3 * UNIT)), 2 * UNIT)
    store4(to, left, 3 * UNIT)
    store4(to, f32x4.splat(0), 4 * UNIT)
    store4(to, right, 5 * UNIT)
    store4(to, f32x4.add(f32x4.add(bottom, left), load4(d, 12 * UNIT)), 6 * UNIT)
    store4(to, bottom, 7 * UNIT)
    store4(to, f32x4.add(f32x4.add(bottom, right), load4(d, 15 * UNIT)), 8 * UNIT)
  }
}

/**
 * From D2[4][4][12]: the gradients of H2's weights and biases, and D1 (inside its margin) = ∂loss/∂y1, still without H1's f′.
 * Tap by tap and group by group: first the eight weight vectors pass D2 back to Y1's places, then eight sums gather their gradient.
 */
// @ts-ignore: decorator
@inline
export function conv2Backward(into: Into): void {
  sumBorderGradients()
  for (let i: usize = 0; i < 16 * UNIT; i += V) deliver(into, B2 + i, load4(D2 + i))
  // every value is read 50 times in all four lanes: a vector loaded takes one instruction, a splat with an offset two
  for (let i: usize = 0; i < 16 * UNIT; i += 4) store4(SPLAT_D2 + (i << 2), splat4(D2 + i))
  // not by memory.fill, which leaves the module: 0.03 µs a call
  const zero = f32x4.splat(0)
  for (let row = D1 + INSIDE; row < D1 + INSIDE + ROWS * MAP_ROW; row += MAP_ROW) {
    for (let i: usize = 0; i < ROW; i += 64) {
      store4(row + i, zero)
      store4(row + i, zero, 16)
      store4(row + i, zero, 32)
      store4(row + i, zero, 48)
    }
  }
  for (let ky = 0; ky < KERNEL; ky++) {
    const oy0 = ky < 2 ? 1 : 0
    const oy1 = ky == 4 ? 3 : 4
    for (let kx = 0; kx < KERNEL; kx++) {
      const ox0 = kx < 2 ? 1 : 0
      const four = kx == 2 || kx == 3
      const kind = <usize>((ky < 2 ? 0 : ky == 4 ? 2 : 1) * 3 + (kx < 2 ? 0 : kx == 4 ? 2 : 1))
      const place = <usize>(2 * ox0 - 2 + kx) * UNIT
      for (let group: usize = 0; group < 3; group++) {
        const half0: usize = group == 1 ? 16 : 0
        const half1: usize = group == 0 ? 16 : 32
        const w = W2 + <usize>(ky * KERNEL + kx) * TAP + group * GROUP
        const d2 = SPLAT_D2 + <usize>ox0 * SPLAT + group * (4 * V)
        passBack(w, d2, D1 + INSIDE + place, half0, half1, oy0, oy1, ky, four)
        gatherWeights(into, w, d2, Y1 + place, half0, half1, oy0, oy1, ky, four, BORDER_D2 + kind * UNIT + group * V)
      }
    }
  }
}

/** d1[unit][8] += Σ over four planes of w[plane][8] · d2[plane], for all output units whose tap (ky, ·) falls inside: 3 or 4 (`four`) in a row. */
// @ts-ignore: decorator
@inline
function passBack(w: usize, d2: usize, d1: usize, half0: usize, half1: usize, oy0: i32, oy1: i32, ky: i32, four: bool): void {
  const w0 = load4(w)
  const v0 = load4(w, 16)
  const w1 = load4(w, 32)
  const v1 = load4(w, 48)
  const w2 = load4(w, 64)
  const v2 = load4(w, 80)
  const w3 = load4(w, 96)
  const v3 = load4(w, 112)
  const end = d2 + <usize>oy1 * SPLAT_ROW
  let to = d1 + <usize>(2 * oy0 - 2 + ky) * MAP_ROW
  for (let d = d2 + <usize>oy0 * SPLAT_ROW; d < end; d += SPLAT_ROW, to += 2 * MAP_ROW) {
    const p = to + half0
    const q = to + half1
    let x: v128
    let y: v128
    let s: v128
    x = load4(p)
    y = load4(q)
    s = load4(d)
    x = madd(x, w0, s)
    y = madd(y, v0, s)
    s = load4(d, 16)
    x = madd(x, w1, s)
    y = madd(y, v1, s)
    s = load4(d, 32)
    x = madd(x, w2, s)
    y = madd(y, v2, s)
    s = load4(d, 48)
    x = madd(x, w3, s)
    y = madd(y, v3, s)
    store4(p, x)
    store4(q, y)
    x = load4(p, 2 * UNIT)
    y = load4(q, 2 * UNIT)
    s = load4(d, 1 * SPLAT)
    x = madd(x, w0, s)
    y = madd(y, v0, s)
    s = load4(d, 1 * SPLAT + 16)
    x = madd(x, w1, s)
    y = madd(y, v1, s)
    s = load4(d, 1 * SPLAT + 32)
    x = madd(x, w2, s)
    y = madd(y, v2, s)
    s = load4(d, 1 * SPLAT + 48)
    x = madd(x, w3, s)
    y = madd(y, v3, s)
    store4(p, x, 2 * UNIT)
    store4(q, y, 2 * UNIT)
    x = load4(p, 4 * UNIT)
    y = load4(q, 4 * UNIT)
    s = load4(d, 2 * SPLAT)
    x = madd(x, w0, s)
    y = madd(y, v0, s)
    s = load4(d, 2 * SPLAT + 16)
    x = madd(x, w1, s)
    y = madd(y, v1, s)
    s = load4(d, 2 * SPLAT + 32)
    x = madd(x, w2, s)
    y = madd(y, v2, s)
    s = load4(d, 2 * SPLAT + 48)
    x = madd(x, w3, s)
    y = madd(y, v3, s)
    store4(p, x, 4 * UNIT)
    store4(q, y, 4 * UNIT)
    if (four) {
      x = load4(p, 6 * UNIT)
      y = load4(q, 6 * UNIT)
      s = load4(d, 3 * SPLAT)
      x = madd(x, w0, s)
      y = madd(y, v0, s)
      s = load4(d, 3 * SPLAT + 16)
      x = madd(x, w1, s)
      y = madd(y, v1, s)
      s = load4(d, 3 * SPLAT + 32)
      x = madd(x, w2, s)
      y = madd(y, v2, s)
      s = load4(d, 3 * SPLAT + 48)
      x = madd(x, w3, s)
      y = madd(y, v3, s)
      store4(p, x, 6 * UNIT)
      store4(q, y, 6 * UNIT)
    }
  }
}

/** dw[plane][8] = Σ over output units inside of d2[plane] · y1[unit][8], minus d2 summed over those outside (where y1 is −1). */
// @ts-ignore: decorator
@inline
function gatherWeights(into: Into, w: usize, d2: usize, y1: usize, half0: usize, half1: usize, oy0: i32, oy1: i32, ky: i32, four: bool, border: usize): void {
  let a0 = splat4(border)
  let a1 = splat4(border, 4)
  let a2 = splat4(border, 8)
  let a3 = splat4(border, 12)
  let b0 = a0, b1 = a1, b2 = a2, b3 = a3
  const end = d2 + <usize>oy1 * SPLAT_ROW
  let from = y1 + <usize>(2 * oy0 - 2 + ky) * ROW
  for (let d = d2 + <usize>oy0 * SPLAT_ROW; d < end; d += SPLAT_ROW, from += 2 * ROW) {
    const p = from + half0
    const q = from + half1
    let x: v128
    let y: v128
    let s: v128
    x = load4(p)
    y = load4(q)
    s = load4(d)
    a0 = madd(a0, x, s)
    b0 = madd(b0, y, s)
    s = load4(d, 16)
    a1 = madd(a1, x, s)
    b1 = madd(b1, y, s)
    s = load4(d, 32)
    a2 = madd(a2, x, s)
    b2 = madd(b2, y, s)
    s = load4(d, 48)
    a3 = madd(a3, x, s)
    b3 = madd(b3, y, s)
    if (from) {
      x = load4(p, 2 * UNIT)
      y = load4(q, 2 * UNIT)
      s = load4(d, 1 * SPLAT)
      a0 = madd(a0, x, s)
      b0 = madd(b0, y, s)
      s = load4(d, 1 * SPLAT + 16)
      a1 = madd(a1, x, s)
      b1 = madd(b1, y, s)
      s = load4(d, 1 * SPLAT + 32)
      a2 = madd(a2, x, s)
      b2 = madd(b2, y, s)
      s = load4(d, 1 * SPLAT + 48)
      a3 = madd(a3, x, s)
      b3 = madd(b3, y, s)
    }
    x = load4(p, 4 * UNIT)
    y = load4(q, 4 * UNIT)
    s = load4(d, 2 * SPLAT)
    a0 = madd(a0, x, s)
    b0 = madd(b0, y, s)
    s = load4(d, 2 * SPLAT + 16)
    a1 = madd(a1, x, s)
    b1 = madd(b1, y, s)
    s = load4(d, 2 * SPLAT + 32)
    a2 = madd(a2, x, s)
    b2 = madd(b2, y, s)
    s = load4(d, 2 * SPLAT + 48)
    a3 = madd(a3, x, s)
    b3 = madd(b3, y, s)
    if (four) {
      x = load4(p, 6 * UNIT)
      y = load4(q, 6 * UNIT)
      s = load4(d, 3 * SPLAT)
      a0 = madd(a0, x, s)
      b0 = madd(b0, y, s)
      s = load4(d, 3 * SPLAT + 16)
      a1 = madd(a1, x, s)
      b1 = madd(b1, y, s)
      s = load4(d, 3 * SPLAT + 32)
      a2 = madd(a2, x, s)
      b2 = madd(b2, y, s)
      s = load4(d, 3 * SPLAT + 48)
      a3 = madd(a3, x, s)
      b3 = madd(b3, y, s)
    }
  }
  deliver(into, w, a0)
  deliver(into, w, b0, 16)
  deliver(into, w, a1, 32)
  deliver(into, w, b1, 48)
  deliver(into, w, a2, 64)
  deliver(into, w, b2, 80)
  deliver(into, w, a3, 96)
  deliver(into, w, b3, 112)
}
