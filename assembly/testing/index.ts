/**
 * The kernels one by one, for tests and benchmarks: everything the training module exports, each operator by itself on the same memory, and the
 * machine's multiply-add peak. Not part of the package.
 */
import { B3, B4, D1, D2, D3, D4, F1, F2, F3, ROWS4, UNITS3_PADDED, W3, W4, WINDOW_IMAGES, Y1, Y2, Y3, Y4, Z1 } from '../float32/memory'
import { PLANES, UNITS1, UNITS2, UNITS3 } from '../common/shape'
import { Into } from '../common/lanes'
import { activate } from '../float32/activation'
import { conv1Backward } from '../float32/conv1'
import { conv2Backward } from '../float32/conv2/backward'
import { denseBackward, denseForward } from '../float32/dense'
import { adamw } from '../float32/optimizer/adamw'
import { sgd } from '../float32/optimizer/sgd'
import { ink } from '../float32/ink'
import { backwardAdd } from '../float32/network'
import { zeroGradients } from '../float32/train'

export * from '../float32/index'
export { conv1Forward, conv1Prepare } from '../float32/conv1'
export { conv2Prepare } from '../float32/conv2/border'
export { conv2Forward } from '../float32/conv2/forward'
export { activate, activationBackward, squash } from '../float32/activation'
export { adamw, ink, sgd }
export { infer, forward, prepare, lossBackward, backwardStep } from '../float32/network'
export { backwardAdd }
export { peak } from './peak'
export * from './phases'

export function backwardStore(): void {
  zeroGradients()
  backwardAdd()
}
export function conv1BackwardStep(): void {
  conv1Backward(Into.Step)
}
export function conv1BackwardStore(): void {
  conv1Backward(Into.Store)
}
export function conv2BackwardStep(): void {
  conv2Backward(Into.Step)
}
export function conv2BackwardStore(): void {
  conv2Backward(Into.Store)
}
export function h3Forward(): void {
  denseForward(W3, B3, Y2, Y3, UNITS3, UNITS2 << 2)
}
export function h3BackwardStep(): void {
  denseBackward(Into.Step, W3, B3, Y2, D3, D2, UNITS3, UNITS2 << 2)
}
export function h3BackwardStore(): void {
  denseBackward(Into.Store, W3, B3, Y2, D3, D2, UNITS3, UNITS2 << 2)
}
export function outForward(): void {
  denseForward(W4, B4, Y3, Y4, ROWS4, UNITS3_PADDED << 2)
}
export function outBackwardStep(): void {
  denseBackward(Into.Step, W4, B4, Y3, D4, D3, ROWS4, UNITS3_PADDED << 2)
}
export function outBackwardStore(): void {
  denseBackward(Into.Store, W4, B4, Y3, D4, D3, ROWS4, UNITS3_PADDED << 2)
}

/** Address of a region inside the network, by its name's number in bench/target.ts. */
export function inner(region: i32): usize {
  switch (region) {
    case 0: return Z1
    case 1: return Y1
    case 2: return F1
    case 3: return Y2
    case 4: return F2
    case 5: return Y3
    case 6: return F3
    case 7: return Y4
    case 8: return D1
    case 9: return D2
    case 10: return D3
    case 11: return D4
    default: return 0
  }
}
