/**
 * H1: 5×5 convolution, stride 2, of the 16×16 image padded by 2 with −1; 12 shared filters, one bias per unit.
 *
 *   z[oy][ox][plane] = b[oy][ox][plane] + Σ_ky,kx w[plane][ky][kx] · x[2·oy − 2 + ky][2·ox − 2 + kx]
 *
 * With x = ink − 1 the sum splits into Σ w·ink − Σ w, and only inked pixels cost work. A pixel in an even row meets filter rows 4, 2, 0 in three
 * consecutive output rows; one in an odd row meets filter rows 3, 1 in two; columns likewise. Weights are therefore stored in the slot order
 * 4, 2, 0, 3, 1 along both axes: what a pixel adds to one output row is then one run of 3·12 (or 2·12) consecutive floats, and so is
 * what it reads from one row of dz for the weight gradient.
 */
import { PLANES, SIDE1, TAPS } from '../common/shape'
import { B1, D1, INK, INK_COUNTS, INK_ENTRY, INK_LIST, FILTER_SUMS1, INSIDE1, MAP_ROW1, W1, Z1 } from './memory'
import { applyGradient, GradientMode, isCurvature } from './gradient'
import { fence, load4, madd, splat4, store4 } from '../common/lanes'

/** Bytes of a row of outputs without the margin, and of one row slot of W1. */
const ROW: usize = (SIDE1 * PLANES) << 2
const ROWS: usize = SIDE1
const SLOT_ROW: usize = (5 * PLANES) << 2
/** The two odd column slots follow the three even ones. */
const ODD: usize = (3 * PLANES) << 2

/** FILTER_SUMS1[12] = Σ_taps w: b minus this is H1 of an empty image. */
export function conv1Prepare(): void {
  let s0 = f32x4.splat(0)
  let s1 = s0
  let s2 = s0
  for (let w = W1; w < W1 + ((TAPS * PLANES) << 2); w += 48) {
    s0 = f32x4.add(s0, load4(w))
    s1 = f32x4.add(s1, load4(w, 16))
    s2 = f32x4.add(s2, load4(w, 32))
  }
  store4(FILTER_SUMS1, s0)
  store4(FILTER_SUMS1, s1, 16)
  store4(FILTER_SUMS1, s2, 32)
}

/** Z1[10][10][12] = b − Σ w + Σ over inked pixels, list by list. The margin catches what falls outside and is never read. */
export function conv1Forward(): void {
  const s0 = load4(FILTER_SUMS1)
  const s1 = load4(FILTER_SUMS1, 16)
  const s2 = load4(FILTER_SUMS1, 32)
  let b = B1
  for (let row = Z1 + INSIDE1; row < Z1 + INSIDE1 + ROWS * MAP_ROW1; row += MAP_ROW1) {
    for (let z = row; z < row + ROW; z += 96, b += 96) {
      store4(z, f32x4.sub(load4(b), s0))
      store4(z, f32x4.sub(load4(b, 16), s1), 16)
      store4(z, f32x4.sub(load4(b, 32), s2), 32)
      store4(z, f32x4.sub(load4(b, 48), s0), 48)
      store4(z, f32x4.sub(load4(b, 64), s1), 64)
      store4(z, f32x4.sub(load4(b, 80), s2), 80)
    }
  }
  for (let slot: usize = 0; slot < 5; slot++) {
    const odd: usize = slot < 3 ? 0 : 1
    const row = Z1 + (slot - 3 * odd) * MAP_ROW1
    const w = W1 + slot * SLOT_ROW
    const list = INK + 2 * odd * INK_LIST
    add3Taps(w, row, list, list + load<u32>(INK_COUNTS + 8 * odd))
    add2Taps(w + ODD, row, list + INK_LIST, list + INK_LIST + load<u32>(INK_COUNTS + 8 * odd + 4))
  }
}

/** The contribution of three neighbouring taps to one row of Z1 each, for a list of pixels: the weights stay in registers. */
function add3Taps(w: usize, row: usize, entry: usize, end: usize): void {
  const w0 = load4(w)
  const w1 = load4(w, 16)
  const w2 = load4(w, 32)
  const w3 = load4(w, 48)
  const w4 = load4(w, 64)
  const w5 = load4(w, 80)
  const w6 = load4(w, 96)
  const w7 = load4(w, 112)
  const w8 = load4(w, 128)
  for (; entry < end; entry += INK_ENTRY) {
    const ink = splat4(entry)
    const z = row + load<u32>(entry, 4)
    store4(z, madd(load4(z), ink, w0))
    store4(z, madd(load4(z, 16), ink, w1), 16)
    store4(z, madd(load4(z, 32), ink, w2), 32)
    store4(z, madd(load4(z, 48), ink, w3), 48)
    store4(z, madd(load4(z, 64), ink, w4), 64)
    store4(z, madd(load4(z, 80), ink, w5), 80)
    store4(z, madd(load4(z, 96), ink, w6), 96)
    store4(z, madd(load4(z, 112), ink, w7), 112)
    store4(z, madd(load4(z, 128), ink, w8), 128)
  }
}

/** The same for the two taps of the odd columns. */
function add2Taps(w: usize, row: usize, entry: usize, end: usize): void {
  const w0 = load4(w)
  const w1 = load4(w, 16)
  const w2 = load4(w, 32)
  const w3 = load4(w, 48)
  const w4 = load4(w, 64)
  const w5 = load4(w, 80)
  for (; entry < end; entry += INK_ENTRY) {
    const ink = splat4(entry)
    const z = row + load<u32>(entry, 4)
    store4(z, madd(load4(z), ink, w0))
    store4(z, madd(load4(z, 16), ink, w1), 16)
    store4(z, madd(load4(z, 32), ink, w2), 32)
    store4(z, madd(load4(z, 48), ink, w3), 48)
    store4(z, madd(load4(z, 64), ink, w4), 64)
    store4(z, madd(load4(z, 80), ink, w5), 80)
  }
}

/**
 * Gradients of H1's weights and biases from D1[10][10][12]: dW[tap] = Σ dz·ink − Σ dz, dB = dz. There is no input gradient. Curvatures, for which the ink holds
 * x² − 1 (see curvature.ts): Σ h·(x² − 1) + Σ h.
 */
// @ts-ignore: decorator
@inline
export function conv1Backward(mode: GradientMode): void {
  let s0 = f32x4.splat(0)
  let s1 = s0
  let s2 = s0
  let bias = B1
  for (let row = D1 + INSIDE1; row < D1 + INSIDE1 + ROWS * MAP_ROW1; row += MAP_ROW1) {
    for (let d = row; d < row + ROW; d += 48, bias += 48) {
      const d0 = load4(d)
      const d1 = load4(d, 16)
      const d2 = load4(d, 32)
      applyGradient(mode, bias, d0)
      applyGradient(mode, bias, d1, 16)
      applyGradient(mode, bias, d2, 32)
      s0 = isCurvature(mode) ? f32x4.add(s0, d0) : f32x4.sub(s0, d0)
      s1 = isCurvature(mode) ? f32x4.add(s1, d1) : f32x4.sub(s1, d1)
      s2 = isCurvature(mode) ? f32x4.add(s2, d2) : f32x4.sub(s2, d2)
    }
  }
  for (let slot: usize = 0; slot < 5; slot++) {
    const odd: usize = slot < 3 ? 0 : 1
    const row = D1 + (slot - 3 * odd) * MAP_ROW1
    const w = W1 + slot * SLOT_ROW
    weightGradient3Taps(mode, w, row, INK + 2 * odd * INK_LIST, INK_COUNTS + 8 * odd, s0, s1, s2)
    weightGradient2Taps(mode, w + ODD, row, INK + (2 * odd + 1) * INK_LIST, INK_COUNTS + 8 * odd + 4, s0, s1, s2)
  }
}

/** The gradient of three neighbouring taps: one list of pixels against one row of dz each. */
// @ts-ignore: decorator
@inline
function weightGradient3Taps(mode: GradientMode, w: usize, row: usize, list: usize, count: usize, s0: v128, s1: v128, s2: v128): void {
  const end = list + load<u32>(count)
  let a0 = s0, a1 = s1, a2 = s2
  let b0 = s0, b1 = s1, b2 = s2
  let c0 = s0, c1 = s1, c2 = s2
  for (let entry = list; entry < end; entry += INK_ENTRY) {
    const ink = splat4(entry)
    const d = row + load<u32>(entry, 4)
    a0 = madd(a0, ink, load4(d))
    a1 = madd(a1, ink, load4(d, 16))
    a2 = madd(a2, ink, load4(d, 32))
    if (fence(d)) {
      b0 = madd(b0, ink, load4(d, 48))
      b1 = madd(b1, ink, load4(d, 64))
      b2 = madd(b2, ink, load4(d, 80))
    }
    if (fence(entry)) {
      c0 = madd(c0, ink, load4(d, 96))
      c1 = madd(c1, ink, load4(d, 112))
      c2 = madd(c2, ink, load4(d, 128))
    }
  }
  applyGradient(mode, w, a0)
  applyGradient(mode, w, a1, 16)
  applyGradient(mode, w, a2, 32)
  applyGradient(mode, w, b0, 48)
  applyGradient(mode, w, b1, 64)
  applyGradient(mode, w, b2, 80)
  applyGradient(mode, w, c0, 96)
  applyGradient(mode, w, c1, 112)
  applyGradient(mode, w, c2, 128)
}

/** The same for the two taps of the odd columns. */
// @ts-ignore: decorator
@inline
function weightGradient2Taps(mode: GradientMode, w: usize, row: usize, list: usize, count: usize, s0: v128, s1: v128, s2: v128): void {
  const end = list + load<u32>(count)
  let a0 = s0, a1 = s1, a2 = s2
  let b0 = s0, b1 = s1, b2 = s2
  for (let entry = list; entry < end; entry += INK_ENTRY) {
    const ink = splat4(entry)
    const d = row + load<u32>(entry, 4)
    a0 = madd(a0, ink, load4(d))
    a1 = madd(a1, ink, load4(d, 16))
    a2 = madd(a2, ink, load4(d, 32))
    b0 = madd(b0, ink, load4(d, 48))
    b1 = madd(b1, ink, load4(d, 64))
    b2 = madd(b2, ink, load4(d, 80))
  }
  applyGradient(mode, w, a0)
  applyGradient(mode, w, a1, 16)
  applyGradient(mode, w, a2, 32)
  applyGradient(mode, w, b0, 48)
  applyGradient(mode, w, b1, 64)
  applyGradient(mode, w, b2, 80)
}
