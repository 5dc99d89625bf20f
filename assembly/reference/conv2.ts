/**
 * H2: 12 planes of 8×8 padded by 2 with −1 (whatever the activation), 5×5 filters, stride 2, each
 * output plane seeing 8 of the 12 input planes, one bias per unit.
 * x (12,8,8) · w (12,8,5,5) · b (12,4,4) · y (12,4,4), the weighted sums.
 */
import { FAN2, KERNEL, PLANES, SIDE1, SIDE2 } from '../common/shape'
import { padded, source } from './padding'
import { add, at, clear, planeOf, put } from './tensor'

/** The input plane that slice 0–7 of an output plane's filter reads: 0–7, or 4–11, or 0–3 and 8–11. */
export function inputOf(plane: i32, slice: i32): i32 {
  const group = plane / 4
  if (group == 0) return slice
  if (group == 1) return slice + 4
  return slice < 4 ? slice : slice + 4
}

export function conv2Forward<T>(x: usize, w: usize, b: usize, y: usize): void {
  for (let plane = 0; plane < PLANES; plane++) {
    for (let row = 0; row < SIDE2; row++) {
      for (let column = 0; column < SIDE2; column++) {
        const unit = (plane * SIDE2 + row) * SIDE2 + column
        let sum = at<T>(b, unit)
        for (let slice = 0; slice < FAN2; slice++) {
          const input = planeOf<T>(x, inputOf(plane, slice), SIDE1)
          for (let ky = 0; ky < KERNEL; ky++) {
            for (let kx = 0; kx < KERNEL; kx++) {
              const value = padded<T>(input, SIDE1, source(row, ky), source(column, kx))
              sum += at<T>(w, ((plane * FAN2 + slice) * KERNEL + ky) * KERNEL + kx) * value
            }
          }
        }
        put<T>(y, unit, sum)
      }
    }
  }
}

/** Writes dx (12,8,8); adds to dw (12,8,5,5) and db (12,4,4). */
export function conv2Backward<T>(x: usize, w: usize, dy: usize, dx: usize, dw: usize, db: usize): void {
  clear<T>(dx, PLANES * SIDE1 * SIDE1)
  for (let plane = 0; plane < PLANES; plane++) {
    for (let row = 0; row < SIDE2; row++) {
      for (let column = 0; column < SIDE2; column++) {
        const unit = (plane * SIDE2 + row) * SIDE2 + column
        const d = at<T>(dy, unit)
        add<T>(db, unit, d)
        for (let slice = 0; slice < FAN2; slice++) {
          const input = planeOf<T>(x, inputOf(plane, slice), SIDE1)
          const dInput = planeOf<T>(dx, inputOf(plane, slice), SIDE1)
          for (let ky = 0; ky < KERNEL; ky++) {
            for (let kx = 0; kx < KERNEL; kx++) {
              const r = source(row, ky)
              const c = source(column, kx)
              const weight = ((plane * FAN2 + slice) * KERNEL + ky) * KERNEL + kx
              add<T>(dw, weight, d * padded<T>(input, SIDE1, r, c))
              if (r >= 0 && r < SIDE1 && c >= 0 && c < SIDE1) {
                add<T>(dInput, r * SIDE1 + c, d * at<T>(w, weight))
              }
            }
          }
        }
      }
    }
  }
}
