/**
 * The curvature of the loss, as 1989 had it: a positive approximation of ∂²E/∂a² for every unit, passed back as the gradient is, with every factor squared
 * (LeCun et al. 1989; Becker and LeCun 1988): squared weights, squared inputs, the border's too, squared f′. f″ is left out, and so are the terms between units.
 *
 *   h of an output = c·f′²        h of a unit = f′² · Σ w²·h of the units above        h of a weight = Σ over its uses of h·x²
 *
 * The kernels are those of the gradient (GradientMode.NewtonStep), over buffers whose content is squared first: F1 to F4, Y1, the ink, and W2 in the place of its
 * rates. So this has to be the last that is done with a sample, and D1, D2 are lost.
 */
import { CLASSES, H2W, UNITS1, UNITS2, UNITS3 } from '../common/shape'
import {
  B3, B4, C3, C4, CLASSES_PADDED, D2, D3, D4, F1, F2, F3, F4, INK, INK_COUNTS, INK_ENTRY, INK_LIST, PARAMETERS, PARAMETERS_SIZE, ROWS4, SCALARS, SQUARES, TO_CURVATURE,
  TO_RATE, UNITS3_PADDED, W2, W3, W4, Y1, Y2, Y3,
} from './memory'
import { activationBackward } from './activation'
import { conv1Backward } from './conv1'
import { conv2Backward } from './conv2/backward'
import { applyGradient, GradientMode } from './gradient'
import { load4, madd, splat4, store4 } from '../common/lanes'

const SIZE1: usize = UNITS1 << 2
const SIZE2: usize = UNITS2 << 2
const SIZE3: usize = UNITS3_PADDED << 2
const SIZE4: usize = CLASSES_PADDED << 2

/** h ← 0 for every parameter. */
export function resetCurvature(): void {
  memory.fill(PARAMETERS + TO_CURVATURE, 0, PARAMETERS_SIZE)
}

/** What depends on the weights alone; before the first of the passes below after they changed. */
export function curvaturePrepare(): void {
  square(W2, W2 + TO_RATE, H2W << 2)
}

/**
 * h ← keep·h + scale·(curvature of the sample that has just gone forward), for every parameter; `scale` carries ∂²E/∂y². After the gradient's way back, if there is one.
 */
export function curvatureBackward(scale: f32, keep: f32): void {
  curvatureStep(scale, keep, Infinity)
}

/** The same, and with it Newton's step, w −= g / (μ + h), where the gradient carries the learning rate and is as `backwardExceptH3` leaves it. */
export function curvatureStep(scale: f32, keep: f32, mu: f32): void {
  store<f32>(SCALARS, keep)
  store<f32>(SCALARS, mu, 4)
  for (let k: usize = 0; k < <usize>CLASSES << 2; k += 4) {
    const slope = load<f32>(F4 + k)
    store<f32>(C4 + k, scale * slope * slope)
  }
  square(Y3, SQUARES, SIZE3)
  denseCurvature(W4, B4, Y3, D4, C4, C3, ROWS4, SIZE3)
  square(F3, F3, SIZE3)
  activationBackward(C3, F3, SIZE3)
  square(Y2, SQUARES, SIZE2)
  denseCurvature(W3, B3, Y2, D3, C3, D2, UNITS3, SIZE2)
  square(F2, F2, SIZE2)
  activationBackward(D2, F2, SIZE2)
  square(Y1, Y1, SIZE1)
  square(F1, F1, SIZE1)
  conv2Backward(GradientMode.NewtonStep)
  squareInk()
  conv1Backward(GradientMode.NewtonStep)
}

/** to = from², `size` bytes, a multiple of 32. */
function square(from: usize, to: usize, size: usize): void {
  for (let i: usize = 0; i < size; i += 32) {
    const a = load4(from + i)
    const b = load4(from + i, 16)
    store4(to + i, f32x4.mul(a, a))
    store4(to + i, f32x4.mul(b, b), 16)
  }
}

/** x² − 1 in the place of x + 1, for every inked pixel; the background's (−1)² − 1 is 0, too. */
function squareInk(): void {
  for (let list: usize = 0; list < 4; list++) {
    const start = INK + list * INK_LIST
    const end = start + load<u32>(INK_COUNTS + (list << 2))
    for (let entry = start; entry < end; entry += INK_ENTRY) {
      const ink = load<f32>(entry)
      store<f32>(entry, ink * (ink - 2))
    }
  }
}

/**
 * From the curvatures c[rows] by a dense layer's pre-activations and its squared inputs SQUARES: those of its parameters, and cx = (W²)ᵀ·c. The
 * weights' gradient is made here, dz ⊗ x: for H3 it is nowhere else.
 */
function denseCurvature(w: usize, b: usize, x: usize, dz: usize, c: usize, cx: usize, rows: i32, length: usize): void {
  const end = c + (<usize>rows << 2)
  for (let at = c; at < end; at += 16) applyGradient(GradientMode.NewtonStep, b + (at - c), load4(at))
  const keep = splat4(SCALARS)
  const mu = splat4(SCALARS, 4)
  for (let i: usize = 0; i < length; i += 32) {
    const q0 = load4(SQUARES + i)
    const q1 = load4(SQUARES + i, 16)
    const x0 = load4(x + i)
    const x1 = load4(x + i, 16)
    let c0 = f32x4.splat(0)
    let c1 = c0
    let p = w + i
    for (let at = c; at < end; at += 4, p += length) {
      const s = splat4(at)
      const w0 = load4(p)
      const w1 = load4(p, 16)
      c0 = madd(c0, f32x4.mul(w0, w0), s)
      c1 = madd(c1, f32x4.mul(w1, w1), s)
      const h = p + TO_CURVATURE
      const h0 = madd(f32x4.mul(q0, s), load4(h), keep)
      const h1 = madd(f32x4.mul(q1, s), load4(h, 16), keep)
      store4(h, h0)
      store4(h, h1, 16)
      const d = splat4(at + (dz - c))
      store4(p, f32x4.sub(w0, f32x4.div(f32x4.mul(x0, d), f32x4.add(h0, mu))))
      store4(p, f32x4.sub(w1, f32x4.div(f32x4.mul(x1, d), f32x4.add(h1, mu))), 16)
    }
    store4(cx + i, c0)
    store4(cx + i, c1, 16)
  }
}
