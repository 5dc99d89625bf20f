/**
 * Training of the classifier: batches of digits, each distorted afresh, an optimizer step and a step of the average for each. The host keeps time and counts;
 * it passes no sample.
 */
import { PIXELS } from '../common/shape'
import { BUFFER_IMAGES, BUFFER_LABELS, D4, Y4 } from '../float32/memory'
import { backwardAccumulate, forward, lossBackward, prepare } from '../float32/network'
import { average } from '../float32/optimizer/average'
import { MAP_SIZE } from '../picture/moments'
import { rate } from '../float32/schedule'
import { step, stepsDone, zeroGradients } from '../float32/train'
import { distort } from './distort'
import { noneLoss } from './none'
import { drawPass, isOwn } from './digits'
import { AVERAGES, DIGIT, DIGITS, LABELS, MAPS, ORDER } from './memory'

let seed: u32 = 0
let batchSize: i32 = 1
let decay: f64 = 0

/** Optimizer steps of the run, the one from which the distortion fades, and its strength at the end. */
let totalSteps: i32 = 1
let fadeFrom: i32 = 1
let fadeTo: f64 = 1
/** Strength of the distortion of digits that are not MNIST's own: the pen varies by itself. */
let otherStrength: f32 = 1

/** Whether labels may be NONE. */
let withNone: bool = false

let pass: u32 = 0
let digits: i32 = 0
let position: i32 = 0

/**
 * `batch`: digits per step, up to 256. `averageDecay`: of the running mean of the weights. Distortion has its full strength up to step `from`, then falls
 * linearly to `to`; digits of other hands have `others` of it.
 */
export function configureClassifier(
  runSeed: u32,
  batch: i32,
  averageDecay: f64,
  total: i32,
  from: i32,
  to: f64,
  others: f32,
): void {
  seed = runSeed
  batchSize = batch
  decay = averageDecay
  totalSteps = total
  fadeFrom = from
  fadeTo = to
  otherStrength = others
}

/** From here on there is an eleventh class, for pictures that are not digits. */
export function configureNone(some: bool): void {
  withNone = some
}

/** Begins pass number `number`, from 0; the digits that it has. */
export function beginDigits(number: u32): i32 {
  pass = number
  digits = drawPass(seed, number)
  position = 0
  return digits
}

/** Strength of the distortion after `steps` steps. */
export function strength(steps: i32): f32 {
  if (steps < fadeFrom) return 1
  return <f32>(1 + ((fadeTo - 1) * <f64>(steps - fadeFrom)) / <f64>max(totalSteps - fadeFrom, 1))
}

/** Trains on the next `count` batches of the pass, or as many as it still has; the sum of their digits' losses. */
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
    const image = BUFFER_IMAGES + <usize>(i * PIXELS) * 4
    const raw = DIGITS + <usize>digit * DIGIT
    const map = MAPS + <usize>digit * MAP_SIZE
    distort(raw, map, image, seed, pass, digit, isOwn(digit) ? strong : strong * otherStrength)
    store<u8>(BUFFER_LABELS + i, load<u8>(LABELS + <usize>digit))
  }
  prepare()
  zeroGradients()
  const scale: f32 = 1 / <f32>length
  let sum: f64 = 0
  for (let i = 0; i < length; i++) {
    forward(BUFFER_IMAGES + <usize>(i * PIXELS) * 4, 0, 0)
    const label = <i32>load<u8>(BUFFER_LABELS + i)
    sum += withNone ? noneLoss(Y4, label, D4, scale) : lossBackward(label, scale)
    backwardAccumulate()
  }
  step(rate(stepsDone()))
  // while few steps are done the mean is over those alone, not over the initial weights
  const steps = stepsDone()
  average(AVERAGES, <f32>(1 - min(decay, (1 + steps) / (10 + steps))))
  return sum
}
