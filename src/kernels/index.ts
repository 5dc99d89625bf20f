/** The room of the compiled kernels. */
export { compile, decode, type WasmSource } from './compile.js'
export { configure } from './configure.js'
export { planesFirst, readState, writeState } from './layout.js'
export { loadTrainModule, RAW_PIXELS, type TrainExports, type TrainModule } from './module.js'
export { drawWeights, evaluateDigits, evaluateWindow, loadWindow, predictImages } from './window.js'
