/** The shipped digit reader, instantiated: `assembly/classifier` with its weights, and views of what goes in and comes out. */
import { LenetError } from '../model/errors.js'
import { CLASSES, IMAGE_PIXELS, RAW_PIXELS } from '../model/shape.js'
import base64 from './classifier.wasm.js'
import { compile, compileSync, decode, type WasmSource } from './compile.js'

/** One instance; its memory has a fixed size, so the views stay. */
export interface Reader {
  /** 784 bytes, 28×28, 255 ink: written before `readDigit`. */
  readonly digit: Uint8Array
  /** 256 pixels, −1 … 1: written before `read`; after `readDigit` what the network sees of the digit in a view that is not moved. */
  readonly image: Float32Array
  /** Ten logits, and the ten shares into which a softmax makes them: there after `read`. */
  readonly logits: Float32Array
  readonly scores: Float32Array
  /** Reads the image; `inverseTemperature`, by which the softmax multiplies the logits, is one over its temperature. */
  read(inverseTemperature: number): void
  /** Reads the digit in 1, 2 or 4 views, whose logits are averaged; 0 where there is no ink. */
  readDigit(views: number, inverseTemperature: number): number
}

interface Exports {
  readonly memory: WebAssembly.Memory
  readonly DIGIT: WebAssembly.Global
  readonly IMAGE: WebAssembly.Global
  readonly LOGITS: WebAssembly.Global
  readonly SCORES: WebAssembly.Global
  read(inverseTemperature: number): void
  readDigit(views: number, inverseTemperature: number): number
}

let shared: WebAssembly.Module | undefined

/**
 * A fresh instance; `source` replaces the inlined module, for hosts that refuse to compile bytes.
 *
 * @throws {LenetError} ERR_WASM
 */
export async function loadClassifierModule(source?: WasmSource): Promise<Reader> {
  if (source !== undefined) return instance(await compile(source))
  shared ??= await compile(decode(base64))
  return instance(shared)
}

/**
 * The same at once.
 *
 * @throws {LenetError} ERR_WASM, also where the engine compiles in the background only
 */
export function loadClassifierModuleSync(source?: WebAssembly.Module | BufferSource): Reader {
  if (source !== undefined) return instance(compileSync(source))
  shared ??= compileSync(decode(base64))
  return instance(shared)
}

function instance(module: WebAssembly.Module): Reader {
  let exports: Partial<Exports>
  try {
    exports = new WebAssembly.Instance(module).exports as Partial<Exports>
  } catch (cause) {
    throw new LenetError('ERR_WASM', `WebAssembly could not be instantiated: ${cause}`, { cause })
  }
  const { memory, DIGIT, IMAGE, LOGITS, SCORES, read, readDigit } = exports
  if (!memory || !DIGIT || !IMAGE || !LOGITS || !SCORES || !read || !readDigit)
    throw new LenetError('ERR_WASM', 'wasm: the module given is another one, expected classifier.wasm')
  const floats = ({ value }: WebAssembly.Global, length: number) =>
    new Float32Array(memory.buffer, value, length)
  return {
    digit: new Uint8Array(memory.buffer, DIGIT.value, RAW_PIXELS),
    image: floats(IMAGE, IMAGE_PIXELS),
    logits: floats(LOGITS, CLASSES),
    scores: floats(SCORES, CLASSES),
    read,
    readDigit,
  }
}
