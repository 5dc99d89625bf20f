/**
 * Training: a batch buffer of samples per call, one by one in the order given, an optimizer step at the end of each batch. All that decides how the
 * run goes on (weights, gradients, moments, powers of beta, both random streams, place in the batch) lives in this module and can be read and set.
 */
import { PIXELS } from '../common/shape'
import { GRADIENTS, PARAMETERS_SIZE, BUFFER_IMAGES, BUFFER_LABELS } from './memory'
import { addCurvature, addCurvatureAndStep, backwardAccumulate, backwardExceptH3, backwardFusedStep, backwardRatedStep, curvatureOf, forward, lossBackward, prepare } from './network'
import { adamw, adamwOuter } from './optimizer/adamw'
import { curvaturePrepare } from './curvature'
import { configureNewton, dropTinyCurvatures, newton, prepareRates } from './optimizer/newton'
import { followWeights } from './averaging'
import { sgd } from './optimizer/sgd'
import { numpyShift } from './random'
import { rate } from './schedule'

const enum Optimizer {
  Sgd,
  AdamW,
  Newton,
}

let optimizer: Optimizer = Optimizer.Sgd
let batchSize: i32 = 1
let roll: bool = false
let beta1: f64 = 0.9
let beta2: f64 = 0.999
let eps: f64 = 1e-8
let decay: f64 = 0
/** Share of each digit in the running curvature; 0 where curvatures stay as the host has them estimated. */
let gamma: f64 = 0
let mu: f64 = 0

/** Samples of this pass still to come. */
let remaining: i32 = 0
/** Samples of the batch under way: in all, and done. */
let batchLength: i32 = 0
let batchDone: i32 = 0
/** Optimizer steps done; a whole number, which f64 counts to 2⁵³. */
let steps: f64 = 0

/** `kind`: 0 SGD, 1 AdamW, 2 Newton. `rolled`: whether images are shifted by −1, 0 or 1 along each axis. */
export function configureTraining(kind: i32, batch: i32, rolled: bool, b1: f64, b2: f64, epsilon: f64, weightDecay: f64): void {
  optimizer = kind
  batchSize = batch
  roll = rolled
  beta1 = b1
  beta2 = b2
  eps = epsilon
  decay = weightDecay
}

/** `damping`: μ; `forgetting`: γ, 0 for curvatures that are estimated once a pass. */
export function configureCurvature(damping: f64, forgetting: f64): void {
  configureNewton(damping)
  mu = damping
  gamma = forgetting
}

/** Adds `share` of the curvatures of the buffer's first `count` samples to h: with the share 1/n, n samples in all give their mean. */
export function estimateCurvature(count: i32, share: f32): void {
  prepare()
  curvaturePrepare()
  for (let i = 0; i < count; i++) curvatureOf(BUFFER_IMAGES + <usize>(i * PIXELS) * 4, share)
}

/** The sample's curvature, once its gradient is known. */
function follow(): void {
  // at every 256th step: by then even a curvature that is never renewed has lost but little of the way to the denormals, or all of it
  if ((<i64>steps & 255) == 0) dropTinyCurvatures()
  addCurvature(<f32>gamma, <f32>(1 - gamma))
}

/** Starts a pass over `samples` digits. */
export function beginPass(samples: i32): void {
  remaining = samples
  batchDone = 0
  batchLength = min(batchSize, samples)
}

export function stepsDone(): f64 {
  return steps
}
export function samplesInBatch(): i32 {
  return batchDone
}
/** Puts a run back to where it stood; the other half of `stepsDone` and `samplesInBatch`. */
export function restorePosition(done: f64, left: i32, inBatch: i32): void {
  steps = done
  remaining = left
  batchDone = inBatch
  batchLength = min(batchSize, left + inBatch)
}

/** One optimizer step of rate `lr` with the gradient as it stands, for loops of the user's own. */
export function step(lr: f64): void {
  if (optimizer == Optimizer.AdamW) adamw(lr, beta1, beta2, eps, decay)
  else if (FULL && optimizer == Optimizer.Newton) newton(lr)
  else sgd(<f32>lr)
  countStep()
}

function countStep(): void {
  steps += 1
  if (FULL) followWeights(steps)
}

export function zeroGradients(): void {
  memory.fill(GRADIENTS, 0, PARAMETERS_SIZE)
}

/** Trains on the buffer's first `count` samples (no more than remain of the pass); the sum of their losses. */
export function train(count: i32): f64 {
  let sum: f64 = 0
  const following = FULL && optimizer == Optimizer.Newton && gamma > 0
  if (FULL && optimizer == Optimizer.Newton && !following) prepareRates()
  for (let i = 0; i < count; i++) {
    const dy = roll ? numpyShift() : 0
    const dx = roll ? numpyShift() : 0
    // the weights change with each batch, and may have been replaced between two calls
    if (batchDone == 0 || i == 0) prepare()
    forward(BUFFER_IMAGES + <usize>(i * PIXELS) * 4, dy, dx)
    const label = <i32>load<u8>(BUFFER_LABELS + i)
    if (optimizer == Optimizer.Sgd && batchLength == 1) {
      sum += lossBackward(label, <f32>rate(steps))
      backwardFusedStep()
      countStep()
    } else if (FULL && optimizer == Optimizer.Newton && batchLength == 1) {
      if (following) {
        sum += lossBackward(label, <f32>rate(steps))
        backwardExceptH3()
        if ((<i64>steps & 255) == 0) dropTinyCurvatures()
        addCurvatureAndStep(<f32>gamma, <f32>(1 - gamma), <f32>mu)
      } else {
        sum += lossBackward(label, <f32>rate(steps))
        backwardRatedStep()
      }
      countStep()
    } else if (batchLength == 1) {
      sum += lossBackward(label, 1)
      backwardExceptH3()
      adamwOuter(rate(steps), beta1, beta2, eps, decay)
      countStep()
    } else {
      sum += lossBackward(label, <f32>1 / <f32>batchLength)
      // emptying all of them once a batch takes 0.3 µs; a backward pass that replaces them would be one more copy of every kernel
      if (batchDone == 0) zeroGradients()
      backwardAccumulate()
      if (FULL && following) follow()
      if (batchDone == batchLength - 1) step(rate(steps))
    }
    remaining--
    batchDone++
    if (batchDone == batchLength) {
      batchDone = 0
      batchLength = min(batchSize, remaining)
    }
  }
  return sum
}

/** Forward pass of the buffer's sample `index` with its derivatives, units dropped as in training. */
export function forwardSample(index: i32): void {
  prepare()
  forward(BUFFER_IMAGES + <usize>(index * PIXELS) * 4, 0, 0)
}

/** Loss of the last forward pass; adds `scale` times its gradient. */
export function backwardSample(label: i32, scale: f32): f32 {
  const loss = lossBackward(label, scale)
  backwardAccumulate()
  if (FULL && optimizer == Optimizer.Newton && gamma > 0) follow()
  return loss
}
