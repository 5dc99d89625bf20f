/** The module that trains the classifier, instantiated: the training module and what this one has besides. */
import { readFileSync } from 'node:fs'
import { loadTrainModule, RAW_PIXELS, type TrainExports, type TrainModule } from '../../src/wasm/index.js'

/** Exports of `assembly/classifier-training/index.ts`, documented there. */
interface ClassifierExports extends TrainExports {
  readonly CAPACITY: WebAssembly.Global
  readonly MOST_TEACHERS: WebAssembly.Global
  classifierAddress(region: number): number
  configureDistortion(rotation: number, scale: number, shear: number, shift: number, elastic: number): void
  configureClassifier(
    seed: number,
    batchSize: number,
    averageDecay: number,
    totalSteps: number,
    fadeFrom: number,
    fadeTo: number,
  ): void
  configureTeachers(count: number, share: number, temperature: number): void
  beginDigits(pass: number, count: number): void
  trainBatches(count: number): number
  strength(steps: number): number
  distortWindow(count: number, seed: number, pass: number, first: number, strength: number): void
}

export interface ClassifierModule extends TrainModule {
  readonly exports: ClassifierExports
  /** Digits that there is room for. */
  readonly capacity: number
  /** capacity × 784 bytes. */
  readonly digits: Uint8Array
  /** capacity labels. */
  readonly digitLabels: Uint8Array
  /** The averaged weights, in the layout of `parameters`. */
  readonly averages: Float32Array
  /** The teachers' weights, each in that layout. */
  readonly teachers: readonly Float32Array[]
}

/** Built by `npm run build`. */
export const wasmBytes = (): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL('../../build/classifier-training.wasm', import.meta.url)))

/** A fresh instance. */
export async function loadClassifierModule(): Promise<ClassifierModule> {
  const module = await loadTrainModule(wasmBytes())
  const exports = module.exports as ClassifierExports
  const { buffer } = exports.memory
  const capacity = exports.CAPACITY.value as number
  const floats = module.parameters.length
  const [digits, labels, averages, teachers] = [0, 1, 2, 3].map(exports.classifierAddress) as [
    number,
    number,
    number,
    number,
  ]
  return {
    ...module,
    exports,
    capacity,
    digits: new Uint8Array(buffer, digits, capacity * RAW_PIXELS),
    digitLabels: new Uint8Array(buffer, labels, capacity),
    averages: new Float32Array(buffer, averages, floats),
    teachers: Array.from(
      { length: exports.MOST_TEACHERS.value as number },
      (_, i) => new Float32Array(buffer, teachers + 4 * floats * i, floats),
    ),
  }
}
