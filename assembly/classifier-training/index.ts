/** The module that trains the pretrained classifier: everything the training module exports, and what that training has besides. Not part of the package. */
import { PIXELS } from '../common/shape'
import { WINDOW_IMAGES, WINDOW_RAW } from '../float32/memory'
import { distort } from './distortion/distort'
import { DIGIT } from './memory'

export * from '../float32/index'
export * from './operators'
export { configureDistortion } from './distortion/distort'
export { CAPACITY, MOST_TEACHERS, classifierAddress } from './memory'
export { beginDigits, configureClassifier, configureTeachers, strength, trainBatches } from './train'

/** WINDOW_IMAGES[count] from WINDOW_RAW[count], distorted as the digits `first` … are in `pass`: for pictures and tests. */
export function distortWindow(count: i32, seed: u32, pass: u32, first: u32, strong: f32): void {
  for (let i = 0; i < count; i++) {
    distort(WINDOW_RAW + <usize>i * DIGIT, WINDOW_IMAGES + <usize>(i * PIXELS) * 4, seed, pass, first + i, strong)
  }
}
