/** The shipped classifier, instantiated: `assembly/classifier` with its weights. */
import text from './classifier.wasm.js'
import { type ClassifierModule, classifierInstance } from './classifier-instance.js'
import { compile, compileSync, type WasmSource } from './compile.js'
import { decodeText } from './text.js'

export type { ClassifierModule } from './classifier-instance.js'

const FILE = 'classifier.wasm'
let shared: WebAssembly.Module | undefined

/**
 * A fresh instance; `source` replaces the inlined module, for hosts that refuse to compile bytes.
 *
 * @throws {LenetError} ERR_WASM
 */
export async function loadClassifierModule(source?: WasmSource): Promise<ClassifierModule> {
  if (source !== undefined) return classifierInstance(await compile(source), FILE)
  shared ??= await compile(decodeText(text))
  return classifierInstance(shared, FILE)
}

/**
 * The same at once.
 *
 * @throws {LenetError} ERR_WASM, also where the engine compiles in the background only
 */
export function loadClassifierModuleSync(source?: WebAssembly.Module | BufferSource): ClassifierModule {
  if (source !== undefined) return classifierInstance(compileSync(source), FILE)
  shared ??= compileSync(decodeText(text))
  return classifierInstance(shared, FILE)
}
