/**
 * The training module, instantiated: what `assembly/float32/index.ts` exports, and views of the regions of its memory. The only place, with its
 * neighbours in this folder, that knows of pointers. The memory has a fixed size, so a view made once stays valid.
 */
import { CLASSES, H1, H2, H3, IMAGE_PIXELS } from '../model/shape.js'
import { compile, type WasmSource } from './compile.js'
import { compiledOnce, instance } from './instance.js'
import base64 from './lenet1989.wasm.js'

/** Exports of `assembly/float32/index.ts`, documented there. */
export interface TrainExports extends Record<string, unknown> {
  readonly memory: WebAssembly.Memory
  readonly WINDOW_SIZE: WebAssembly.Global
  address(region: number): number
  seedStream(stream: number, seed: number): void
  fillWords(stream: number, pointer: number, count: number): void
  streamAddress(stream: number): number
  drawWeights(): void
  resize(count: number): void
  configureNetwork(
    activation: number,
    loss: number,
    labelSmoothing: number,
    dropoutLayer: number,
    dropout: number,
  ): void
  configureTraining(
    optimizer: number,
    batchSize: number,
    roll: number,
    beta1: number,
    beta2: number,
    eps: number,
    weightDecay: number,
  ): void
  setRate(lr: number): void
  setCosine(peak: number, warmupSteps: number, totalSteps: number): void
  rate(steps: number): number
  adamwReset(): void
  adamwPower(which: number): number
  setAdamwPowers(power1: number, power2: number): void
  beginPass(samples: number): void
  train(count: number): number
  stepsDone(): number
  samplesRemaining(): number
  samplesInBatch(): number
  restorePosition(steps: number, remaining: number, inBatch: number): void
  forwardSample(index: number): void
  backwardSample(label: number, scale: number): number
  step(lr: number): void
  zeroGradients(): void
  predict(count: number): void
  evaluate(count: number): number
  resetConfusion(): void
}

/** Numbers of the regions in `assembly/float32/regions.ts`. */
const REGIONS = [
  'parameters',
  'gradients',
  'firstMoments',
  'secondMoments',
  'images',
  'labels',
  'outputs',
  'raw',
  'confusion',
  'output',
  'h1',
  'h2',
  'h3',
] as const

/** Floats of a region with the parameters' layout: 9,760 and their padding. */
const PARAMETER_FLOATS = 9848
/** Bytes of a raw 28×28 image. */
export const RAW_PIXELS = 784
/** Words of a random stream: 624 of state and the index. */
const STREAM_WORDS = 625

/** One instance: one network. */
export interface TrainModule {
  readonly exports: TrainExports
  /** Whether it is the relaxed build, which gives other bits. */
  readonly relaxed: boolean
  /** Samples that the window holds. */
  readonly window: number
  readonly parameters: Float32Array
  readonly gradients: Float32Array
  readonly firstMoments: Float32Array
  readonly secondMoments: Float32Array
  /** window × 256 pixels, −1 … 1. */
  readonly images: Float32Array
  /** window labels. */
  readonly labels: Uint8Array
  /** window × 10 outputs. */
  readonly outputs: Float32Array
  /** window × 784 bytes. */
  readonly raw: Uint8Array
  /** 10 × 10 counts, [label][answer]. */
  readonly confusion: Uint32Array
  /** The ten outputs of the last forward pass. */
  readonly output: Float32Array
  /** The hidden layers' activations of the last forward pass, channels last: 8×8×12, 4×4×12, 30. */
  readonly h1: Float32Array
  readonly h2: Float32Array
  readonly h3: Float32Array
  /** The two random streams: 0 PyTorch's, 1 numpy's. */
  readonly streams: readonly [Uint32Array, Uint32Array]
}

const sharedModule = compiledOnce(() => base64)

/**
 * A fresh instance; `source` replaces the inlined module, for hosts that refuse to compile bytes.
 *
 * @throws {LenetError} ERR_WASM
 */
export async function loadTrainModule(source?: WasmSource): Promise<TrainModule> {
  const module = source === undefined ? await sharedModule() : await compile(source)
  const exports = await instance<TrainExports>(module, ['address', 'train', 'predict'], 'lenet1989.wasm')
  const { buffer } = exports.memory
  const window = exports.WINDOW_SIZE.value as number
  const at = (name: (typeof REGIONS)[number]): number => exports.address(REGIONS.indexOf(name))
  const floats = (name: (typeof REGIONS)[number], length: number) =>
    new Float32Array(buffer, at(name), length)
  const stream = (number: number) => new Uint32Array(buffer, exports.streamAddress(number), STREAM_WORDS)
  return {
    exports,
    relaxed: 'RELAXED' in exports,
    window,
    parameters: floats('parameters', PARAMETER_FLOATS),
    gradients: floats('gradients', PARAMETER_FLOATS),
    firstMoments: floats('firstMoments', PARAMETER_FLOATS),
    secondMoments: floats('secondMoments', PARAMETER_FLOATS),
    images: floats('images', window * IMAGE_PIXELS),
    labels: new Uint8Array(buffer, at('labels'), window),
    outputs: floats('outputs', window * CLASSES),
    raw: new Uint8Array(buffer, at('raw'), window * RAW_PIXELS),
    confusion: new Uint32Array(buffer, at('confusion'), CLASSES * CLASSES),
    output: floats('output', CLASSES),
    h1: floats('h1', H1.side * H1.side * H1.planes),
    h2: floats('h2', H2.side * H2.side * H2.planes),
    h3: floats('h3', H3.units),
    streams: [stream(0), stream(1)],
  }
}
