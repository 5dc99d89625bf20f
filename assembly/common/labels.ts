/** Labels as they lie in a batch buffer. */
import { CLASSES } from './shape'

/**
 * The first of the `count` labels at `at` that is not a digit; −1 if all are digits. The host checks a set when it is given, but its owner can change it later:
 * a label over 9 would count in memory behind CONFUSION.
 */
export function firstBadLabel(at: usize, count: i32): i32 {
  for (let i = 0; i < count; i++) {
    if (<i32>load<u8>(at + i) >= CLASSES) return i
  }
  return -1
}
