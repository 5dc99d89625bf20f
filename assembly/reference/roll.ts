/**
 * `torch.roll` of a 16×16 image: x moves down by `rows` and right by `columns` pixels (either may be
 * negative) and what leaves on one side returns on the other. x and y must not overlap.
 */
import { IMAGE } from '../common/shape'
import { at, put } from './tensor'

export function roll<T>(x: usize, rows: i32, columns: i32, y: usize): void {
  for (let row = 0; row < IMAGE; row++) {
    for (let column = 0; column < IMAGE; column++) {
      put<T>(y, wrap(row + rows) * IMAGE + wrap(column + columns), at<T>(x, row * IMAGE + column))
    }
  }
}

function wrap(i: i32): i32 {
  return ((i % IMAGE) + IMAGE) % IMAGE
}
