/** H3 and the output layer: y = x @ W + b. x (inputs) · w (inputs, outputs) · b (outputs) · y (outputs). */
import { add, at, put } from './tensor'

export function denseForward<T>(x: usize, w: usize, b: usize, y: usize, inputs: i32, outputs: i32): void {
  for (let o = 0; o < outputs; o++) {
    let sum = at<T>(b, o)
    for (let i = 0; i < inputs; i++) sum += at<T>(x, i) * at<T>(w, i * outputs + o)
    put<T>(y, o, sum)
  }
}

/** Writes dx (inputs); adds to dw (inputs, outputs) and db (outputs). */
export function denseBackward<T>(
  x: usize,
  w: usize,
  dy: usize,
  dx: usize,
  dw: usize,
  db: usize,
  inputs: i32,
  outputs: i32,
): void {
  for (let i = 0; i < inputs; i++) {
    const value = at<T>(x, i)
    let sum: T = 0
    for (let o = 0; o < outputs; o++) {
      const d = at<T>(dy, o)
      sum += at<T>(w, i * outputs + o) * d
      add<T>(dw, i * outputs + o, value * d)
    }
    put<T>(dx, i, sum)
  }
  for (let o = 0; o < outputs; o++) add<T>(db, o, at<T>(dy, o))
}
