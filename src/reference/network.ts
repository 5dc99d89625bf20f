/**
 * The plain reference network with a typed interface: SIMD kernels are compared with it and timed beside it,
 * and in float64 it measures the gradient check. Readable, not fast: about 30 times slower than `Network`.
 */
import type { Recipe } from '../model/recipes.js'
import { type TensorName, tensorLength, tensorNames } from '../model/state.js'
import { activationCode, lossCode } from '../wasm/configure.js'
import {
  loadReference,
  type Operators,
  type Precision,
  type ReferenceModule,
  type Region,
  regionLengths,
} from '../wasm/reference-module.js'
import { type BoundOperators, bindOperators } from '../wasm/reference-operators.js'

export type { Precision, Region } from '../wasm/reference-module.js'

/** Numbers in the precision of a reference network. */
export type Values = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>
/** All eight tensors in PyTorch's layouts, in the precision of a reference network. */
export type ReferenceState = Record<TensorName, Float32Array | Float64Array>

/** What a forward pass in training needs apart from the image; leave both out to evaluate. */
export interface SampleOptions {
  /** Roll the image down by the first and right by the second number of pixels, around the edges. */
  readonly shift?: readonly [rows: number, columns: number]
  /** Dropout: one byte per unit of the layer `dropoutAfter`, 1 = kept. Without it nothing is dropped. */
  readonly mask?: Uint8Array
}

/** Regions that hold the eight tensors. */
type StateRegion = 'parameters' | 'gradients' | 'moment1' | 'moment2' | 'curvatures'

/** ∂²E/∂y² of an output under `mse`, and the factor of the mean loss's gradient in the one that is followed. */
const scales = { mean: { curvature: 0.2, gradient: 1 }, halfSum: { curvature: 1, gradient: 5 } } as const

export class ReferenceNetwork {
  /** A network of zeros; give it weights with `setState`. */
  static async create(recipe: Recipe, precision: Precision): Promise<ReferenceNetwork> {
    return new ReferenceNetwork(recipe, precision, await loadReference(precision))
  }

  readonly recipe: Recipe
  readonly precision: Precision
  /** Single operators on the regions a pass uses, by name: for tests and benchmarks. */
  readonly operators: BoundOperators
  /** Dropout mask of 192 bytes (only the first 30 count after H3), 1 = kept. */
  readonly mask: Uint8Array<ArrayBuffer>
  /** One 28×28 digit in bytes, the input of `operators.resize`. */
  readonly raw: Uint8Array<ArrayBuffer>
  readonly #module: ReferenceModule
  readonly #run: Operators
  #dropping = false
  #steps = 0

  private constructor(recipe: Recipe, precision: Precision, module: ReferenceModule) {
    this.recipe = recipe
    this.precision = precision
    this.#module = module
    this.#run = module.operators
    this.mask = new Uint8Array(module.memory, module.mask, 192)
    this.raw = new Uint8Array(module.memory, module.raw, 784)
    this.operators = bindOperators(recipe, module)
    module.configure(
      activationCode(recipe.activation),
      lossCode(recipe.loss),
      recipe.labelSmoothing,
      recipe.dropoutAfter === 'h2' ? 2 : 3,
      recipe.dropout,
    )
  }

  /** A live view of a region: writing to it writes to the network. */
  view(region: Region): Values {
    return this.#values(this.#module.address(region), regionLengths[region])
  }

  /** A live view of one of the eight tensors. */
  parameter(name: TensorName): Values {
    return this.#tensor('parameters', name)
  }

  /** Copies weights in and starts anew: gradients, moments and the step count become 0. */
  setState(state: ReferenceState): void {
    for (const name of tensorNames) this.#tensor('parameters', name).set(state[name])
    for (const region of ['gradients', 'moment1', 'moment2'] as const) this.view(region).fill(0)
    this.#steps = 0
  }

  /** A copy of the weights. */
  state(): Record<TensorName, Values> {
    return this.#gather('parameters')
  }

  /** A copy of the gradients added up since the last `clearGradients` or `step`. */
  gradients(): Record<TensorName, Values> {
    return this.#gather('gradients')
  }

  /** Copies of Adam's first and second moments; Newton's h is where the first ones are. */
  moments(): { first: Record<TensorName, Values>; second: Record<TensorName, Values> } {
    return { first: this.#gather('moment1'), second: this.#gather('moment2') }
  }

  /** Forward pass of one image (256 pixels); returns a copy of the 10 outputs, activated for mse. */
  forward(image: ArrayLike<number>, { shift = [0, 0], mask }: SampleOptions = {}): Values {
    this.view('image').set(image)
    this.#dropping = mask !== undefined
    if (mask !== undefined) this.mask.set(mask)
    this.#run.forward(shift[0], shift[1], this.#dropping)
    return this.view('out').slice()
  }

  /** Loss of the last forward pass for a label 0–9. */
  loss(label: number): number {
    return this.#run.lossOf(label)
  }

  /** Adds `scale` · the gradients of the last forward pass's loss (scale: 1 over the batch size); returns the loss. */
  backward(label: number, scale = 1): number {
    this.#run.backward(label, scale * scales[this.recipe.lossScale].gradient, this.#dropping)
    const { optimizer, curvature, gamma } = this.recipe
    if (optimizer === 'newton' && curvature === 'running') {
      this.#run.clearCurvatures()
      this.addCurvature()
      this.#run.followCurvatures(gamma)
    }
    return this.#run.lossOf(label)
  }

  /** Adds `share` · the curvatures of the last forward pass's sample to those that `curvatures` gives. Of `mse` alone. */
  addCurvature(share = 1): void {
    this.#run.curvature(share * scales[this.recipe.lossScale].curvature, this.#dropping)
  }

  clearCurvatures(): void {
    this.#run.clearCurvatures()
  }

  /** A copy of the curvatures added up since the last `clearCurvatures`; `backward` of the optimizer `newton` leaves its digit's there. */
  curvatures(): Record<TensorName, Values> {
    return this.#gather('curvatures')
  }

  /** Makes Newton's h, which `moments` gives as the first, the mean over n×256 pixels, without dropout. */
  estimateCurvature(images: Float32Array): void {
    this.#run.clearCurvatures()
    for (let at = 0; at < images.length; at += 256) {
      this.forward(images.subarray(at, at + 256))
      this.addCurvature(256 / images.length)
    }
    this.#run.followCurvatures(1)
  }

  clearGradients(): void {
    this.#run.clearGradients()
  }

  /** One step of the recipe's optimizer; clears the gradients. */
  step(lr = this.recipe.lr): void {
    this.#steps++
    const { optimizer, betas, eps, weightDecay, mu } = this.recipe
    if (optimizer === 'sgd') this.#run.sgdStep(lr)
    else if (optimizer === 'newton') this.#run.newtonStep(lr, mu)
    else this.#run.adamwStep(this.#steps, lr, betas[0], betas[1], eps, weightDecay)
    this.#run.clearGradients()
  }

  #values(address: number, length: number): Values {
    return this.precision === 32
      ? new Float32Array(this.#module.memory, address, length)
      : new Float64Array(this.#module.memory, address, length)
  }

  #tensor(region: StateRegion, name: TensorName): Values {
    return this.#values(this.#module.address(region, name), tensorLength(name))
  }

  #gather(region: StateRegion): Record<TensorName, Values> {
    const copies = tensorNames.map((name) => [name, this.#tensor(region, name).slice()])
    return Object.fromEntries(copies) as Record<TensorName, Values>
  }
}
