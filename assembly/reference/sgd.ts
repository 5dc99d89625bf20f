/** Stochastic gradient descent: w −= lr·dw, n weights. */
import { at, put } from './tensor'

export function sgd<T>(w: usize, dw: usize, n: i32, lr: f64): void {
  for (let i = 0; i < n; i++) put<T>(w, i, at<T>(w, i) - <T>lr * at<T>(dw, i))
}
