/** The module that trains the classifier, instantiated: the training module and what this one adds. */
import { readFileSync } from 'node:fs'
import { RAW_PIXELS } from '../../src/model/shape.js'
import {
  type Float32Exports,
  type Float32Module,
  globalValue,
  loadFloat32Module,
} from '../../src/wasm/index.js'

/** Exports of `assembly/classifier-training/index.ts`, documented there. */
interface ClassifierExports extends Float32Exports {
  configureDistortion(
    rotation: number,
    scale: number,
    shear: number,
    shift: number,
    elastic: number,
    thickness: number,
  ): void
  configureClassifier(
    seed: number,
    batchSize: number,
    averageDecay: number,
    totalSteps: number,
    fadeFrom: number,
    fadeTo: number,
    others: number,
  ): void
  configureDigits(mnist: number, pen: number, penEach: number, grafts: number, graftsEach: number): void
  configureNone(some: boolean): void
  beginDigits(pass: number): number
  trainBatches(count: number): number
  strength(steps: number): number
  distortRaw(count: number, seed: number, pass: number, first: number, strength: number): void
  normaliseRaw(count: number, view: number, views: number): void
}

export interface ClassifierModule extends Float32Module {
  readonly exports: ClassifierExports
  /** Digits that there is room for. */
  readonly capacity: number
  /** capacity × 784 bytes. */
  readonly digits: Uint8Array
  /** capacity labels. */
  readonly digitLabels: Uint8Array
  /** Digits to be distorted or normalised one by one, 256 × 784 bytes. */
  readonly raw: Uint8Array
  /** The averaged weights, in the layout of `parameters`. */
  readonly averages: Float32Array
}

/** Built by `npm run build`. */
export const wasmBytes = (): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL('../../build/classifier-training.wasm', import.meta.url)))

/** A fresh instance. */
export async function loadClassifierModule(): Promise<ClassifierModule> {
  const module = await loadFloat32Module(wasmBytes())
  const exports = module.exports as ClassifierExports
  const { buffer } = exports.memory
  const at = (name: string) => globalValue(exports, name)
  const capacity = at('CAPACITY')
  return {
    ...module,
    exports,
    capacity,
    digits: new Uint8Array(buffer, at('DIGITS'), capacity * RAW_PIXELS),
    digitLabels: new Uint8Array(buffer, at('LABELS'), capacity),
    raw: new Uint8Array(buffer, at('RAW'), module.bufferSize * RAW_PIXELS),
    averages: new Float32Array(buffer, at('AVERAGES'), module.parameters.length),
  }
}
