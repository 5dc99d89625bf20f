/**
 * MNIST's 28×28 bytes to the network's 16×16: v/127.5 − 1, then bilinear interpolation with
 * half-pixel centres and without anti-aliasing, as `F.interpolate(…, mode='bilinear', align_corners=False)`.
 * The source position (i + 0.5)·1.75 − 0.5 runs from 0.375 to 26.625: both taps are always inside.
 */
import { IMAGE, RAW_SIDE } from '../common/shape'
import { put } from './tensor'

/** Source pixels per pixel of the network's image: 28/16. */
const RATIO = 1.75

export function resize<T>(raw: usize, y: usize): void {
  for (let row = 0; row < IMAGE; row++) {
    for (let column = 0; column < IMAGE; column++) {
      const sourceRow = source<T>(row)
      const sourceColumn = source<T>(column)
      const top = <i32>sourceRow
      const left = <i32>sourceColumn
      const down = sourceRow - <T>top
      const right = sourceColumn - <T>left
      const upper = (<T>1 - right) * pixel<T>(raw, top, left) + right * pixel<T>(raw, top, left + 1)
      const lower = (<T>1 - right) * pixel<T>(raw, top + 1, left) + right * pixel<T>(raw, top + 1, left + 1)
      put<T>(y, row * IMAGE + column, (<T>1 - down) * upper + down * lower)
    }
  }
}

function source<T>(i: i32): T {
  return (<T>i + <T>0.5) * <T>RATIO - <T>0.5
}

function pixel<T>(raw: usize, row: i32, column: i32): T {
  return <T>load<u8>(raw + <usize>(row * RAW_SIDE + column)) / <T>127.5 - <T>1
}
