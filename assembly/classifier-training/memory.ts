/**
 * What the classifier's training holds beside a network's memory map: all digits, so that no sample crosses from the host; their moment maps; the order of
 * the pass; and the averaged weights. Behind the static data, up to the end of the memory that asconfig.json gives this target.
 */
import { BUFFER_SIZE, PARAMETERS_SIZE } from '../float32/memory'
import { MAP_SIZE } from '../picture/moments'

/** Digits that there is room for: MNIST's training set, and three times as many of other hands, or pieces and pictures that are not digits. */
export const CAPACITY: i32 = 240000
/** Bytes of a 28×28 digit. */
export const DIGIT: usize = 784

/** Digits [CAPACITY][28][28] bytes, then room for what is read beyond the last. */
export const DIGITS: usize = (__heap_base + 15) & ~15
/** Labels [CAPACITY] bytes. */
export const LABELS: usize = DIGITS + <usize>CAPACITY * DIGIT + 16
/** Moment maps [CAPACITY][5] f32. */
export const MAPS: usize = LABELS + <usize>CAPACITY
/** Numbers of the digits in the order of the pass, [CAPACITY] u32. */
export const ORDER: usize = MAPS + <usize>CAPACITY * MAP_SIZE
/** Averaged weights, in the layout of the weights. */
export const AVERAGES: usize = ORDER + <usize>CAPACITY * 4
/** Free for the operators that tests call one by one, [65536] bytes. */
export const SCRATCH: usize = AVERAGES + PARAMETERS_SIZE
/** Digits to be distorted or normalised one by one, [256][28][28] bytes: for reading, pictures and tests. */
export const RAW: usize = SCRATCH + 65536
const END: usize = RAW + <usize>BUFFER_SIZE * DIGIT

/** Traps if the memory is too small for all of them. */
export function checkMemory(): void {
  if (END > <usize>memory.size() << 16) unreachable()
}
