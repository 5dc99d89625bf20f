/** The exports of `assembly/classifier` and of what is built upon it, and views of what goes in and comes out. */
import { LenetError } from '../model/errors.js'
import { CLASSES, IMAGE_PIXELS, RAW_PIXELS } from '../model/shape.js'

/** One instance; its memory has a fixed size, so the views stay. */
export interface ClassifierModule {
  /** Where strips of a picture are written before `take`. */
  readonly strip: Uint8Array
  /** 28×28 bytes, 255 ink: what `findDigit` found, or written before `readDigit`. */
  readonly digit: Uint8Array
  /** What the ink is like, see assembly/picture/features.ts: there after `findDigit`. */
  readonly features: Float32Array
  /** 256 pixels, −1 … 1: written before `read`; after `readDigit` what the network saw, unshifted. */
  readonly image: Float32Array
  /** Ten logits, and the ten shares into which a softmax makes them: there after `read` and `readDigit`. */
  readonly logits: Float32Array
  readonly scores: Float32Array
  /** A picture follows, of 1, 3 or 4 bytes a pixel. */
  begin(width: number, height: number, channels: number): void
  /** The next pixels of it are in `strip`. */
  take(count: number): void
  /** Whether there is ink on the picture; `centred`: with its centre of mass in the middle of the 28×28. */
  findDigit(centred: boolean): boolean
  /** Where to look once more, in pixels of the picture, if the digit was too small to be seen well. */
  closer(): { left: number; top: number; width: number; height: number } | undefined
  /** Whether the picture's ink was darker than its paper. */
  dark(): boolean
  /** Makes `digit` of dark ink on light paper one of light ink. */
  turnOver(): void
  /** Reads the image; `inverseTemperature`, by which the softmax multiplies the logits, is one over its temperature. */
  read(inverseTemperature: number): void
  /** `scores` of `logits`, which the host has written. */
  softmax(inverseTemperature: number): void
  /** Reads the digit by its moments, from 1, 2 or 4 views; false where it has no ink. */
  readDigit(views: number, inverseTemperature: number): boolean
}

type Address = 'STRIP' | 'STRIP_SIZE' | 'DIGIT' | 'FEATURES' | 'IMAGE' | 'LOGITS' | 'SCORES'
type Exports = Record<
  Address | 'cropLeft' | 'cropTop' | 'cropWidth' | 'cropHeight' | 'dark',
  WebAssembly.Global
> & {
  readonly memory: WebAssembly.Memory
  findDigit(centred: boolean): number
  refine(): number
  readDigit(views: number, inverseTemperature: number): number
} & Pick<ClassifierModule, 'begin' | 'take' | 'read' | 'softmax' | 'turnOver'>

/** f32 that `features` has. */
const FEATURES = 12

/**
 * An instance of a compiled module.
 *
 * @param file name of the module that is expected, for the error
 * @throws {LenetError} ERR_WASM
 */
export function classifierInstance(
  module: WebAssembly.Module,
  file: string,
): ClassifierModule & { readonly exports: object } {
  let exports: Exports
  try {
    exports = new WebAssembly.Instance(module).exports as unknown as Exports
  } catch (cause) {
    throw new LenetError('ERR_WASM', `WebAssembly could not be instantiated: ${cause}`, { cause })
  }
  const { memory, begin, take, read, readDigit, findDigit, refine, softmax, turnOver } = exports
  if (!memory || !refine || !readDigit)
    throw new LenetError('ERR_WASM', `wasm: the module given is another one, expected ${file}`)
  const bytes = (name: Address, length: number) => new Uint8Array(memory.buffer, exports[name].value, length)
  const floats = (name: Address, length: number) =>
    new Float32Array(memory.buffer, exports[name].value, length)
  return {
    exports,
    strip: bytes('STRIP', exports.STRIP_SIZE.value),
    digit: bytes('DIGIT', RAW_PIXELS),
    features: floats('FEATURES', FEATURES),
    image: floats('IMAGE', IMAGE_PIXELS),
    logits: floats('LOGITS', CLASSES),
    scores: floats('SCORES', CLASSES),
    begin,
    take,
    read,
    softmax,
    turnOver,
    findDigit: (centred) => findDigit(centred) === 1,
    closer() {
      if (refine() === 0) return undefined
      const { cropLeft, cropTop, cropWidth, cropHeight } = exports
      return { left: cropLeft.value, top: cropTop.value, width: cropWidth.value, height: cropHeight.value }
    },
    dark: () => exports.dark.value === 1,
    readDigit: (views, inverseTemperature) => readDigit(views, inverseTemperature) === 1,
  }
}
