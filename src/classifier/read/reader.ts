/** Several digits on one picture: zip codes, numbers, columns. */
import type { Bytes } from '../../model/bytes.js'
import { isAnything, readOptions } from '../../model/validate.js'
import { type ReadModule, readLoader } from '../../wasm/read.js'
import type { WasmModule, WasmSource } from '../../wasm/source.js'
import type { BitmapLike, CanvasLike } from '../canvas.js'
import { SingleDigits } from '../classify.js'
import { type Region, takeIn } from '../find.js'
import { asPicture } from '../input.js'
import { type Picture, type Pixels, pixelsIn } from '../picture.js'
import { leastConfidence, type ReadOptions } from './options.js'

/** What may be given to `load`. */
export interface ReaderLoadOptions {
  /** As `lenet1989/classifier` has it: the compiled `lenet1989/read.wasm`, its bytes, or a `Response` that brings them. */
  readonly wasm?: WasmSource
}

/** A digit of a picture. */
export interface ReadDigit {
  /** 0 … 9. */
  readonly digit: number
  /** How likely it is right, 0 … 1, its place between its neighbours included. */
  readonly confidence: number
  /** What it covers, in pixels of the picture. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  /** The line that it stands on, from 0 at the top. */
  readonly line: number
}

/** What stands on a picture. */
export interface ReadResult {
  /** The digits line by line, `\n` between two lines. */
  readonly text: string
  readonly lines: readonly string[]
  /** From top to bottom and left to right. */
  readonly digits: readonly ReadDigit[]
  /** How likely all of it is right, 0 … 1: the share that this text has of all ways to read the picture. */
  readonly confidence: number
  /** True if the answer should not be trusted: by the options, or because no digit was found. */
  readonly rejected: boolean
  /** Why it is rejected, undefined where it is not: nothing is written; there is ink, but no digit, or too much ink to be writing; the confidence is too low. */
  readonly reason: 'empty' | 'notDigits' | 'unsure' | undefined
}

/**
 * Reads numbers. It has everything that `DigitClassifier` has, too, so that a page loads one module.
 *
 *     const reader = await DigitReader.load()
 *     reader.read(canvas)  // { text: '94720', confidence: 0.97, … }
 *
 * The same pixels give the same bits on every engine.
 */
export class DigitReader extends SingleDigits {
  readonly #module: ReadModule

  private constructor(module: ReadModule) {
    super(module)
    this.#module = module
  }

  /** @throws {LenetError} ERR_WASM where WebAssembly may not be compiled, or `wasm` is another module; ERR_CONFIG for another option */
  static async load(options: ReaderLoadOptions = {}): Promise<DigitReader> {
    const { wasm } = readOptions(options, { wasm: isAnything }, 'DigitReader.load')
    return new DigitReader(await readLoader.load(wasm))
  }

  /**
   * The same at once, for Node, Deno, Bun and workers.
   *
   * @throws {LenetError} as `load`; ERR_WASM also where the engine does not allow it: `load` then does
   */
  static loadSync(options: { readonly wasm?: WasmModule | Bytes } = {}): DigitReader {
    const { wasm } = readOptions(options, { wasm: isAnything }, 'DigitReader.loadSync')
    return new DigitReader(readLoader.loadSync(wasm))
  }

  /**
   * Reads all digits on a picture: of any size and colour, in one line or several, on plain, ruled or squared paper. Digits may touch or be broken;
   * dashes, dots, slashes and rules between them are not read.
   *
   * @throws {LenetError} ERR_SHAPE for another kind or size of input; ERR_VALUE for a canvas whose pixels the browser does not give; ERR_CONFIG for options
   */
  read(picture: Picture | CanvasLike | BitmapLike, options?: ReadOptions): ReadResult {
    const least = leastConfidence(options)
    const module = this.#module
    const region = findWriting(module, pixelsIn(asPicture(picture)))
    if (!region) return { text: '', lines: [], digits: [], confidence: 0, rejected: true, reason: 'empty' }
    const count = module.readPage()
    const confidence = count > 0 ? module.confidence() : 0
    const digits = Array.from({ length: count }, (_, i) => digitAt(module, i, region))
    const lines: string[] = []
    for (const { digit, line } of digits) lines[line] = (lines[line] ?? '') + digit
    const reason = count === 0 ? 'notDigits' : confidence < least ? 'unsure' : undefined
    return { text: lines.join('\n'), lines, digits, confidence, rejected: reason !== undefined, reason }
  }
}

/** Finds the page, on a crop of the picture if the writing is small on it; the region that it is of, undefined where nothing is written. */
export function findWriting(module: ReadModule, picture: Pixels): Region | undefined {
  const whole = { left: 0, top: 0, width: picture.width, height: picture.height }
  takeIn(module, picture, whole)
  if (!module.findPage()) return undefined
  const closer = module.closer()
  if (!closer) return whole
  takeIn(module, picture, closer)
  if (module.findPage()) return closer
  takeIn(module, picture, whole)
  return module.findPage() ? whole : undefined
}

function digitAt(
  { digits, digitLines, digitConfidences, digitBoxes, scale }: ReadModule,
  i: number,
  { left, top }: Region,
): ReadDigit {
  const by = scale()
  const [x, y, width, height] = digitBoxes.subarray(4 * i, 4 * i + 4) as unknown as [
    number,
    number,
    number,
    number,
  ]
  return {
    digit: digits[i]!,
    confidence: digitConfidences[i]!,
    box: { x: left + by * x, y: top + by * y, width: by * width, height: by * height },
    line: digitLines[i]!,
  }
}
