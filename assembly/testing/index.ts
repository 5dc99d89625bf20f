/**
 * The kernels one by one, for tests and benchmarks: everything that full.wasm exports, each operator by itself on the same memory, and the
 * machine's multiply-add peak. Not part of the package.
 */
export * from '../float32/full'
export { conv1Forward, conv1Prepare } from '../float32/conv1'
export { conv2Prepare } from '../float32/conv2/border'
export { conv2Forward } from '../float32/conv2/forward'
export { activateWithDerivative, activationBackward, activate } from '../float32/activation'
export { adamw } from '../float32/optimizer/adamw'
export { sgd } from '../float32/optimizer/sgd'
export { ink } from '../float32/ink'
export { infer, forward, prepare, lossBackward, backwardFusedStep, backwardAccumulate } from '../float32/network'
export { D1, D2, D3, D4, F1, F2, F3, Z1 } from '../float32/memory'
export { peak } from './peak'
export * from './operators'
export * from './phases'
