/** Cross-entropy against probabilities p (10) at a temperature, of logits y (10): T² · −Σ p · log softmax(y/T). */
import { CLASSES } from '../common/shape'
import { exp, log } from './math'
import { add, at, put } from './tensor'

export function softmax<T>(y: usize, temperature: f64, p: usize): void {
  const normalizer = logSumExp<T>(y, temperature)
  for (let o = 0; o < CLASSES; o++) put<T>(p, o, exp<T>(at<T>(y, o) / <T>temperature - normalizer))
}

export function softCrossEntropyForward<T>(y: usize, p: usize, temperature: f64): T {
  const normalizer = logSumExp<T>(y, temperature)
  let sum: T = 0
  for (let o = 0; o < CLASSES; o++) sum += at<T>(p, o) * (normalizer - at<T>(y, o) / <T>temperature)
  return <T>(temperature * temperature) * sum
}

/** dy += scale · T · (softmax(y/T) − p). */
export function softCrossEntropyBackward<T>(y: usize, p: usize, temperature: f64, scale: f64, dy: usize): void {
  const normalizer = logSumExp<T>(y, temperature)
  for (let o = 0; o < CLASSES; o++)
    add<T>(dy, o, (exp<T>(at<T>(y, o) / <T>temperature - normalizer) - at<T>(p, o)) * <T>(scale * temperature))
}

function logSumExp<T>(y: usize, temperature: f64): T {
  let largest = at<T>(y, 0) / <T>temperature
  for (let o = 1; o < CLASSES; o++) largest = max<T>(largest, at<T>(y, o) / <T>temperature)
  let sum: T = 0
  for (let o = 0; o < CLASSES; o++) sum += exp<T>(at<T>(y, o) / <T>temperature - largest)
  return largest + log<T>(sum)
}
