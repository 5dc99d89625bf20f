/** The reader of several digits, instantiated: `assembly/read`, which has all of the classifier's module and a second network. */
import { LenetError } from '../model/errors.js'
import { type ClassifierModule, classifierInstance } from './classifier-instance.js'
import { decodeCompact } from './compact.js'
import { compile, compileSync, type WasmSource } from './compile.js'
import text from './read.wasm.js'

/** One instance; its memory has a fixed size, so the views stay. */
export interface ReadModule extends ClassifierModule {
  /** Of each digit after `readPage`: its value, its line, how sure it is, and its box on the page: left, top, width, height. */
  readonly digits: Int32Array
  readonly digitLines: Int32Array
  readonly digitConfidences: Float32Array
  readonly digitBoxes: Float32Array
  /** Whether anything is written on the picture that has been taken in; then that is the page. */
  findPage(): boolean
  /** Reads the page; how many digits there are. */
  readPage(): number
  /** How likely all of them are right; 0 where a part could not be read. */
  confidence(): number
  /** Pixels of the picture per pixel of the page. */
  scale(): number
}

interface Exports {
  readonly memory: WebAssembly.Memory
  findPage(): number
  pageWidth(): number
  pageHeight(): number
  pageScale(): number
  pageConfidence(): number
  readPage(width: number, height: number): number
  readAddress(region: number): number
}

/** Digits that `readPage` finds at most. */
const MOST_DIGITS = 256
const FILE = 'read.wasm'

let shared: WebAssembly.Module | undefined

/**
 * A fresh instance; `source` replaces the inlined module, for hosts that refuse to compile bytes.
 *
 * @throws {LenetError} ERR_WASM
 */
export async function loadReadModule(source?: WasmSource): Promise<ReadModule> {
  if (source !== undefined) return instance(await compile(source))
  shared ??= await compile(decodeCompact(text))
  return instance(shared)
}

/**
 * The same at once.
 *
 * @throws {LenetError} ERR_WASM, also where the engine compiles in the background only
 */
export function loadReadModuleSync(source?: WebAssembly.Module | BufferSource): ReadModule {
  if (source !== undefined) return instance(compileSync(source))
  shared ??= compileSync(decodeCompact(text))
  return instance(shared)
}

function instance(module: WebAssembly.Module): ReadModule {
  const classifier = classifierInstance(module, FILE)
  const exports = classifier.exports as Exports
  const { memory, findPage, readPage, readAddress, pageWidth, pageHeight, pageScale, pageConfidence } =
    exports
  if (!readPage) throw new LenetError('ERR_WASM', `wasm: the module given is another one, expected ${FILE}`)
  const { buffer } = memory
  return {
    ...classifier,
    digits: new Int32Array(buffer, readAddress(1), MOST_DIGITS),
    digitLines: new Int32Array(buffer, readAddress(2), MOST_DIGITS),
    digitConfidences: new Float32Array(buffer, readAddress(3), MOST_DIGITS),
    digitBoxes: new Float32Array(buffer, readAddress(4), 4 * MOST_DIGITS),
    findPage: () => findPage() === 1,
    readPage: () => readPage(pageWidth(), pageHeight()),
    confidence: pageConfidence,
    scale: pageScale,
  }
}
