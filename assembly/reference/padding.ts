/** How both convolutions read their input: stride 2, padded by 2 with the constant −1. */
import { at } from './tensor'

const STRIDE = 2
const PADDING = 2

/** The row (or column) of the input under row (or column) `tap` of the filter at output unit `unit`. */
export function source(unit: i32, tap: i32): i32 {
  return unit * STRIDE + tap - PADDING
}

/** The value at (row, column) of a plane of `side`×`side`, −1 around it. */
export function padded<T>(plane: usize, side: i32, row: i32, column: i32): T {
  if (row < 0 || row >= side || column < 0 || column >= side) return <T>-1
  return at<T>(plane, row * side + column)
}
