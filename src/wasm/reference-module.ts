/**
 * Loads the plain reference (`assembly/reference`): every operator of the network as plain loops, in
 * float32 and float64. It is a separate module, loaded only on demand (`gradcheck`, tests,
 * benchmarks), and compiled once per process.
 */
import { instantiate } from '@assemblyscript/loader'
import { type TensorName, tensorNames } from '../model/state.js'
import { compiledOnce } from './instance.js'

/** Bits per number: 32 as in the SIMD kernels, 64 to measure both against. */
export type Precision = 32 | 64

/** A tensor's address in the module's memory, in bytes. */
export type Address = number

/** The operators of one precision; the files in `assembly/reference` document their arguments. */
export interface Operators {
  forward(rows: number, columns: number, training: boolean): void
  lossOf(label: number): number
  backward(label: number, scale: number, training: boolean): void
  clearGradients(): void
  curvature(scale: number, training: boolean): void
  clearCurvatures(): void
  followCurvatures(gamma: number): void
  newtonStep(lr: number, mu: number): void
  sgdStep(lr: number): void
  adamwStep(step: number, lr: number, beta1: number, beta2: number, eps: number, weightDecay: number): void

  conv1Forward(x: Address, w: Address, b: Address, y: Address): void
  conv1Backward(x: Address, dy: Address, dw: Address, db: Address): void
  conv2Forward(x: Address, w: Address, b: Address, y: Address): void
  conv2Backward(x: Address, w: Address, dy: Address, dx: Address, dw: Address, db: Address): void
  denseForward(x: Address, w: Address, b: Address, y: Address, inputs: number, outputs: number): void
  denseBackward(
    x: Address,
    w: Address,
    dy: Address,
    dx: Address,
    dw: Address,
    db: Address,
    inputs: number,
    outputs: number,
  ): void
  activationForward(kind: number, x: Address, y: Address, n: number): void
  activationBackward(kind: number, x: Address, y: Address, dy: Address, dx: Address, n: number): void
  mseForward(y: Address, label: number): number
  mseBackward(y: Address, label: number, scale: number, dy: Address): void
  crossEntropyForward(y: Address, label: number, smoothing: number): number
  crossEntropyBackward(y: Address, label: number, smoothing: number, scale: number, dy: Address): void
  dropoutForward(x: Address, mask: Address, p: number, y: Address, n: number): void
  dropoutBackward(dy: Address, mask: Address, p: number, dx: Address, n: number): void
  roll(x: Address, rows: number, columns: number, y: Address): void
  resize(raw: Address, y: Address): void
  sgd(w: Address, dw: Address, n: number, lr: number): void
  adamw(
    w: Address,
    dw: Address,
    m: Address,
    v: Address,
    n: number,
    step: number,
    lr: number,
    beta1: number,
    beta2: number,
    eps: number,
    weightDecay: number,
  ): void
}

/** The regions of the memory map, by the number of their elements. `…Sum`: weighted sums before the activation
 * function; `…Kept`: units after dropout; `d…`: gradients of the loss with respect to the region of that name. */
export const regionLengths = {
  image: 256,
  rolled: 256,
  h1Sum: 768,
  h1: 768,
  h2Sum: 192,
  h2: 192,
  h2Kept: 192,
  h3Sum: 30,
  h3: 30,
  h3Kept: 30,
  outSum: 10,
  out: 10,
  dOut: 10,
  dOutSum: 10,
  dH3Kept: 30,
  dH3: 30,
  dH3Sum: 30,
  dH2Kept: 192,
  dH2: 192,
  dH2Sum: 192,
  dH1: 768,
  dH1Sum: 768,
  parameters: 9760,
  gradients: 9760,
  moment1: 9760,
  moment2: 9760,
  curvatures: 9760,
} as const

export type Region = keyof typeof regionLengths

/** The module's operators take as their first argument whether they compute in float64. */
type Exports = {
  readonly [K in keyof Operators]: (
    wide: boolean,
    ...args: Parameters<Operators[K]>
  ) => ReturnType<Operators[K]>
} & {
  readonly memory: WebAssembly.Memory
  readonly BLOCK32: WebAssembly.Global
  readonly BLOCK64: WebAssembly.Global
  readonly MASK: WebAssembly.Global
  readonly RAW: WebAssembly.Global
  configure(activation: number, loss: number, labelSmoothing: number, dropoutAfter: number, p: number): void
}

/** One instance of the module, seen in one precision. */
export interface ReferenceModule {
  readonly operators: Operators
  readonly configure: Exports['configure']
  readonly memory: ArrayBuffer
  readonly mask: Address
  readonly raw: Address
  /** The address of a region, or of one of the eight tensors in it (parameters, gradients, moments). */
  address(region: Region, tensor?: TensorName): Address
}

/** Loaded on demand. */
const compiledModule = compiledOnce(
  async () => (await import('./reference.wasm.js')).default,
  'reference.wasm',
)

/**
 * A fresh instance of the reference.
 *
 * @throws {LenetError} ERR_WASM where WebAssembly may not be compiled
 */
export async function loadReference(precision: Precision): Promise<ReferenceModule> {
  const { exports } = await instantiate<Exports>(await compiledModule())
  const global = (name: string): number =>
    (exports as unknown as Record<string, WebAssembly.Global>)[name]!.value
  const block = precision === 32 ? exports.BLOCK32.value : exports.BLOCK64.value
  // looked up once: an operator that takes a microsecond should not pay for reading the memory map
  const regions = table(Object.keys(regionLengths) as Region[], (name) => global(constantOf(name)))
  const tensors = table(tensorNames, (name) => global(name.toUpperCase()))
  const offset = (region: Region, tensor?: TensorName) => regions[region] + (tensor ? tensors[tensor] : 0)
  return {
    operators: operatorsOf(exports, precision),
    configure: exports.configure,
    memory: exports.memory.buffer,
    mask: exports.MASK.value,
    raw: exports.RAW.value,
    address: (region, tensor) => block + (offset(region, tensor) * precision) / 8,
  }
}

function operatorsOf(exports: Exports, precision: Precision): Operators {
  const functions = Object.entries(exports).filter(isFunction)
  const bound = functions.map(([name, operator]) => [name, operator.bind(undefined, precision === 64)])
  return Object.fromEntries(bound) as Operators
}

const isFunction = (entry: [string, unknown]): entry is [string, (...args: unknown[]) => unknown] =>
  typeof entry[1] === 'function'

const table = <K extends string>(names: readonly K[], value: (name: K) => number): Record<K, number> =>
  Object.fromEntries(names.map((name) => [name, value(name)])) as Record<K, number>

/** `dH1Sum` → `D_H1_SUM`, as the memory map calls it. */
const constantOf = (region: Region): string => region.replace(/(?<=[a-z0-9])[A-Z]/g, '_$&').toUpperCase()
