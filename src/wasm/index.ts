/** The entry of this folder: wasm modules and their memory. */

export {
  drawWeights,
  estimateCurvature,
  evaluateBuffer,
  evaluateDigits,
  fillBuffer,
  predictImages,
} from './batch-buffer.js'
export { compile } from './compile.js'
export { activationCode, configure, needsFull } from './configure.js'
export { type Float32Exports, type Float32Module, loadFloat32Module } from './float32.js'
export { compiledOnce, globalValue } from './instance.js'
export { planesFirst, readState, writeState } from './layout.js'
export { decode } from './text.js'
