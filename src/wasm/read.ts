/** The reader of several digits, instantiated: `assembly/read`, which has all of the classifier's module and a second network. */

import { LenetError } from '../model/errors.js'
import {
  type ClassifierModule,
  classifierInstance,
  inlinedLoader,
  type Loader,
} from './classifier-instance.js'
import { globalValue } from './instance.js'
import text from './read.wasm.js'
import type { WasmMemory, WasmModule } from './source.js'

/** One instance; its memory has a fixed size, so the views stay. */
export interface ReadModule extends ClassifierModule {
  readonly exports: ReadExports
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

interface ReadExports extends Record<string, unknown> {
  readonly memory: WasmMemory
  findPage(): number
  pageWidth(): number
  pageHeight(): number
  pageScale(): number
  pageConfidence(): number
  readPage(width: number, height: number): number
}

/** Digits that `readPage` finds at most. */
const MOST_DIGITS = 256
const FILE = 'read.wasm'

export const readLoader: Loader<ReadModule> = inlinedLoader(text, FILE, instantiate)

function instantiate(module: WasmModule): ReadModule {
  const classifier = classifierInstance<ReadExports>(module, FILE)
  const { exports } = classifier
  const { memory, findPage, readPage, pageWidth, pageHeight, pageScale, pageConfidence } = exports
  if (!readPage) throw new LenetError('ERR_WASM', `wasm: the module given is another one, expected ${FILE}`)
  const place = (region: string, length: number) =>
    [memory.buffer, globalValue(exports, region), length] as const
  return {
    ...classifier,
    digits: new Int32Array(...place('DIGITS', MOST_DIGITS)),
    digitLines: new Int32Array(...place('DIGIT_LINES', MOST_DIGITS)),
    digitConfidences: new Float32Array(...place('DIGIT_CONFIDENCES', MOST_DIGITS)),
    digitBoxes: new Float32Array(...place('DIGIT_BOXES', 4 * MOST_DIGITS)),
    findPage: () => findPage() === 1,
    readPage: () => readPage(pageWidth(), pageHeight()),
    confidence: pageConfidence,
    scale: pageScale,
  }
}
