/** What is timed: the module with its kernels exported one by one, set up as a network sets it up, and digits to feed it. */
import { readFileSync } from 'node:fs'
import { type Digits, digits, take } from '../src/data/index.js'
import { wordsOf } from '../src/data/mt19937.js'
import type { Recipe } from '../src/model/recipes.js'
import type { StateDict } from '../src/model/state.js'
import { Network } from '../src/network/network.js'
import { loadMnist } from '../src/node/index.js'
import {
  compile,
  configure,
  type Float32Exports,
  type Float32Module,
  loadFloat32Module,
  needsFull,
  writeState,
} from '../src/wasm/index.js'

/** Dense multiply-adds of each layer, borders and background counted as if they were ink; those of the paper. */
export const MACS = { h1: 19_200, h2: 38_400, h3: 5_760, outputs: 300 } as const
/** Of a forward pass: 63,660. */
export const FORWARD_MACS = MACS.h1 + MACS.h2 + MACS.h3 + MACS.outputs
/** Of a training step: each layer once more for its weights' gradient and, H1 apart, once more for what it passes back: 171,780. */
export const STEP_MACS = 3 * FORWARD_MACS - MACS.h1

/** Digits that a case reads: as many as fit into the module's batch buffer. */
export const COUNT = 256
/** Bytes of an image in the batch buffer. */
export const IMAGE_BYTES = 1024

const SEED = 1337

/** Exports of assembly/testing/index.ts beyond the package's, documented there. */
export interface KernelExports extends Float32Exports {
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
  conv1BackwardOverwrite(): void
  conv2BackwardOverwrite(): void
  h3BackwardOverwrite(): void
  outBackwardOverwrite(): void
  lossBackward(label: number, scale: number): number
  backwardOverwrite(): void
  sgd(lr: number): void
  adamw(lr: number, beta1: number, beta2: number, eps: number, decay: number): void
  activateH1(kind: number): void
  stagedSgd(count: number, stages: number, lr: number, fused: number): void
  stagedAdamw(
    count: number,
    stages: number,
    lr: number,
    beta1: number,
    beta2: number,
    eps: number,
    decay: number,
  ): void
}

/** A module that is ready to train: configured by a recipe, its batch buffer full of digits. */
export interface Target<Exports extends Float32Exports = Float32Exports> extends Float32Module {
  readonly exports: Exports
  readonly recipe: Recipe
  /** Fresh weights, moments and random streams, and the digits anew: the same each time. */
  readonly reset: () => void
  /** Trains on the digits in the batch buffer. */
  readonly trainBuffer: () => void
}

/** Digits of both kinds, 256 each. */
export interface Dataset {
  /** The first of the notebook's training digits, and those digits all. */
  readonly real: Digits
  readonly all: Digits
  /** Every pixel random in [−1, 1): no background to leave out. */
  readonly dense: Digits
}

export async function loadDataset(): Promise<Dataset> {
  const { train } = await loadMnist()
  const real = take(train, COUNT)
  const nextWord = wordsOf(SEED)
  const dense = digits(
    Float32Array.from(real.images, () => nextWord() / 2 ** 31 - 1),
    real.labels,
  )
  return { real, all: train, dense }
}

const kernelsFile = new URL('../build/testing.wasm', import.meta.url)
let kernels: Promise<WebAssembly.Module> | undefined

/**
 * An instance of the packaged wasm module, as `Network` would set it up for `recipe`, with `set` (256 digits) in its batch buffer.
 *
 * @param wasm the relaxed module instead of the plain one
 */
export async function loadTarget(recipe: Recipe, set: Digits, wasm?: WebAssembly.Module): Promise<Target> {
  return targetOf(await loadFloat32Module(wasm, needsFull(recipe)), recipe, set)
}

/** The same of the module that exports every kernel by itself. */
export async function loadKernels(recipe: Recipe, set: Digits): Promise<Target<KernelExports>> {
  kernels ??= compile(readFileSync(kernelsFile), 'testing.wasm')
  const module = await loadFloat32Module(await kernels)
  return targetOf({ ...module, exports: module.exports as KernelExports }, recipe, set)
}

async function targetOf<Exports extends Float32Exports>(
  module: Float32Module & { readonly exports: Exports },
  recipe: Recipe,
  set: Digits,
): Promise<Target<Exports>> {
  const { exports } = module
  const fresh = await freshState(recipe)
  configure(module, recipe)
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
  const perPass = recipe.optimizer === 'newton' && recipe.curvature === 'perPass'
  const trainBuffer = () => {
    // a buffer's share of what a pass over 7,291 digits begins with: an estimate over 64 of them
    if (perPass) module.full!.estimateCurvature(Math.ceil((64 * COUNT) / 7291), 1 / 64)
    exports.beginPass(COUNT)
    exports.train(COUNT)
  }
  reset()
  return { ...module, recipe, reset, trainBuffer }
}

/** The weights that a network of `recipe` starts with. */
export async function freshState(recipe: Recipe): Promise<StateDict> {
  const network = await Network.create({ ...recipe, seed: SEED })
  const state = network.stateDict()
  network.dispose()
  return state
}
