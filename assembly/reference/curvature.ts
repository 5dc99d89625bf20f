/**
 * The curvatures of 1989 (LeCun et al.; Becker and LeCun 1988): each backward operator with every factor squared, the border's −1 too. c… are curvatures where the
 * operator beside has d…: ∂²E/∂a² of the weighted sum a of a unit, without the terms between units and without f″.
 */
import { CLASSES, FAN2, IMAGE, KERNEL, PLANES, SIDE1, SIDE2 } from '../common/shape'
import { slope } from './activation'
import { inputOf } from './conv2'
import { padded, source } from './padding'
import { add, at, clear, planeOf, put } from './tensor'

/** cy (10) = scale: ∂²E/∂y² of each output, where E is scale/2 times the sum of the squares. */
export function mseCurvature<T>(scale: f64, cy: usize): void {
  for (let o = 0; o < CLASSES; o++) put<T>(cy, o, <T>scale)
}

/** Writes cx (n) from cy (n), with x and y as the forward pass left them. */
export function activationCurvature<T>(kind: i32, x: usize, y: usize, cy: usize, cx: usize, n: i32): void {
  for (let i = 0; i < n; i++) put<T>(cx, i, at<T>(cy, i) * square<T>(slope<T>(kind, at<T>(x, i), at<T>(y, i))))
}

/** Writes cx (inputs); adds to cw (inputs, outputs) and cb (outputs). */
export function denseCurvature<T>(
  x: usize,
  w: usize,
  cy: usize,
  cx: usize,
  cw: usize,
  cb: usize,
  inputs: i32,
  outputs: i32,
): void {
  for (let i = 0; i < inputs; i++) {
    const input = square<T>(at<T>(x, i))
    let sum: T = 0
    for (let o = 0; o < outputs; o++) {
      sum += square<T>(at<T>(w, i * outputs + o)) * at<T>(cy, o)
      add<T>(cw, i * outputs + o, input * at<T>(cy, o))
    }
    put<T>(cx, i, sum)
  }
  for (let o = 0; o < outputs; o++) add<T>(cb, o, at<T>(cy, o))
}

/** Adds to cw (12,1,5,5) and cb (12,8,8). */
export function conv1Curvature<T>(x: usize, cy: usize, cw: usize, cb: usize): void {
  for (let plane = 0; plane < PLANES; plane++) {
    for (let row = 0; row < SIDE1; row++) {
      for (let column = 0; column < SIDE1; column++) {
        const unit = (plane * SIDE1 + row) * SIDE1 + column
        const c = at<T>(cy, unit)
        add<T>(cb, unit, c)
        for (let ky = 0; ky < KERNEL; ky++) {
          for (let kx = 0; kx < KERNEL; kx++) {
            const pixel = padded<T>(x, IMAGE, source(row, ky), source(column, kx))
            add<T>(cw, (plane * KERNEL + ky) * KERNEL + kx, c * square<T>(pixel))
          }
        }
      }
    }
  }
}

/** Writes cx (12,8,8); adds to cw (12,8,5,5) and cb (12,4,4). */
export function conv2Curvature<T>(x: usize, w: usize, cy: usize, cx: usize, cw: usize, cb: usize): void {
  clear<T>(cx, PLANES * SIDE1 * SIDE1)
  for (let plane = 0; plane < PLANES; plane++) {
    for (let row = 0; row < SIDE2; row++) {
      for (let column = 0; column < SIDE2; column++) {
        const unit = (plane * SIDE2 + row) * SIDE2 + column
        const c = at<T>(cy, unit)
        add<T>(cb, unit, c)
        for (let slice = 0; slice < FAN2; slice++) {
          const input = planeOf<T>(x, inputOf(plane, slice), SIDE1)
          const cInput = planeOf<T>(cx, inputOf(plane, slice), SIDE1)
          for (let ky = 0; ky < KERNEL; ky++) {
            for (let kx = 0; kx < KERNEL; kx++) {
              const r = source(row, ky)
              const k = source(column, kx)
              const weight = ((plane * FAN2 + slice) * KERNEL + ky) * KERNEL + kx
              add<T>(cw, weight, c * square<T>(padded<T>(input, SIDE1, r, k)))
              if (r >= 0 && r < SIDE1 && k >= 0 && k < SIDE1) add<T>(cInput, r * SIDE1 + k, c * square<T>(at<T>(w, weight)))
            }
          }
        }
      }
    }
  }
}

function square<T>(x: T): T {
  return x * x
}
