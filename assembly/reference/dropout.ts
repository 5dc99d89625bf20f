/**
 * Inverted dropout with a given mask: y = x · mask / (1 − p), mask (n) bytes, 1 = kept. The scale is
 * formed first and then multiplied, as `torch.nn.functional.dropout` does (float32, p 0.25: 1.3333334).
 */
import { at, put } from './tensor'

export function dropoutForward<T>(x: usize, mask: usize, p: f64, y: usize, n: i32): void {
  const scale = <T>1 / <T>(1 - p)
  for (let i = 0; i < n; i++) put<T>(y, i, load<u8>(mask + <usize>i) ? at<T>(x, i) * scale : <T>0)
}

/** Writes dx (n): the same mask and scale on dy (n). */
export function dropoutBackward<T>(dy: usize, mask: usize, p: f64, dx: usize, n: i32): void {
  dropoutForward<T>(dy, mask, p, dx, n)
}
