/**
 * What the classifier's training holds beside a network's memory map: all digits, so that no sample crosses from the host; their order in the pass; the
 * averaged weights; and the teachers. Behind the static data, up to the end of the memory that asconfig.json gives this target.
 */
import { PARAMETERS_SIZE, WINDOW } from '../float32/memory'

/** Digits that there is room for: MNIST's training set. */
export const CAPACITY: i32 = 60000
/** Bytes of a 28×28 digit. */
export const DIGIT: usize = 784
/** Networks whose answers a student may learn from. */
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
const SCRATCH: usize = TARGETS + <usize>WINDOW * TARGET_STRIDE
const END: usize = SCRATCH + 65536

/** The regions that the host copies to and from. */
const enum Region {
  Digits,
  Labels,
  Averages,
  Teachers,
  Targets,
  Order,
  Scratch,
}

/** Address of a region; traps if the memory is too small for all of them. */
export function classifierAddress(region: i32): usize {
  if (END > <usize>memory.size() << 16) unreachable()
  switch (region) {
    case Region.Digits: return DIGITS
    case Region.Labels: return LABELS
    case Region.Averages: return AVERAGES
    case Region.Teachers: return TEACHERS
    case Region.Targets: return TARGETS
    case Region.Order: return ORDER
    case Region.Scratch: return SCRATCH
    default: return 0
  }
}
