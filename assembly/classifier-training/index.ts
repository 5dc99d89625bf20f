/** The module that trains the shipped classifier: everything the training module exports, and what the classifier's training adds. Not part of the package. */
import { PIXELS } from '../common/shape'
import { BUFFER_IMAGES } from '../float32/memory'
import { distort } from './distort'
import { MAP } from '../picture/moments'
import { openDigit, sampleDigit } from '../picture/sample28'
import { viewU, viewW } from '../picture/views'
import { mapDigit } from './digits'
import { checkMemory, DIGIT, RAW } from './memory'

export * from '../float32/index'
export * from './operators'
export { configureDistortion } from './distort'
export { configureDigits } from './digits'
export { AVERAGES, CAPACITY, DIGITS, LABELS, ORDER, RAW, SCRATCH } from './memory'
export { beginDigits, configureClassifier, configureNone, strength, trainBatches } from './train'

/** BUFFER_IMAGES[count] from RAW[count], distorted as the digits `first` … are in `pass`: for pictures and tests. */
export function distortRaw(count: i32, seed: u32, pass: u32, first: u32, strong: f32): void {
  for (let i = 0; i < count; i++) {
    const raw = RAW + <usize>i * DIGIT
    mapDigit(raw, MAP)
    distort(raw, MAP, BUFFER_IMAGES + <usize>(i * PIXELS) * 4, seed, pass, first + i, strong)
  }
}

/** BUFFER_IMAGES[count] from RAW[count] as the classifier sees them, in view number `view` of `views`: 1, 2 or 4. */
export function normaliseRaw(count: i32, view: i32, views: i32): void {
  for (let i = 0; i < count; i++) {
    const raw = RAW + <usize>i * DIGIT
    mapDigit(raw, MAP)
    openDigit(raw)
    sampleDigit(BUFFER_IMAGES + <usize>(i * PIXELS) * 4, viewU(view, views), viewW(view, views))
  }
}

checkMemory()
