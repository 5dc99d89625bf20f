/** The exports of `assembly/classifier` and of modules built on it, and views of their inputs and outputs. */
import type { Bytes } from '../model/bytes.js'
import { LenetError } from '../model/errors.js'
import { CLASSES, IMAGE_PIXELS, RAW_PIXELS } from '../model/shape.js'
import { compile, compileSync } from './compile.js'
import { globalValue } from './instance.js'
import { refused } from './refusal.js'
import type { WasmMemory, WasmModule, WasmSource } from './source.js'
import { decode } from './text.js'

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
  /** The eight tensors in this module's own layout (assembly/classifier/memory.ts), from H1's weights to the outputs' biases: what it reads with. */
  readonly weights: Float32Array
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

interface Exports
  extends Record<string, unknown>,
    Pick<ClassifierModule, 'begin' | 'take' | 'read' | 'softmax' | 'turnOver'> {
  readonly memory: WasmMemory
  findDigit(centred: boolean): number
  refine(): number
  readDigit(views: number, inverseTemperature: number): number
}

/** f32 that `features` has. */
const FEATURES = 12

/** Both ways to a fresh instance; `source` replaces the inlined module, for hosts that refuse to compile bytes. */
export interface Loader<Module> {
  load(source?: WasmSource): Promise<Module>
  /** Some engines compile a module of this size in the background only. */
  loadSync(source?: WasmModule | Bytes): Module
}

/** Of a module that is inlined as `text`, which is compiled once a process. Both throw ERR_WASM. */
// @__NO_SIDE_EFFECTS__
export function inlinedLoader<Module>(
  text: string,
  file: string,
  instantiate: (module: WasmModule) => Module,
): Loader<Module> {
  let shared: WasmModule | undefined
  return {
    async load(source) {
      if (source !== undefined) return instantiate(await compile(source, file))
      shared ??= await compile(decode(text), file)
      return instantiate(shared)
    },
    loadSync(source) {
      if (source !== undefined) return instantiate(compileSync(source, file))
      shared ??= compileSync(decode(text), file)
      return instantiate(shared)
    },
  }
}

/**
 * An instance of a compiled module.
 *
 * @param file name of the module that is expected, for the error
 * @throws {LenetError} ERR_WASM
 */
export function classifierInstance<More extends object = object>(
  module: WasmModule,
  file: string,
): ClassifierModule & { readonly exports: Exports & More } {
  let exports: Exports & More
  try {
    exports = new WebAssembly.Instance(module).exports as unknown as Exports & More
  } catch (cause) {
    throw refused('instantiated', cause, file)
  }
  const { memory, begin, take, read, readDigit, findDigit, refine, softmax, turnOver } = exports
  if (!memory || !refine || !readDigit)
    throw new LenetError('ERR_WASM', `wasm: the module given is another one, expected ${file}`)
  const value = (name: string) => globalValue(exports, name)
  const bytes = (region: string, length: number) => new Uint8Array(memory.buffer, value(region), length)
  const floats = (region: string, length: number) => new Float32Array(memory.buffer, value(region), length)
  return {
    exports,
    strip: bytes('STRIP', value('STRIP_SIZE')),
    digit: bytes('DIGIT', RAW_PIXELS),
    features: floats('FEATURES', FEATURES),
    image: floats('IMAGE', IMAGE_PIXELS),
    weights: floats('WEIGHTS', (value('IMAGE') - value('WEIGHTS')) / 4),
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
      return {
        left: value('cropLeft'),
        top: value('cropTop'),
        width: value('cropWidth'),
        height: value('cropHeight'),
      }
    },
    dark: () => value('dark') === 1,
    readDigit: (views, inverseTemperature) => readDigit(views, inverseTemperature) === 1,
  }
}
