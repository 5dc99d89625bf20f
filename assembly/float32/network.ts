/**
 * One sample through the network: forward, and backward into the gradient or straight into the weights.
 *
 *   image → ink → H1 (Z1 → Y1) → H2 (Y2) → H3 (Y3) → outputs (Y4) → loss → D4 → D3 → D2 → D1
 */
import { PLANES, SIDE1, UNITS3 } from '../common/shape'
import { ACTIVE3, B3, B4, D2, D3, D4, F1, F2, F3, F4, INSIDE1, MAP_ROW1, UNITS3_PADDED, CLASSES_PADDED, ROWS4, W3, W4, Y1, Y2, Y3, Y4, Z1 } from './memory'
import { applyGradient, GradientMode } from './gradient'
import { load4 } from '../common/lanes'
import { Activation, activateWithDerivative, activationBackward, activate } from './activation'
import { conv1Backward, conv1Forward, conv1Prepare } from './conv1'
import { conv2Backward } from './conv2/backward'
import { conv2Prepare } from './conv2/border'
import { conv2Forward } from './conv2/forward'
import { curvatureBackward, curvaturePrepare, curvatureStep } from './curvature'
import { denseBackward, denseForward, denseInputGradient } from './dense'
import { dropout } from './dropout'
import { ink } from './ink'
import { crossEntropy, Loss, mse } from './loss'

const ROW1: usize = (SIDE1 * PLANES) << 2
const SIZE2: usize = (16 * PLANES) << 2
const SIZE3: usize = UNITS3_PADDED << 2
const SIZE4: usize = CLASSES_PADDED << 2

let hidden: Activation = Activation.Tanh
let output: Activation = Activation.Tanh
let loss: Loss = Loss.Mse
let smoothing: f32 = 0
/** ∂²E/∂y² of an output under MSE: 2/10 where E is the mean over the outputs, 1 where it is half the sum. */
let mseSlope: f32 = 0.2
/** 0 where nothing is dropped, else the layer: 2 or 3. */
let dropoutLayer: i32 = 0
let dropoutShare: f64 = 0

/** `activation`: 0 tanh, 1 scaled tanh, 2 ReLU, 3 SiLU. `lossKind`: 0 MSE, 1 cross-entropy. `halfSum`: what is minimised is ½ Σ (y − t)² instead of the mean. */
export function configureNetwork(activation: i32, lossKind: i32, labelSmoothing: f32, layer: i32, share: f64, halfSum: bool): void {
  hidden = activation
  loss = lossKind
  output = lossKind == Loss.CrossEntropy ? Activation.None : activation == Activation.ScaledTanh ? Activation.ScaledTanh : Activation.Tanh
  smoothing = labelSmoothing
  mseSlope = halfSum ? 1 : 0.2
  dropoutLayer = share > 0 ? layer : 0
  dropoutShare = share
}

/** What depends on the weights alone; before the first forward pass after they changed. */
export function prepare(): void {
  conv1Prepare()
  conv2Prepare()
}

/** As many stages as there are. A constant at compile time, as is `learning`: nothing is left of the comparisons. */
const ALL: i32 = i32.MAX_VALUE
export const FORWARD_STAGES: i32 = 10
export const BACKWARD_STAGES: i32 = 6

/**
 * The first `stages` stages of a forward pass; without `learning` nothing is dropped and there are no derivatives. All other passes are made of this one, those
 * that stop early for a benchmark of each stage (assembly/testing/phases.ts).
 */
// @ts-ignore: decorator
@inline
export function forwardUpTo(stages: i32, learning: bool, image: usize, dy: i32, dx: i32): void {
  if (stages > 0) ink(image, dy, dx)
  if (stages > 1) conv1Forward()
  if (stages > 2) learning ? activateWithDerivative(hidden, Z1 + INSIDE1, Y1, F1, ROW1, SIDE1, MAP_ROW1) : activate(hidden, Z1 + INSIDE1, Y1, F1, ROW1, SIDE1, MAP_ROW1)
  if (stages > 3) conv2Forward()
  if (stages > 4) {
    learning ? activateWithDerivative(hidden, Y2, Y2, F2, SIZE2) : activate(hidden, Y2, Y2, F2, SIZE2)
    if (learning && dropoutLayer == 2) dropout(Y2, F2, 16, PLANES, dropoutShare)
  }
  if (stages > 5) denseForward(W3, B3, Y2, Y3, UNITS3, SIZE2)
  if (stages > 6) learning ? activateWithDerivative(hidden, Y3, Y3, F3, SIZE3) : activate(hidden, Y3, Y3, F3, SIZE3)
  if (stages > 7 && learning && dropoutLayer == 3) dropout(Y3, F3, UNITS3, 1, dropoutShare)
  if (stages > 8) denseForward(W4, B4, Y3, Y4, ROWS4, SIZE3)
  if (stages > 9) learning ? activateWithDerivative(output, Y4, Y4, F4, SIZE4) : activate(output, Y4, Y4, F4, SIZE4)
}

/** Outputs of `image` [16][16] in Y4[10], as they are used: nothing dropped, no derivatives. */
export function infer(image: usize): void {
  forwardUpTo(ALL, false, image, 0, 0)
}

/** Outputs in Y4 and all derivatives, of the image rolled by (dy, dx), with units dropped where the recipe says so. */
export function forward(image: usize, dy: i32, dx: i32): void {
  forwardUpTo(ALL, true, image, dy, dx)
}

/** Loss of the outputs in Y4 against `label`; D4 = scale · ∂loss/∂(pre-activation of the outputs). */
export function lossBackward(label: i32, scale: f32): f32 {
  if (loss == Loss.CrossEntropy) return crossEntropy(Y4, label, D4, scale, smoothing)
  const value = mse(Y4, label, D4, scale, mseSlope)
  activationBackward(D4, F4, SIZE4)
  return value
}

/** Loss of the outputs in Y4 as evaluation states it: without label smoothing. */
export function outputLoss(label: i32): f32 {
  return loss == Loss.CrossEntropy ? crossEntropy(Y4, label, D4, 1, 0) : mse(Y4, label, D4, 1)
}

/**
 * From D4 back to every weight, the first `stages` stages. With `exceptH3` the gradient of H3's weights, D3 ⊗ Y2, is left to the optimizer. D1 and its margin: see
 * conv1.ts.
 */
// @ts-ignore: decorator
@inline
export function backwardUpTo(stages: i32, mode: GradientMode, exceptH3: bool): void {
  if (stages > 0) denseBackward(mode, W4, B4, Y3, D4, D3, ROWS4, SIZE3)
  if (stages > 1) activationBackward(D3, F3, SIZE3)
  if (stages > 2) {
    if (exceptH3) h3InputGradient()
    else denseBackward(mode, W3, B3, Y2, D3, D2, UNITS3, SIZE2)
  }
  if (stages > 3) activationBackward(D2, F2, SIZE2)
  if (stages > 4) conv2Backward(mode)
  if (stages > 5) conv1Backward(mode)
}

/** The same with `exceptH3`, all stages and Overwrite; written out, since inlined through `backwardUpTo` it takes other registers. */
export function backwardExceptH3(): void {
  denseBackward(GradientMode.Overwrite, W4, B4, Y3, D4, D3, ROWS4, SIZE3)
  activationBackward(D3, F3, SIZE3)
  h3InputGradient()
  activationBackward(D2, F2, SIZE2)
  conv2Backward(GradientMode.Overwrite)
  conv1Backward(GradientMode.Overwrite)
}

/** H3, backward, without its weights' gradient. */
function h3InputGradient(): void {
  for (let i: usize = 0; i < SIZE3; i += 16) applyGradient(GradientMode.Overwrite, B3 + i, load4(D3 + i))
  denseInputGradient(W3, D3, D2, UNITS3, SIZE2, ACTIVE3)
}

/** w −= g. */
export function backwardFusedStep(): void {
  backwardUpTo(ALL, GradientMode.FusedStep, false)
}
/** w −= r·g with a rate for each weight. */
export function backwardRatedStep(): void {
  backwardUpTo(ALL, GradientMode.RatedStep, false)
}
/** h ← keep·h + share · the curvature of the sample that has just gone forward, and backward if its gradient is wanted: see curvature.ts. Of MSE alone. */
export function addCurvature(share: f32, keep: f32): void {
  curvaturePrepare()
  curvatureBackward(share * mseSlope, keep)
}
/** The same and Newton's step, after `backwardExceptH3`. */
export function addCurvatureAndStep(share: f32, keep: f32, mu: f32): void {
  curvaturePrepare()
  curvatureStep(share * mseSlope, keep, mu)
}
/** h ← h + share · the curvature of `image`, after a forward pass of its own without dropout; after `prepare` and `curvaturePrepare`. */
export function curvatureOf(image: usize, share: f32): void {
  const layer = dropoutLayer
  dropoutLayer = 0
  forward(image, 0, 0)
  dropoutLayer = layer
  curvatureBackward(share * mseSlope, 1)
}
/** The gradient is added to what was there. */
export function backwardAccumulate(): void {
  backwardUpTo(ALL, GradientMode.Accumulate, false)
}
