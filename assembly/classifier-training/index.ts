/** The module that trains the pretrained classifier: everything the training module exports, and what that training has besides. Not part of the package. */
import { PIXELS } from '../common/shape'
import { BUFFER_IMAGES } from '../float32/memory'
import { distort } from './distort'
import { checkMemory, DIGIT, RAW } from './memory'

export * from '../float32/index'
export * from './operators'
export { configureDistortion } from './distort'
export { AVERAGES, CAPACITY, DIGITS, LABELS, MOST_TEACHERS, ORDER, RAW, SCRATCH, TARGETS, TEACHERS } from './memory'
export { beginDigits, configureClassifier, configureTeachers, strength, trainBatches } from './train'

/** BUFFER_IMAGES[count] from RAW[count], distorted as the digits `first` … are in `pass`: for pictures and tests. */
export function distortWindow(count: i32, seed: u32, pass: u32, first: u32, strong: f32): void {
  for (let i = 0; i < count; i++) {
    distort(RAW + <usize>i * DIGIT, BUFFER_IMAGES + <usize>(i * PIXELS) * 4, seed, pass, first + i, strong)
  }
}

checkMemory()
