/**
 * lenet1989: the convolutional network of 1989, trained from scratch in WebAssembly.
 *
 * @module
 */

export type { Activations } from './activations.js'
export type { CheckpointOptions } from './checkpoint.js'
export type { Config } from './config.js'
export type { Digits } from './data/digits.js'
export { type ErrorCode, LenetError } from './errors.js'
export type { Evaluation } from './evaluation.js'
export type { FitOptions, PassResult, Progress } from './fit.js'
export type { Metadata } from './formats/tensors.js'
export type { WasmSource } from './kernels/index.js'
export { type CreateOptions, Network } from './network.js'
export {
  type Activation,
  type Loss,
  type Optimizer,
  type Recipe,
  type RecipeName,
  recipes,
  type Schedule,
} from './recipes.js'
export { ACTIVATIONS, CLASSES, IMAGE_PIXELS, IMAGE_SIDE, MACS, PARAMETERS } from './shape.js'
export {
  checkState,
  type StateDict,
  stateSha256,
  stateShapes,
  type TensorName,
  tensorNames,
} from './state.js'
export { VERSION } from './version.js'
