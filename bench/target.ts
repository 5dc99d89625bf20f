/** What is timed: the module with its kernels exported one by one, set up as a network sets it up, and digits to feed it. */
import { readFileSync } from 'node:fs'
import { type Digits, digits, take } from '../src/data/index.js'
import type { Recipe } from '../src/model/recipes.js'
import type { StateDict } from '../src/model/state.js'
import { Network } from '../src/network/network.js'
import { loadMnist } from '../src/node/index.js'
import {
  compile,
  configure,
  loadTrainModule,
  type TrainExports,
  type TrainModule,
  writeState,
} from '../src/wasm/index.js'

/** Dense multiply-adds of each layer, borders and background counted as if they were ink; those of the paper. */
export const MACS = { h1: 19_200, h2: 38_400, h3: 5_760, outputs: 300 } as const
/** Of a forward pass: 63,660. */
export const FORWARD_MACS = MACS.h1 + MACS.h2 + MACS.h3 + MACS.outputs
/** Of a training step: each layer once more for its weights' gradient and, H1 apart, once more for what it passes back: 171,780. */
export const STEP_MACS = 3 * FORWARD_MACS - MACS.h1

/** Digits that a case reads: as many as fit into the module's window. */
export const COUNT = 256
/** Bytes of an image in the window. */
export const IMAGE_BYTES = 1024

const SEED = 1337

/** Exports of assembly/testing/index.ts beyond the package's, documented there. */
export interface KernelExports extends TrainExports {
  peak(rounds: number, wide: number): number
  ink(image: number, dy: number, dx: number): void
  conv1Prepare(): void
  conv2Prepare(): void
  infer(image: number): void
  prepare(): void
  conv1Forward(): void
  conv2Forward(): void
  h3Forward(): void
  outForward(): void
  conv1BackwardStore(): void
  conv2BackwardStore(): void
  h3BackwardStore(): void
  outBackwardStore(): void
  lossBackward(label: number, scale: number): number
  backwardStore(): void
  sgd(lr: number): void
  adamw(lr: number, beta1: number, beta2: number, eps: number, decay: number): void
  activateH1(kind: number): void
  walkBase(count: number, phases: number, lr: number, fused: number): void
  walkModern(
    count: number,
    phases: number,
    lr: number,
    beta1: number,
    beta2: number,
    eps: number,
    decay: number,
    share: number,
  ): void
}

/** A module that is ready to train: configured by a recipe, its window full of digits. */
export interface Subject<Exports extends TrainExports = TrainExports> extends TrainModule {
  readonly exports: Exports
  readonly recipe: Recipe
  /** Fresh weights, moments and random streams, and the digits anew: the same each time. */
  readonly reset: () => void
  /** Trains on the window's digits. */
  readonly trainWindow: () => void
}

/** Digits of both kinds, 256 each. */
export interface Material {
  /** The first of the notebook's training digits, and those digits all. */
  readonly real: Digits
  readonly all: Digits
  /** Every pixel random in [−1, 1): no background to leave out. */
  readonly dense: Digits
}

export async function loadMaterial(): Promise<Material> {
  const { train } = await loadMnist()
  const real = take(train, COUNT)
  const { exports, images } = await loadTrainModule()
  exports.seedStream(0, SEED)
  exports.fillWords(0, images.byteOffset, images.length)
  const words = new Uint32Array(images.buffer, images.byteOffset, images.length)
  const dense = digits(
    Float32Array.from(words, (word) => word / 2 ** 31 - 1),
    real.labels,
  )
  return { real, all: train, dense }
}

const kernelsFile = new URL('../build/testing.wasm', import.meta.url)
let kernels: Promise<WebAssembly.Module> | undefined

/**
 * An instance of the module as shipped, as `Network` would set it up for `recipe`, with `set` (256 digits) in its window.
 *
 * @param wasm the relaxed module instead of the plain one
 */
export async function loadSubject(recipe: Recipe, set: Digits, wasm?: WebAssembly.Module): Promise<Subject> {
  return subjectOf(await loadTrainModule(wasm), recipe, set)
}

/** The same of the module that exports every kernel by itself. */
export async function loadKernels(recipe: Recipe, set: Digits): Promise<Subject<KernelExports>> {
  kernels ??= compile(readFileSync(kernelsFile))
  const module = await loadTrainModule(await kernels)
  return subjectOf({ ...module, exports: module.exports as KernelExports }, recipe, set)
}

async function subjectOf<Exports extends TrainExports>(
  module: TrainModule & { readonly exports: Exports },
  recipe: Recipe,
  set: Digits,
): Promise<Subject<Exports>> {
  const { exports } = module
  const fresh = await freshState(recipe)
  configure(exports, recipe)
  exports.setRate(recipe.lr)
  const reset = () => {
    writeState(module.parameters, fresh)
    exports.zeroGradients()
    exports.adamwReset()
    exports.seedStream(0, SEED)
    exports.seedStream(1, SEED)
    module.images.set(set.images)
    module.labels.set(set.labels)
  }
  const trainWindow = () => {
    exports.beginPass(COUNT)
    exports.train(COUNT)
  }
  reset()
  return { ...module, recipe, reset, trainWindow }
}

/** The weights that a network of `recipe` starts with. */
export async function freshState(recipe: Recipe): Promise<StateDict> {
  const network = await Network.create({ ...recipe, seed: SEED })
  const state = network.stateDict()
  network.dispose()
  return state
}
