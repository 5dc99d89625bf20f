/** The int16 module, instantiated: what `assembly/int16/index.ts` exports, and views of the regions of its memory. */
import type { Quantised } from '../int16/quantise.js'
import { CLASSES, H1, H3, IMAGE_PIXELS } from '../model/shape.js'
import type { WindowExports, WindowModule } from './batch.js'
import { compile, type WasmSource } from './compile.js'
import { activationCode, lossCode } from './configure.js'
import { compiledOnce, instance } from './instance.js'
import base64 from './int16.wasm.js'

interface Int16Exports extends Record<string, unknown>, WindowExports {
  readonly memory: WebAssembly.Memory
  readonly WINDOW_SIZE: WebAssembly.Global
  address(region: number): number
  configure(activation: number, loss: number): void
  fillTable(layer: number, activation: number, range: number, scale: number): void
  prepare(): void
  sawStrangePixel(): number
}

/** One instance: one network. */
export interface Int16Module extends WindowModule {
  readonly exports: Int16Exports
  /** The values of the squashing functions of H1 and H2, 16,384 each. */
  readonly tables: readonly [Int16Array, Int16Array]
  /** Of the last image, as memory has them: H1 [8][8][16], the first four planes twice; H2 [two planes 6][row 4][2][column 4]. */
  readonly h1: Int16Array
  readonly h2: Int16Array
}

/** Numbers of the regions in `assembly/int16/regions.ts`. */
const REGIONS = [
  'images',
  'labels',
  'outputs',
  'confusion',
  'w1',
  'b1',
  'w2',
  'b2',
  'w3',
  'b3',
  'w4',
  'b4',
  'scale3',
  'table1',
  'table2',
  'h1',
  'h2',
] as const

/** Entries of a table. */
const TABLE_SIZE = 16_384

const sharedModule = compiledOnce(() => base64)

/**
 * A fresh instance that holds a network; `source` replaces the inlined module.
 *
 * @throws {LenetError} ERR_WASM
 */
export async function loadInt16Module(network: Quantised, source?: WasmSource): Promise<Int16Module> {
  const module = source === undefined ? await sharedModule() : await compile(source)
  const exports = await instance<Int16Exports>(module, ['sawStrangePixel', 'predict'], 'int16.wasm')
  const { buffer } = exports.memory
  const at = (name: (typeof REGIONS)[number]): number => exports.address(REGIONS.indexOf(name))
  for (const name of ['w1', 'w2', 'w3'] as const)
    new Int16Array(buffer, at(name), network[name].length).set(network[name])
  for (const name of ['b1', 'b2'] as const)
    new Int32Array(buffer, at(name), network[name].length).set(network[name])
  for (const name of ['b3', 'w4', 'b4'] as const)
    new Float32Array(buffer, at(name), network[name].length).set(network[name])
  new Float32Array(buffer, at('scale3'), 1)[0] = network.scale3

  const activation = activationCode(network.activation)
  exports.configure(activation, lossCode(network.loss))
  for (const [i, { range, scale }] of network.tables.entries())
    exports.fillTable(i + 1, activation, range, scale)
  exports.prepare()

  const window = exports.WINDOW_SIZE.value as number
  const int16 = (name: (typeof REGIONS)[number], length: number) => new Int16Array(buffer, at(name), length)
  return {
    exports,
    window,
    images: new Float32Array(buffer, at('images'), window * IMAGE_PIXELS),
    labels: new Uint8Array(buffer, at('labels'), window),
    outputs: new Float32Array(buffer, at('outputs'), window * CLASSES),
    confusion: new Uint32Array(buffer, at('confusion'), CLASSES * CLASSES),
    tables: [int16('table1', TABLE_SIZE), int16('table2', TABLE_SIZE)],
    h1: int16('h1', H1.side * H1.side * 16),
    h2: int16('h2', H3.sees),
  }
}
