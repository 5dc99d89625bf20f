/** The int16 module, instantiated: what `assembly/int16/index.ts` exports, and views of the regions of its memory. */
import type { Activation, Loss } from '../model/recipes.js'
import { CLASSES, H1, H3, IMAGE_PIXELS } from '../model/shape.js'
import type { BatchExports, BatchModule } from './batch-buffer.js'
import { compile } from './compile.js'
import { activationCode, lossCode } from './configure.js'
import { compiledOnce, globalValue, instance } from './instance.js'
import text from './int16.wasm.js'
import type { WasmMemory, WasmSource } from './source.js'

/** A table of the activation function: round(scale · f(z)) for z from −range to range. */
export interface Table {
  readonly range: number
  readonly scale: number
}

/** What the module computes with, in its layouts (`assembly/int16/memory.ts`). */
export interface Quantised {
  readonly activation: Activation
  readonly loss: Loss
  readonly w1: Int16Array
  readonly b1: Int32Array
  readonly w2: Int16Array
  readonly b2: Int32Array
  readonly w3: Int16Array
  readonly b3: Float32Array
  readonly w4: Float32Array
  readonly b4: Float32Array
  /** What 1 in a sum of H3 is worth. */
  readonly scale3: number
  /** Of H1 and H2. */
  readonly tables: readonly [Table, Table]
}

/** The least and the greatest that each of some numbers can be. */
export interface Intervals {
  readonly least: Float64Array
  readonly greatest: Float64Array
}

/** What the module works out about the sums of a layer (`assembly/int16/bounds.ts`), in PyTorch's layouts. H1 and H2 are layers 1 and 2. */
export interface SumBounds {
  /** The interval of each unit's sum, for inputs anywhere in theirs; those on the border count as 0. */
  sums(layer: 1 | 2 | 3, weights: NumberArray, biases: NumberArray, inputs: Intervals): Intervals
  /** The biases less what a constant input of −1 adds: in H1, which works on x + 1, everywhere; in H2 on the border. */
  withBorder(layer: 1 | 2, weights: NumberArray, biases: NumberArray): Float64Array
  /** The greatest magnitude of some weights. */
  greatest(weights: NumberArray): number
  /** Each weight times scale / divisor, to the nearest integer. */
  rounded(weights: NumberArray, scale: number, divisor: number): Int16Array
}

type NumberArray = Float32Array | Float64Array | Int16Array | Int32Array

interface Int16Exports extends Record<string, unknown>, BatchExports {
  readonly memory: WasmMemory
  configure(activation: number, loss: number): void
  boundConv(layer: number, border: number): void
  boundDense(): void
  greatestWeight(count: number): number
  roundWeights(count: number, scale: number, divisor: number): void
  fillTable(layer: number, activation: number, range: number, scale: number): void
  prepare(): void
  sawStrangePixel(): number
}

/** One instance: one network. */
export interface Int16Module extends BatchModule {
  readonly exports: Int16Exports
  readonly bounds: SumBounds
  /** Writes a network into it, before the first image. */
  readonly hold: (network: Quantised) => void
  /** The values of the activation functions of H1 and H2, 16,384 each. */
  readonly tables: readonly [Int16Array, Int16Array]
  /** Of the last image, as memory has them: H1 [8][8][16], the first four planes twice; H2 [two planes 6][row 4][2][column 4]. */
  readonly h1: Int16Array
  readonly h2: Int16Array
}

/** Entries of a table. */
const TABLE_SIZE = 16_384

const FILE = 'int16.wasm'
const sharedModule = compiledOnce(() => text, FILE)

/**
 * A fresh instance, which holds no network yet; `source` replaces the inlined module.
 *
 * @throws {LenetError} ERR_WASM
 */
export async function loadInt16Module(source?: WasmSource): Promise<Int16Module> {
  const module = source === undefined ? await sharedModule() : await compile(source, FILE)
  const exports = await instance<Int16Exports>(module, ['sawStrangePixel', 'predict', 'boundConv'], FILE)
  const { buffer } = exports.memory
  const int16 = (region: string, length: number) =>
    new Int16Array(buffer, globalValue(exports, region), length)
  const floats = (region: string, length: number) =>
    new Float32Array(buffer, globalValue(exports, region), length)
  const bufferSize = globalValue(exports, 'BUFFER_SIZE')
  return {
    exports,
    bounds: boundsOf(exports),
    hold: (network) => hold(exports, network),
    bufferSize,
    images: floats('BUFFER_IMAGES', bufferSize * IMAGE_PIXELS),
    labels: new Uint8Array(buffer, globalValue(exports, 'BUFFER_LABELS'), bufferSize),
    outputs: floats('BUFFER_OUTPUTS', bufferSize * CLASSES),
    confusion: new Uint32Array(buffer, globalValue(exports, 'CONFUSION'), CLASSES * CLASSES),
    tables: [int16('TABLE1', TABLE_SIZE), int16('TABLE2', TABLE_SIZE)],
    h1: int16('Y1', H1.side * H1.side * 16),
    h2: int16('Y2', H3.sees),
  }
}

function hold(exports: Int16Exports, network: Quantised): void {
  const { buffer } = exports.memory
  const address = (region: string) => globalValue(exports, region.toUpperCase())
  for (const name of ['w1', 'w2', 'w3'] as const)
    new Int16Array(buffer, address(name), network[name].length).set(network[name])
  for (const name of ['b1', 'b2'] as const)
    new Int32Array(buffer, address(name), network[name].length).set(network[name])
  for (const name of ['b3', 'w4', 'b4'] as const)
    new Float32Array(buffer, address(name), network[name].length).set(network[name])
  new Float32Array(buffer, address('scale3'), 1)[0] = network.scale3

  const activation = activationCode(network.activation)
  exports.configure(activation, lossCode(network.loss))
  for (const [i, { range, scale }] of network.tables.entries())
    exports.fillTable(i + 1, activation, range, scale)
  exports.prepare()
}

function boundsOf(exports: Int16Exports): SumBounds {
  const view = (region: string, length: number) =>
    new Float64Array(exports.memory.buffer, globalValue(exports, `BOUND_${region}`), length)
  return {
    sums(layer, weights, biases, { least, greatest }) {
      view('WEIGHTS', weights.length).set(weights)
      view('LEAST', biases.length).set(biases)
      view('INPUT_LEAST', least.length).set(least)
      view('INPUT_GREATEST', greatest.length).set(greatest)
      if (layer === 3) exports.boundDense()
      else exports.boundConv(layer, 0)
      return {
        least: view('LEAST', biases.length).slice(),
        greatest: view('GREATEST', biases.length).slice(),
      }
    },
    withBorder(layer, weights, biases) {
      view('WEIGHTS', weights.length).set(weights)
      view('LEAST', biases.length).set(biases)
      exports.boundConv(layer, 1)
      return view('LEAST', biases.length).slice()
    },
    greatest(weights) {
      view('WEIGHTS', weights.length).set(weights)
      return exports.greatestWeight(weights.length)
    },
    rounded(weights, scale, divisor) {
      const inModule = view('WEIGHTS', weights.length)
      inModule.set(weights)
      exports.roundWeights(weights.length, scale, divisor)
      return new Int16Array(inModule)
    },
  }
}
