/**
 * The kernels one by one, for tests and benchmarks: everything the training module exports, each operator by itself on the same memory, and the
 * machine's multiply-add peak. Not part of the package.
 */
import { B3, B4, D1, D2, D3, D4, F1, F2, F3, ROWS4, UNITS3_PADDED, W3, W4, BUFFER_IMAGES, Y1, Y2, Y3, Y4, Z1 } from '../float32/memory'
import { PLANES, UNITS1, UNITS2, UNITS3 } from '../common/shape'
import { GradientMode } from '../float32/gradient'
import { activateWithDerivative } from '../float32/activation'
import { conv1Backward } from '../float32/conv1'
import { conv2Backward } from '../float32/conv2/backward'
import { denseBackward, denseForward } from '../float32/dense'
import { adamw } from '../float32/optimizer/adamw'
import { sgd } from '../float32/optimizer/sgd'
import { ink } from '../float32/ink'
import { backwardAccumulate } from '../float32/network'
import { zeroGradients } from '../float32/train'

export * from '../float32/index'
export { conv1Forward, conv1Prepare } from '../float32/conv1'
export { conv2Prepare } from '../float32/conv2/border'
export { conv2Forward } from '../float32/conv2/forward'
export { activateWithDerivative, activationBackward, activate } from '../float32/activation'
export { adamw, ink, sgd }
export { infer, forward, prepare, lossBackward, backwardFusedStep } from '../float32/network'
export { backwardAccumulate }
export { peak } from './peak'
export { D1, D2, D3, D4, F1, F2, F3, Z1 } from '../float32/memory'
export * from './phases'

export function backwardOverwrite(): void {
  zeroGradients()
  backwardAccumulate()
}
export function conv1BackwardFusedStep(): void {
  conv1Backward(GradientMode.FusedStep)
}
export function conv1BackwardOverwrite(): void {
  conv1Backward(GradientMode.Overwrite)
}
export function conv2BackwardFusedStep(): void {
  conv2Backward(GradientMode.FusedStep)
}
export function conv2BackwardOverwrite(): void {
  conv2Backward(GradientMode.Overwrite)
}
export function h3Forward(): void {
  denseForward(W3, B3, Y2, Y3, UNITS3, UNITS2 << 2)
}
export function h3BackwardFusedStep(): void {
  denseBackward(GradientMode.FusedStep, W3, B3, Y2, D3, D2, UNITS3, UNITS2 << 2)
}
export function h3BackwardOverwrite(): void {
  denseBackward(GradientMode.Overwrite, W3, B3, Y2, D3, D2, UNITS3, UNITS2 << 2)
}
export function outForward(): void {
  denseForward(W4, B4, Y3, Y4, ROWS4, UNITS3_PADDED << 2)
}
export function outBackwardFusedStep(): void {
  denseBackward(GradientMode.FusedStep, W4, B4, Y3, D4, D3, ROWS4, UNITS3_PADDED << 2)
}
export function outBackwardOverwrite(): void {
  denseBackward(GradientMode.Overwrite, W4, B4, Y3, D4, D3, ROWS4, UNITS3_PADDED << 2)
}
