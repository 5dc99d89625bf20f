/** The two losses of one sample: y (10) outputs, label 0–9. */

import { CLASSES } from '../common/shape'
import { exp, log } from './math'
import { at, put } from './tensor'

export const MSE = 0
export const CROSS_ENTROPY = 1

/** Mean over the ten outputs of (y − t)², t = +1 for the label's output and −1 for the others. */
export function mseForward<T>(y: usize, label: i32): T {
  let sum: T = 0
  for (let o = 0; o < CLASSES; o++) {
    const difference = at<T>(y, o) - (o == label ? <T>1 : <T>-1)
    sum += difference * difference
  }
  return sum / <T>CLASSES
}

/** dy = scale · 2(y − t)/10. `scale` is 1 over the batch size. */
export function mseBackward<T>(y: usize, label: i32, scale: f64, dy: usize): void {
  for (let o = 0; o < CLASSES; o++) {
    const difference = at<T>(y, o) - (o == label ? <T>1 : <T>-1)
    put<T>(dy, o, ((<T>2 * difference) / <T>CLASSES) * <T>scale)
  }
}

/**
 * Cross-entropy of softmax(y) with the label; the share `smoothing` of its probability is spread evenly
 * over all ten classes (torch's `label_smoothing`): −(1−s)·log p(label) − s/10 · Σ log p.
 */
export function crossEntropyForward<T>(y: usize, label: i32, smoothing: f64): T {
  const normalizer = logSumExp<T>(y)
  let sum: T = 0
  for (let o = 0; o < CLASSES; o++) sum += normalizer - at<T>(y, o)
  return <T>(1 - smoothing) * (normalizer - at<T>(y, label)) + <T>(smoothing / <f64>CLASSES) * sum
}

/** dy = scale · (softmax(y) − t), t the smoothed probabilities. */
export function crossEntropyBackward<T>(y: usize, label: i32, smoothing: f64, scale: f64, dy: usize): void {
  const normalizer = logSumExp<T>(y)
  for (let o = 0; o < CLASSES; o++) {
    const target = (o == label ? <T>(1 - smoothing) : <T>0) + <T>(smoothing / <f64>CLASSES)
    put<T>(dy, o, (exp<T>(at<T>(y, o) - normalizer) - target) * <T>scale)
  }
}

/** log Σ exp(y); the largest y is subtracted first so that nothing overflows. */
function logSumExp<T>(y: usize): T {
  let largest = at<T>(y, 0)
  for (let o = 1; o < CLASSES; o++) largest = max<T>(largest, at<T>(y, o))
  let sum: T = 0
  for (let o = 0; o < CLASSES; o++) sum += exp<T>(at<T>(y, o) - largest)
  return largest + log<T>(sum)
}
