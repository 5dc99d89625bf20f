/** The activation functions, element by element: x (n) weighted sums, y (n) activations. */
import { exp, tanh } from './math'
import { at, put } from './tensor'

export const TANH = 0
export const SCALED_TANH = 1
export const RELU = 2
export const SILU = 3

/** A·tanh(S·x) with A = 1.7159, S = 2/3 (LeCun 1989, "Generalization and network design strategies"). */
const A: f64 = 1.7159
const S: f64 = 2.0 / 3.0

export function activationForward<T>(kind: i32, x: usize, y: usize, n: i32): void {
  for (let i = 0; i < n; i++) put<T>(y, i, activate<T>(kind, at<T>(x, i)))
}

/** Writes dx (n) from dy (n), with x and y as the forward pass left them. */
export function activationBackward<T>(kind: i32, x: usize, y: usize, dy: usize, dx: usize, n: i32): void {
  for (let i = 0; i < n; i++) put<T>(dx, i, at<T>(dy, i) * slope<T>(kind, at<T>(x, i), at<T>(y, i)))
}

function activate<T>(kind: i32, x: T): T {
  if (kind == TANH) return tanh<T>(x)
  if (kind == SCALED_TANH) return <T>A * tanh<T>(<T>S * x)
  if (kind == RELU) return x > 0 ? x : <T>0
  return x * sigmoid<T>(x)
}

/** The derivative at x, where y = activate(x). ReLU's at exactly 0 is 0, as in PyTorch. */
export function slope<T>(kind: i32, x: T, y: T): T {
  if (kind == TANH) return <T>1 - y * y
  if (kind == SCALED_TANH) return <T>(S / A) * (<T>A - y) * (<T>A + y)
  if (kind == RELU) return y > 0 ? <T>1 : <T>0
  const s = sigmoid<T>(x)
  return s * (<T>1 + x * (<T>1 - s))
}

function sigmoid<T>(x: T): T {
  return <T>1 / (<T>1 + exp<T>(-x))
}
