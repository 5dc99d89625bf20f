/**
 * Training of the classifier: batches of digits, each distorted afresh, an optimizer step and a step of the average for each. The host keeps time and counts;
 * it passes no sample.
 */
import { PIXELS } from '../common/shape'
import { D4, BUFFER_IMAGES, BUFFER_LABELS, Y4 } from '../float32/memory'
import { backwardAccumulate, forward, lossBackward, prepare } from '../float32/network'
import { average } from '../float32/optimizer/average'
import { rate } from '../float32/schedule'
import { step, stepsDone, zeroGradients } from '../float32/train'
import { distort } from './distort'
import { AVERAGES, DIGIT, DIGITS, LABELS, ORDER, TARGETS, TARGET_STRIDE } from './memory'
import { shuffle } from './shuffle'
import { softCrossEntropyAdd } from './soft-loss'
import { teach } from './teachers'

let seed: u32 = 0
let batchSize: i32 = 1
let decay: f64 = 0

/** Optimizer steps of the run, the one from which the distortion fades, and its strength at the end. */
let totalSteps: i32 = 1
let fadeFrom: i32 = 1
let fadeTo: f64 = 1

let teachers: i32 = 0
let softShare: f32 = 0
let temperature: f32 = 1

let pass: u32 = 0
let digits: i32 = 0
let position: i32 = 0

/** `batch`: digits per step, up to 256. `averageDecay`: of the running mean of the weights. Distortion has its full strength up to step `from`, then falls linearly to `to`. */
export function configureClassifier(runSeed: u32, batch: i32, averageDecay: f64, total: i32, from: i32, to: f64): void {
  seed = runSeed
  batchSize = batch
  decay = averageDecay
  totalSteps = total
  fadeFrom = from
  fadeTo = to
}

/** `count` teachers lie in memory; `share` of the loss is theirs, the rest the label's. */
export function configureTeachers(count: i32, share: f32, softness: f32): void {
  teachers = count
  softShare = share
  temperature = softness
}

/** Begins pass number `number`, from 0, over the first `count` digits in memory. */
export function beginDigits(number: u32, count: i32): void {
  pass = number
  digits = count
  position = 0
  shuffle(seed, number, count)
}

/** Strength of the distortion after `steps` steps. */
export function strength(steps: i32): f32 {
  if (steps < fadeFrom) return 1
  return <f32>(1 + ((fadeTo - 1) * <f64>(steps - fadeFrom)) / <f64>max(totalSteps - fadeFrom, 1))
}

/** Trains on the next `count` batches of the pass, or as many as it still has; the sum of their digits' losses by the labels. */
export function trainBatches(count: i32): f64 {
  let sum: f64 = 0
  for (let i = 0; i < count && position < digits; i++) {
    const length = min(batchSize, digits - position)
    sum += trainBatch(length)
    position += length
  }
  return sum
}

function trainBatch(length: i32): f64 {
  const strong = strength(<i32>stepsDone())
  for (let i = 0; i < length; i++) {
    const digit = load<u32>(ORDER + (<usize>(position + i) << 2))
    distort(DIGITS + <usize>digit * DIGIT, BUFFER_IMAGES + <usize>(i * PIXELS) * 4, seed, pass, digit, strong)
    store<u8>(BUFFER_LABELS + i, load<u8>(LABELS + <usize>digit))
  }
  if (teachers > 0) teach(teachers, length, temperature)
  prepare()
  zeroGradients()
  const scale: f32 = 1 / <f32>length
  let sum: f64 = 0
  for (let i = 0; i < length; i++) {
    forward(BUFFER_IMAGES + <usize>(i * PIXELS) * 4, 0, 0)
    sum += lossBackward(load<u8>(BUFFER_LABELS + i), scale * (1 - softShare))
    if (teachers > 0) softCrossEntropyAdd(Y4, TARGETS + <usize>i * TARGET_STRIDE, D4, scale * softShare, temperature)
    backwardAccumulate()
  }
  step(rate(stepsDone()))
  // while few steps are done the mean is over those alone, not over the initial weights
  const steps = stepsDone()
  average(AVERAGES, <f32>(1 - min(decay, (1 + steps) / (10 + steps))))
  return sum
}
