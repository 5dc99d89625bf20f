/**
 * H1: 16×16 image padded by 2 with −1, 12 shared 5×5 filters, stride 2, one bias per unit.
 * x (16,16) · w (12,1,5,5) · b (12,8,8) · y (12,8,8), the weighted sums.
 */
import { IMAGE, KERNEL, PLANES, SIDE1 } from '../common/shape'
import { padded, source } from './padding'
import { add, at, put } from './tensor'

export function conv1Forward<T>(x: usize, w: usize, b: usize, y: usize): void {
  for (let plane = 0; plane < PLANES; plane++) {
    for (let row = 0; row < SIDE1; row++) {
      for (let column = 0; column < SIDE1; column++) {
        const unit = (plane * SIDE1 + row) * SIDE1 + column
        let sum = at<T>(b, unit)
        for (let ky = 0; ky < KERNEL; ky++) {
          for (let kx = 0; kx < KERNEL; kx++) {
            const pixel = padded<T>(x, IMAGE, source(row, ky), source(column, kx))
            sum += at<T>(w, (plane * KERNEL + ky) * KERNEL + kx) * pixel
          }
        }
        put<T>(y, unit, sum)
      }
    }
  }
}

/** Adds to dw (12,1,5,5) and db (12,8,8). Nothing needs the gradient of the image. */
export function conv1Backward<T>(x: usize, dy: usize, dw: usize, db: usize): void {
  for (let plane = 0; plane < PLANES; plane++) {
    for (let row = 0; row < SIDE1; row++) {
      for (let column = 0; column < SIDE1; column++) {
        const unit = (plane * SIDE1 + row) * SIDE1 + column
        const d = at<T>(dy, unit)
        add<T>(db, unit, d)
        for (let ky = 0; ky < KERNEL; ky++) {
          for (let kx = 0; kx < KERNEL; kx++) {
            const pixel = padded<T>(x, IMAGE, source(row, ky), source(column, kx))
            add<T>(dw, (plane * KERNEL + ky) * KERNEL + kx, d * pixel)
          }
        }
      }
    }
  }
}
