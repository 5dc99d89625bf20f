/**
 * lenet1989: the convolutional network of 1989, trained from scratch in WebAssembly.
 *
 * @module
 */

export type { Metadata } from './formats/tensors.js'
export type { Config, SeededRecipe } from './model/config.js'
export type { Digits } from './model/digits.js'
export { type ErrorCode, LenetError } from './model/errors.js'
export type { Evaluation } from './model/evaluation.js'
export {
  type Activation,
  type Loss,
  type Optimizer,
  type Recipe,
  type RecipeName,
  recipes,
  type Schedule,
} from './model/recipes.js'
export { ACTIVATIONS, CLASSES, IMAGE_PIXELS, IMAGE_SIDE, MACS, PARAMETERS } from './model/shape.js'
export type { Signal } from './model/signal.js'
export {
  checkState,
  type StateDict,
  stateSha256,
  stateShapes,
  type TensorName,
  tensorNames,
} from './model/state.js'
export { VERSION } from './model/version.js'
export type { Activations } from './network/activations.js'
export type { CheckpointOptions } from './network/capture.js'
export type { PassResult, ValidatedResult } from './network/fit.js'
export type { FitOptions, Progress, ValidatedFitOptions } from './network/fit-options.js'
export type { CreateOptions } from './network/fresh.js'
export { Network } from './network/network.js'
export type { Training } from './network/training.js'
export type { WasmModule, WasmSource } from './wasm/source.js'
