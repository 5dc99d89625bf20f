/**
 * The training module, instantiated: what `assembly/float32/index.ts` exports, and views of the regions of its memory. With its
 * neighbours in this folder, the only place that knows pointers. The memory has a fixed size, so a view stays valid.
 */
import { LenetError } from '../model/errors.js'
import { CLASSES, H1, H2, H3, IMAGE_PIXELS } from '../model/shape.js'
import { compile } from './compile.js'
import { compiledOnce, globalValue, instance } from './instance.js'
import text from './lenet1989.wasm.js'
import type { WasmMemory, WasmSource } from './source.js'

/** Exports of `assembly/float32/index.ts`, documented there. */
export interface Float32Exports extends Record<string, unknown> {
  readonly memory: WasmMemory
  seedStream(stream: number, seed: number): void
  drawWeights(byFanIn?: boolean): void
  configureNetwork(
    activation: number,
    loss: number,
    labelSmoothing: number,
    dropoutLayer: number,
    dropout: number,
    halfSum: boolean,
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
  samplesInBatch(): number
  restorePosition(steps: number, remaining: number, inBatch: number): void
  forwardSample(index: number): void
  backwardSample(label: number, scale: number): number
  step(lr: number): void
  zeroGradients(): void
  predict(count: number): void
  evaluate(count: number): number
  badLabel(count: number): number
  resetConfusion(): void
}

/** What `assembly/float32/full.ts` adds, documented there. */
export interface FullExports {
  configureCurvature(mu: number, gamma: number): void
  configureAveraging(decay: number): void
  distortBuffer(count: number, seed: number, pass: number, first: number, strength: number): void
  resetCurvature(): void
  estimateCurvature(count: number, share: number): void
}

/** Words of a random stream: 624 of state and the index. */
const STREAM_WORDS = 625

/** One instance: one network. */
export interface Float32Module {
  readonly exports: Float32Exports
  /** What full.wasm adds. */
  readonly full: FullExports | undefined
  /** Whether it is the relaxed build, which gives different bits. */
  readonly relaxed: boolean
  /** Samples that the batch buffer holds. */
  readonly bufferSize: number
  readonly parameters: Float32Array
  readonly gradients: Float32Array
  readonly firstMoments: Float32Array
  readonly secondMoments: Float32Array
  /** The running mean of the parameters, where the recipe keeps one. */
  readonly average: Float32Array | undefined
  /** bufferSize × 256 pixels, −1 … 1. */
  readonly images: Float32Array
  /** bufferSize labels. */
  readonly labels: Uint8Array
  /** bufferSize × 10 outputs. */
  readonly outputs: Float32Array
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

const FILE = 'lenet1989.wasm'
const FULL_FILE = 'full.wasm'

const sharedModule = compiledOnce(() => text, FILE)
const sharedFullModule = compiledOnce(async () => (await import('./full.wasm.js')).default, FULL_FILE)

/**
 * A fresh instance; `source` replaces the inlined module, for hosts that refuse to compile bytes.
 *
 * @param full whether it must have Newton's method, distortion and averaging; without a `source` the module that has them is fetched for those who ask
 * @throws {LenetError} ERR_WASM
 */
export async function loadFloat32Module(source?: WasmSource, full = false): Promise<Float32Module> {
  const shared = full ? sharedFullModule : sharedModule
  const module = source === undefined ? await shared() : await compile(source, full ? FULL_FILE : FILE)
  const exports = await instance<Float32Exports>(module, ['train', 'predict'], FILE)
  const hasFull = 'configureCurvature' in exports
  if (full && !hasFull) {
    throw new LenetError(
      'ERR_WASM',
      'wasm: the module given has no Newton method, distortion and averaging, which this recipe needs; expected full.wasm (lenet1989/full.wasm)',
    )
  }
  const { buffer } = exports.memory
  const bufferSize = globalValue(exports, 'BUFFER_SIZE')
  const floats = (region: string, length: number) =>
    new Float32Array(buffer, globalValue(exports, region), length)
  /** A region with the parameters' layout: 9,760 floats and their padding. */
  const tensors = (region: string) => floats(region, globalValue(exports, 'PARAMETERS_SIZE') / 4)
  const stream = (number: number) =>
    new Uint32Array(
      buffer,
      globalValue(exports, 'STREAMS') + number * globalValue(exports, 'STREAM_STRIDE'),
      STREAM_WORDS,
    )
  return {
    exports,
    full: hasFull ? (exports as unknown as FullExports) : undefined,
    relaxed: 'RELAXED' in exports,
    bufferSize,
    parameters: tensors('PARAMETERS'),
    gradients: tensors('GRADIENTS'),
    firstMoments: tensors('FIRST_MOMENTS'),
    secondMoments: tensors('SECOND_MOMENTS'),
    average: hasFull ? tensors('AVERAGE') : undefined,
    images: floats('BUFFER_IMAGES', bufferSize * IMAGE_PIXELS),
    labels: new Uint8Array(buffer, globalValue(exports, 'BUFFER_LABELS'), bufferSize),
    outputs: floats('BUFFER_OUTPUTS', bufferSize * CLASSES),
    confusion: new Uint32Array(buffer, globalValue(exports, 'CONFUSION'), CLASSES * CLASSES),
    output: floats('Y4', CLASSES),
    h1: floats('Y1', H1.side * H1.side * H1.planes),
    h2: floats('Y2', H2.side * H2.side * H2.planes),
    h3: floats('Y3', H3.units),
    streams: [stream(0), stream(1)],
  }
}
