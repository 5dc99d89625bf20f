/** The shipped network with a face: digits in any form in, answers out. */

import { LenetError } from '../model/errors.js'
import { CLASSES } from '../model/shape.js'
import { isAnything, kind, reading, readOptions } from '../model/validate.js'
import { loadClassifierModule, loadClassifierModuleSync, type Reader } from '../wasm/classifier.js'
import type { WasmSource } from '../wasm/compile.js'
import { calibration } from './calibration.js'
import { type DigitInput, putImage } from './input.js'
import { type ClassifyOptions, isRejected, type Thresholds, thresholdsOf } from './max-error.js'

/** What may be given to `load`. */
export interface LoadOptions {
  /**
   * The module from elsewhere than the one inlined in this package, for hosts that refuse to compile bytes (Cloudflare Workers): the compiled
   * `lenet1989/classifier.wasm`, its bytes, or a `Response` that brings them.
   */
  readonly wasm?: WasmSource
}

/** An answer. */
export interface Classification {
  /** 0 … 9; null where nothing is drawn. */
  readonly digit: number | null
  /** How likely it is right, 0 … 1: the highest score. Of the answers with 0.9, about nine in ten are right. */
  readonly confidence: number
  /** How likely each of the ten digits is; together 1, and all 0 where nothing is drawn. */
  readonly scores: Float32Array
  /** Whether the answer had better not be believed: by the options' rule, and always where nothing is drawn. */
  readonly rejected: boolean
  /** What the network has seen: 16×16 pixels row by row, −1 paper … 1 ink. */
  readonly input: Float32Array
}

/**
 * Reads handwritten digits with the network of 1989, its 9,760 weights trained on MNIST and shipped in the package.
 *
 *     const classifier = await DigitClassifier.load()
 *     classifier.classify(canvas)  // { digit: 7, confidence: 0.998, … }
 *
 * The same pixels give the same bits on every engine.
 */
export class DigitClassifier {
  readonly #reader: Reader

  private constructor(reader: Reader) {
    this.#reader = reader
  }

  /** @throws {LenetError} ERR_WASM where WebAssembly may not be compiled, or `wasm` is another module; ERR_CONFIG for another option */
  static async load(options: LoadOptions = {}): Promise<DigitClassifier> {
    const { wasm } = readOptions(options, { wasm: isAnything }, 'DigitClassifier.load')
    return new DigitClassifier(await loadClassifierModule(wasm))
  }

  /**
   * The same at once, for Node, Deno, Bun and workers. On a page's main thread some browsers compile in the background only.
   *
   * @throws {LenetError} as `load`; ERR_WASM also where the engine does not allow it: `load` then does
   */
  static loadSync(options: { readonly wasm?: WebAssembly.Module | BufferSource } = {}): DigitClassifier {
    const { wasm } = readOptions(options, { wasm: isAnything }, 'DigitClassifier.loadSync')
    return new DigitClassifier(loadClassifierModuleSync(wasm))
  }

  /**
   * Reads one digit.
   *
   * @throws {LenetError} ERR_SHAPE for another kind, length or size of input; ERR_VALUE for floats that are not from −1 to 1 and for a canvas whose pixels the
   *   browser does not give; ERR_CONFIG for options
   */
  classify(input: DigitInput, options?: ClassifyOptions): Classification {
    return this.#classify(input, thresholdsOf(options))
  }

  /**
   * Reads digits one by one.
   *
   * @throws {LenetError} as `classify`
   */
  classifyBatch(inputs: Iterable<DigitInput>, options?: ClassifyOptions): Classification[] {
    const thresholds = thresholdsOf(options)
    if (typeof reading('classifyBatch', () => Object(inputs)[Symbol.iterator]) !== 'function')
      throw new LenetError('ERR_SHAPE', `classifyBatch: expected an array of digits, got ${kind(inputs)}`)
    const all = reading('classifyBatch', () => [...inputs])
    return all.map((input) => this.#classify(input, thresholds))
  }

  #classify(digit: DigitInput, thresholds: Thresholds | undefined): Classification {
    const { image, scores, read } = this.#reader
    const drawn = putImage(digit, image)
    const input = image.slice()
    if (!drawn)
      return { digit: null, confidence: 0, scores: new Float32Array(CLASSES), rejected: true, input }
    read(calibration.inverseTemperature)
    let best = 0
    for (let i = 1; i < CLASSES; i++) if (scores[i]! > scores[best]!) best = i
    const rejected = thresholds !== undefined && isRejected(scores, best, thresholds)
    return { digit: best, confidence: scores[best]!, scores: scores.slice(), rejected, input }
  }
}
