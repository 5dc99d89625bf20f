/**
 * What the classifier's training holds beside a network's memory map: all digits, so that no sample crosses from the host; their order in the pass; the
 * averaged weights; and the teachers. Behind the static data, up to the end of the memory that asconfig.json gives this target.
 */
import { PARAMETERS_SIZE, BUFFER_SIZE } from '../float32/memory'

/** Digits that there is room for: MNIST's training set. */
export const CAPACITY: i32 = 60000
/** Bytes of a 28×28 digit. */
export const DIGIT: usize = 784
/** Networks whose answers a student may withDerivative from. */
export const MOST_TEACHERS: i32 = 16

/** Digits [60000][28][28] bytes. */
export const DIGITS: usize = (__heap_base + 15) & ~15
/** Labels [60000] bytes. */
export const LABELS: usize = DIGITS + <usize>CAPACITY * DIGIT
/** Numbers of the digits in the order of the pass, [60000] u32. */
export const ORDER: usize = LABELS + <usize>CAPACITY
/** Averaged weights, in the layout of the weights. */
export const AVERAGES: usize = ORDER + <usize>CAPACITY * 4
/** The student's weights while a teacher's are in their place. */
export const STUDENT: usize = AVERAGES + PARAMETERS_SIZE
/** The teachers' weights, [16]. */
export const TEACHERS: usize = STUDENT + PARAMETERS_SIZE
/** Sums of the teachers' logits for the samples of a batch, then the probabilities they make: [256][12], two lanes unused. */
export const TARGET_STRIDE: usize = 48
export const TARGETS: usize = TEACHERS + <usize>MOST_TEACHERS * PARAMETERS_SIZE
/** Free for the operators that tests call one by one, [65536] bytes. */
export const SCRATCH: usize = TARGETS + <usize>BUFFER_SIZE * TARGET_STRIDE
/** Digits to be distorted one by one, [256][28][28] bytes: for pictures and tests. */
export const RAW: usize = SCRATCH + 65536
const END: usize = RAW + <usize>BUFFER_SIZE * DIGIT

/** Traps if the memory is too small for all of them. */
export function checkMemory(): void {
  if (END > <usize>memory.size() << 16) unreachable()
}
