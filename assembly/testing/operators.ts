/** Single operators with the network's own regions as arguments. */
import { distort16 } from '../reference/distort16'
import { B3, B4, D2, D3, D4, ROWS4, UNITS3_PADDED, W3, W4, Y2, Y3, Y4 } from '../float32/memory'
import { UNITS2, UNITS3 } from '../common/shape'
import { GradientMode } from '../float32/gradient'
import { conv1Backward } from '../float32/conv1'
import { conv2Backward } from '../float32/conv2/backward'
import { denseBackward, denseForward } from '../float32/dense'
import { backwardAccumulate } from '../float32/network'
import { zeroGradients } from '../float32/train'

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

export { DRAWN, drawDistortion } from '../float32/distortion/draws'
/** The plain reference of `distortBuffer` for one image of doubles; see reference/distort16.ts. */
export function distort16In64(x: usize, words: usize, rotation: f64, scale: f64, shear: f64, shift: f64, elastic: f64, y: usize): void {
  distort16<f64>(x, words, rotation, scale, shear, shift, elastic, y)
}
/** Room for the two images of `distort16In64`. */
export const DOUBLES: usize = memory.data(2 * 256 * 8, 16)
