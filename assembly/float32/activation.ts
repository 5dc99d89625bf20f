/**
 * The activation functions, y = f(z) (the paper's "squashing functions"), and the derivatives f′(z) that the backward pass needs: dz = dy · f′.
 */
import { one4, sigmoid4 } from '../common/exp'
import { tanhRow } from '../common/tanh'
import { constant4, flush4, load4, store4 } from '../common/lanes'

export const enum Activation {
  /** tanh z */
  Tanh,
  /** A·tanh(S·z), A = 1.7159, S = 2/3 (LeCun, Generalization and Network Design Strategies, 1989) */
  ScaledTanh,
  /** max(0, z); f′(0) = 0 as in PyTorch */
  Relu,
  /** z · sigmoid(z) (Elfwing et al. 2018) */
  Silu,
  /** the raw logits */
  None,
}

/** y, f′ [rows][size bytes] from z, whose rows are `stride` bytes apart. `withDerivative` (a compile-time constant) says whether f′ is wanted.
 * `y` may be `z` if there is one row. */
// @ts-ignore: decorator
@inline
function activateAs(kind: Activation, withDerivative: bool, z: usize, y: usize, f: usize, size: usize, rows: usize, stride: usize): void {
  if (kind == Activation.Tanh || kind == Activation.ScaledTanh) {
    tanhRow(kind == Activation.ScaledTanh, withDerivative, z, y, f, size, rows, stride)
    return
  }
  for (const end = y + rows * size; y < end; y += size, f += size, z += stride) {
    for (let i: usize = 0; i < size; i += 16) {
      const x = load4(z + i)
      if (kind == Activation.Relu) {
        const zero = f32x4.splat(0)
        // pmax(x, 0) is x where x is NaN, as in PyTorch: a diverged network must not look healthy
        store4(y + i, f32x4.pmax(x, zero))
        if (withDerivative) store4(f + i, v128.and(one4(), f32x4.gt(x, zero)))
      } else if (kind == Activation.Silu) {
        const s = sigmoid4(x)
        const t = f32x4.mul(x, s)
        store4(y + i, t)
        if (withDerivative) store4(f + i, f32x4.add(s, f32x4.mul(t, f32x4.sub(one4(), s))))
      } else {
        if (y != z) store4(y + i, x)
        if (withDerivative) store4(f + i, one4())
      }
    }
  }
}

/** y = f(z), f = f′(z) over `rows` rows of `size` bytes, a multiple of 32, `stride` apart in z. */
export function activateWithDerivative(kind: Activation, z: usize, y: usize, f: usize, size: usize, rows: usize = 1, stride: usize = 0): void {
  if (kind == Activation.Tanh) activateAs(Activation.Tanh, true, z, y, f, size, rows, stride)
  else if (kind == Activation.Relu) activateAs(Activation.Relu, true, z, y, f, size, rows, stride)
  else if (kind == Activation.Silu) activateAs(Activation.Silu, true, z, y, f, size, rows, stride)
  else if (kind == Activation.ScaledTanh) activateAs(Activation.ScaledTanh, true, z, y, f, size, rows, stride)
  else activateAs(Activation.None, true, z, y, f, size, rows, stride)
}

/** y = f(z) in the same way, for inference: `f` is left unspecified. The derivative is left out only where that saves time. */
export function activate(kind: Activation, z: usize, y: usize, f: usize, size: usize, rows: usize = 1, stride: usize = 0): void {
  if (kind == Activation.Tanh) activateAs(Activation.Tanh, false, z, y, f, size, rows, stride)
  else if (kind == Activation.Relu) activateAs(Activation.Relu, false, z, y, f, size, rows, stride)
  else activateWithDerivative(kind, z, y, f, size, rows, stride)
}

/** 2⁻⁴⁰: gradients are rounded to multiples of 2⁻⁶³, far below what moves a weight. */
const FLUSH: usize = memory.data<f32>([9.094947e-13], 16)

/** A gradient, flushed to 0 where it is too small to matter. */
// @ts-ignore: decorator
@inline
export function flushGradient4(d: v128): v128 {
  return flush4(d, constant4(FLUSH))
}

/** d *= f over `size` bytes, a multiple of 32: from ∂loss/∂y to ∂loss/∂z. */
export function activationBackward(d: usize, f: usize, size: usize): void {
  const limit = constant4(FLUSH)
  for (let i: usize = 0; i < size; i += 32) {
    store4(d + i, flush4(f32x4.mul(load4(d + i), load4(f + i)), limit))
    store4(d + i, flush4(f32x4.mul(load4(d + i, 16), load4(f + i, 16)), limit), 16)
  }
}
