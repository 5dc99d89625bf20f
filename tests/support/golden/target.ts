/** What the golden checks ask of an implementation of the network, whatever it is made of. */
import type { Recipe } from '../../../src/model/recipes.js'
import type { TensorName } from '../../../src/model/state.js'

export type Tensors = Record<TensorName, Float32Array | Float64Array>

/** One training step's share of chance, from a golden file: to be replayed, or drawn alike. */
export interface Draws {
  readonly shift?: readonly [rows: number, columns: number]
  /** 1 = kept, one byte per unit of the layer after which the recipe drops. */
  readonly mask?: Uint8Array
}

/** Maps after the activation function, in PyTorch's layouts, without roll and dropout. */
export interface Activations {
  /** The hidden layers, where the subject lets one look at them. */
  readonly h1?: ArrayLike<number>
  readonly h2?: ArrayLike<number>
  readonly h3?: ArrayLike<number>
  readonly out: ArrayLike<number>
}

/** A network under test, made for one recipe. */
export interface Subject {
  /** Puts weights in and forgets the optimizer's past. */
  setState(state: Record<TensorName, Float32Array>): void
  state(): Tensors
  activations(image: Float32Array): Activations
  /** Loss and gradients of one sample, without roll and dropout; leaves the weights as they are. */
  lossAndGradients(image: Float32Array, label: number): { readonly loss: number; readonly gradients: Tensors }
  /** One step of the recipe's optimizer on one sample; returns the loss before it. */
  trainStep(image: Float32Array, label: number, lr: number, draws: Draws): number
  /** Adam's moments. */
  moments(): { readonly first: Tensors; readonly second: Tensors }
  /** 28×28 bytes to 16×16 in [−1, 1], where the implementation has it. */
  resize?(raw: Uint8Array): ArrayLike<number>
}

export interface SubjectKind {
  readonly name: string
  /** 64: compared with PyTorch's float64 numbers where there are any. */
  readonly precision: 32 | 64
  create(recipe: Recipe): Promise<Subject>
}
