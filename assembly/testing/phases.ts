/**
 * A training step that stops after its first `stages` stages, for a benchmark of where the time goes: a stage takes the difference between stopping after it
 * and before it, measured among the others, with the caches as they leave them. bench/staged-step.ts names the stages.
 */
import { INSIDE1, MAP_ROW1, BUFFER_IMAGES, BUFFER_LABELS, F1, Y1, Z1 } from '../float32/memory'
import { PIXELS, PLANES, SIDE1 } from '../common/shape'
import { Activation, activateWithDerivative } from '../float32/activation'
import { GradientMode } from '../float32/gradient'
import { BACKWARD_STAGES, backwardUpTo, FORWARD_STAGES, forwardUpTo, lossBackward, prepare } from '../float32/network'
import { adamwOuter } from '../float32/optimizer/adamw'
import { numpyShift } from '../float32/random'

const ROW: usize = (SIDE1 * PLANES) << 2

export function activateH1(kind: Activation): void {
  activateWithDerivative(kind, Z1 + INSIDE1, Y1, F1, ROW, SIDE1, MAP_ROW1)
}

/** Stages before the forward pass. */
const BEFORE: i32 = 2
/** Stages up to the loss, and up to the last weight's gradient. */
const TO_LOSS: i32 = BEFORE + FORWARD_STAGES + 1
const TO_GRADIENT: i32 = TO_LOSS + BACKWARD_STAGES
/** Of a whole step. */
export const STAGES: i32 = TO_GRADIENT + 1

// @ts-ignore: decorator
@inline
function toLoss(i: i32, stages: i32, roll: bool, scale: f32): void {
  let dy = 0, dx = 0
  if (stages > 0) prepare()
  if (stages > 1 && roll) {
    dy = numpyShift()
    dx = numpyShift()
  }
  forwardUpTo(stages - BEFORE, true, BUFFER_IMAGES + <usize>(i * PIXELS) * 4, dy, dx)
  if (stages >= TO_LOSS) lossBackward(<i32>load<u8>(BUFFER_LABELS + i), scale)
}

/** SGD at batch size 1 and learning rate `lr` on the first `count` digits of the batch buffer; without `fused` the gradient is stored instead of applied. */
export function stagedSgd(count: i32, stages: i32, lr: f32, fused: bool): void {
  for (let i = 0; i < count; i++) {
    toLoss(i, stages, false, lr)
    if (fused) backwardUpTo(stages - TO_LOSS, GradientMode.FusedStep, false)
    else backwardUpTo(stages - TO_LOSS, GradientMode.Overwrite, false)
  }
}

/** AdamW at batch size 1 on rolled digits, with the numbers of the optimizer. */
export function stagedAdamw(count: i32, stages: i32, lr: f64, beta1: f64, beta2: f64, eps: f64, decay: f64): void {
  for (let i = 0; i < count; i++) {
    toLoss(i, stages, true, 1)
    backwardUpTo(stages - TO_LOSS, GradientMode.Overwrite, true)
    if (stages > TO_GRADIENT) adamwOuter(lr, beta1, beta2, eps, decay)
  }
}
