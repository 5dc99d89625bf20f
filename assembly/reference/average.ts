/** The running mean of n weights: a ← decay·a + (1 − decay)·w. */
import { at, put } from './tensor'

export function average<T>(a: usize, w: usize, n: i32, decay: f64): void {
  for (let i = 0; i < n; i++) put<T>(a, i, <T>decay * at<T>(a, i) + <T>(1 - decay) * at<T>(w, i))
}
