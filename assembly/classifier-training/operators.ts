/** What tests compare the kernels of this folder and of `assembly/classifier-training/distortion` with, and those kernels one by one. Operators take addresses. */
import { average } from '../reference/average'
import { distort } from '../reference/distort'
import { softCrossEntropyBackward, softCrossEntropyForward, softmax } from '../reference/soft-loss'

export { philox } from '../float32/distortion/philox'
export { DRAWN, drawDistortion } from '../float32/distortion/draws'
export { average } from '../float32/optimizer/average'
export { shuffle } from './shuffle'
export { softCrossEntropyAdd, softmax } from './soft-loss'
export { teach } from './teachers'

export function distort64(raw: usize, words: usize, rotation: f64, scale: f64, shear: f64, shift: f64, elastic: f64, y: usize): void {
  distort<f64>(raw, words, rotation, scale, shear, shift, elastic, y)
}
export function average64(a: usize, w: usize, n: i32, decay: f64): void {
  average<f64>(a, w, n, decay)
}
export function softmax64(y: usize, temperature: f64, p: usize): void {
  softmax<f64>(y, temperature, p)
}
export function softCrossEntropyForward64(y: usize, p: usize, temperature: f64): f64 {
  return softCrossEntropyForward<f64>(y, p, temperature)
}
export function softCrossEntropyBackward64(y: usize, p: usize, temperature: f64, scale: f64, dy: usize): void {
  softCrossEntropyBackward<f64>(y, p, temperature, scale, dy)
}
