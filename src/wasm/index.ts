/** The room of the compiled kernels. */

export { drawWeights, evaluateDigits, evaluateWindow, loadWindow, predictImages } from './batch.js'
export { compile, decode, type WasmSource } from './compile.js'
export { activationCode, configure } from './configure.js'
export { loadTrainModule, RAW_PIXELS, type TrainExports, type TrainModule } from './float32.js'
export { compiledOnce } from './instance.js'
export { planesFirst, readState, writeState } from './layout.js'
