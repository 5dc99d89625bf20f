/** The room of the compiled kernels. */
export { compile, decode, type WasmSource } from './compile.js'
export { activationCode, configure } from './configure.js'
export { compiledOnce } from './instance.js'
export { planesFirst, readState, writeState } from './layout.js'
export { loadTrainModule, RAW_PIXELS, type TrainExports, type TrainModule } from './module.js'
export { drawWeights, evaluateDigits, evaluateWindow, loadWindow, predictImages } from './window.js'
