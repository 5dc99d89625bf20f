/**
 * AdamW (Loshchilov and Hutter 2019) in the order of operations of torch 1.13's `_single_tensor_adamw`.
 * What Python computes once per step stays in float64 and is rounded to `T` where torch rounds it.
 * w, dw, m (first moment), v (second moment): n each; `step` counts from 1.
 */
import { at, put } from './tensor'

export function adamw<T>(
  w: usize,
  dw: usize,
  m: usize,
  v: usize,
  n: i32,
  step: i32,
  lr: f64,
  beta1: f64,
  beta2: f64,
  eps: f64,
  weightDecay: f64,
): void {
  const decay = <T>(1 - lr * weightDecay)
  const stepSize = <T>(-lr / (1 - Math.pow(beta1, <f64>step)))
  const correction = <T>Math.sqrt(1 - Math.pow(beta2, <f64>step))
  for (let i = 0; i < n; i++) {
    const g = at<T>(dw, i)
    const mean = at<T>(m, i) * <T>beta1 + <T>(1 - beta1) * g
    const square = at<T>(v, i) * <T>beta2 + <T>(1 - beta2) * g * g
    put<T>(m, i, mean)
    put<T>(v, i, square)
    const denominator = sqrt<T>(square) / correction + <T>eps
    put<T>(w, i, at<T>(w, i) * decay + (stepSize * mean) / denominator)
  }
}
