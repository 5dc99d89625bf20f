/**
 * A training step that stops after its first `phases` phases, for a benchmark of where the time goes: a phase takes the difference between stopping after it
 * and before it, measured among the others, with the caches as they leave them.
 *
 * The phases are those of `network.ts` and `train.ts`; bench/staged-step.ts names them. The benchmark first checks that all phases together give the same bits as
 * `train`, and fails if the two drift apart.
 */
import { CLASSES_PADDED, D2, D3, F1, F2, F3, F4, INSIDE1, MAP_ROW1, UNITS3_PADDED, BUFFER_IMAGES, BUFFER_LABELS, Y1, Y2, Y3, Y4, Z1 } from '../float32/memory'
import { PIXELS, PLANES, SIDE1, UNITS2, UNITS3 } from '../common/shape'
import { Activation, activateWithDerivative, activationBackward } from '../float32/activation'
import { conv1Forward } from '../float32/conv1'
import { conv2Forward } from '../float32/conv2/forward'
import { dropout } from '../float32/dropout'
import { ink } from '../float32/ink'
import { conv1BackwardFusedStep, conv1BackwardOverwrite, conv2BackwardFusedStep, conv2BackwardOverwrite, h3BackwardFusedStep, h3BackwardOverwrite, h3Forward, outBackwardFusedStep, outBackwardOverwrite, outForward } from './operators'
import { h3InputGradient, lossBackward, prepare } from '../float32/network'
import { adamwOuter } from '../float32/optimizer/adamw'
import { numpyShift } from '../float32/random'

const ROW: usize = (SIDE1 * PLANES) << 2

export function activateH1(kind: Activation): void {
  activateWithDerivative(kind, Z1 + INSIDE1, Y1, F1, ROW, SIDE1, MAP_ROW1)
}

/** `recipes.base` on the first `count` digits of the batch buffer, at learning rate `lr`; without `fused` the gradient is stored instead of applied. */
export function stagedBase(count: i32, phases: i32, lr: f32, fused: bool): void {
  for (let i = 0; i < count; i++) {
    const image = BUFFER_IMAGES + <usize>(i * PIXELS) * 4
    const label = <i32>load<u8>(BUFFER_LABELS + i)
    if (phases > 0) prepare()
    if (phases > 1) ink(image, 0, 0)
    if (phases > 2) conv1Forward()
    if (phases > 3) activateH1(Activation.Tanh)
    if (phases > 4) conv2Forward()
    if (phases > 5) activateWithDerivative(Activation.Tanh, Y2, Y2, F2, UNITS2 << 2)
    if (phases > 6) h3Forward()
    if (phases > 7) activateWithDerivative(Activation.Tanh, Y3, Y3, F3, UNITS3_PADDED << 2)
    if (phases > 8) outForward()
    if (phases > 9) activateWithDerivative(Activation.Tanh, Y4, Y4, F4, CLASSES_PADDED << 2)
    if (phases > 10) lossBackward(label, lr)
    if (phases > 11) fused ? outBackwardFusedStep() : outBackwardOverwrite()
    if (phases > 12) activationBackward(D3, F3, UNITS3_PADDED << 2)
    if (phases > 13) fused ? h3BackwardFusedStep() : h3BackwardOverwrite()
    if (phases > 14) activationBackward(D2, F2, UNITS2 << 2)
    if (phases > 15) fused ? conv2BackwardFusedStep() : conv2BackwardOverwrite()
    if (phases > 16) fused ? conv1BackwardFusedStep() : conv1BackwardOverwrite()
  }
}

/** `recipes.modern`, with the numbers of its optimizer and its dropout probability. */
export function stagedModern(count: i32, phases: i32, lr: f64, beta1: f64, beta2: f64, eps: f64, decay: f64, share: f64): void {
  for (let i = 0; i < count; i++) {
    const image = BUFFER_IMAGES + <usize>(i * PIXELS) * 4
    const label = <i32>load<u8>(BUFFER_LABELS + i)
    let dy = 0, dx = 0
    if (phases > 0) prepare()
    if (phases > 1) {
      dy = numpyShift()
      dx = numpyShift()
    }
    if (phases > 2) ink(image, dy, dx)
    if (phases > 3) conv1Forward()
    if (phases > 4) activateH1(Activation.Relu)
    if (phases > 5) conv2Forward()
    if (phases > 6) activateWithDerivative(Activation.Relu, Y2, Y2, F2, UNITS2 << 2)
    if (phases > 7) h3Forward()
    if (phases > 8) activateWithDerivative(Activation.Relu, Y3, Y3, F3, UNITS3_PADDED << 2)
    if (phases > 9) dropout(Y3, F3, UNITS3, 1, share)
    if (phases > 10) outForward()
    if (phases > 11) activateWithDerivative(Activation.None, Y4, Y4, F4, CLASSES_PADDED << 2)
    if (phases > 12) lossBackward(label, 1)
    if (phases > 13) outBackwardOverwrite()
    if (phases > 14) activationBackward(D3, F3, UNITS3_PADDED << 2)
    if (phases > 15) h3InputGradient()
    if (phases > 16) activationBackward(D2, F2, UNITS2 << 2)
    if (phases > 17) conv2BackwardOverwrite()
    if (phases > 18) conv1BackwardOverwrite()
    if (phases > 19) adamwOuter(lr, beta1, beta2, eps, decay)
  }
}
