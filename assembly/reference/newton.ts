/** The optimizer of 1989: w −= lr·dw / (mu + h), n weights; and the running mean of the curvatures h. */
import { at, put } from './tensor'

export function newton<T>(w: usize, dw: usize, h: usize, n: i32, lr: f64, mu: f64): void {
  for (let i = 0; i < n; i++) put<T>(w, i, at<T>(w, i) - (<T>lr * at<T>(dw, i)) / (<T>mu + at<T>(h, i)))
}

/** h += gamma·(c − h) */
export function follow<T>(h: usize, c: usize, n: i32, gamma: f64): void {
  for (let i = 0; i < n; i++) put<T>(h, i, at<T>(h, i) + <T>gamma * (at<T>(c, i) - at<T>(h, i)))
}
