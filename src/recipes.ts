/**
 * The named experiments as plain data (SPEC: "Recipes"). A recipe is an object to spread and change:
 *
 *     Network.create({ ...recipes.modern, dropout: 0.35, seed: 7 })
 *
 * It is checked when the network is made; see `checkConfig` in `config.ts`.
 */

/** The squashing function after H1, H2 and H3. */
export type Activation = 'tanh' | 'scaledTanh' | 'relu' | 'silu'
/** `mse`: squashed outputs against targets ±1, mean over the ten. `crossEntropy`: softmax of raw logits. */
export type Loss = 'mse' | 'crossEntropy'
export type Optimizer = 'sgd' | 'adamw'
export type Schedule = 'constant' | 'linear' | 'cosine'

/** Everything that defines a training run but its seed and its digits. */
export interface Recipe {
  /** Squashing function of the hidden layers. `scaledTanh` is 1.7159·tanh(2x/3) (LeCun 1989). */
  readonly activation: Activation
  /**
   * `mse` squashes the outputs too (tanh, or scaledTanh where the hidden layers use it), compares with targets
   * +1 and −1, and starts the output biases at −1 (BaseNet); `crossEntropy` leaves raw logits and starts them at 0.
   */
  readonly loss: Loss
  /** Share of the target's probability spread over all ten classes, in [0, 1); only with `crossEntropy`. */
  readonly labelSmoothing: number
  /** `sgd`: w −= lr·g. `adamw`: Loshchilov and Hutter 2019, as `torch.optim.AdamW`. */
  readonly optimizer: Optimizer
  /** Learning rate at the start (after the warm-up), > 0. */
  readonly lr: number
  /**
   * How the rate goes on: `constant`; `linear`: from pass to pass down to a third of `lr` in the last
   * (the notebook's); `cosine`: from step to step down to 0 at the end of the last pass.
   */
  readonly schedule: Schedule
  /** Optimizer steps over which the rate first rises linearly from 0 to `lr`; only with `cosine`. */
  readonly warmupSteps: number
  /** Adam's decay rates of the first and second moment, each in [0, 1). */
  readonly betas: readonly [number, number]
  /** Adam's term that keeps the denominator from 0, > 0. */
  readonly eps: number
  /** Decoupled weight decay per step, times the learning rate; only with `adamw`. */
  readonly weightDecay: number
  /** Passes over the training digits, in the same order each time. */
  readonly passes: number
  /** Digits per optimizer step; their gradients are averaged. The last batch of a pass may be smaller. */
  readonly batchSize: number
  /** Each training image is rolled (wrapping round) by a random shift in −roll … roll pixels along each axis: 0 or 1. */
  readonly roll: 0 | 1
  /** Probability with which a unit is dropped in training (inverted dropout), in [0, 1). */
  readonly dropout: number
  /** The layer whose units are dropped: `h3` as in the notebook, `h2` as in the upstream repository. */
  readonly dropoutAfter: 'h2' | 'h3'
}

const base: Recipe = {
  activation: 'tanh',
  loss: 'mse',
  labelSmoothing: 0,
  optimizer: 'sgd',
  lr: 0.03,
  schedule: 'constant',
  warmupSteps: 0,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0.01,
  passes: 23,
  batchSize: 1,
  roll: 0,
  dropout: 0,
  dropoutAfter: 'h3',
}
const crossEntropy: Recipe = { ...base, loss: 'crossEntropy', lr: 0.01 }
const adam: Recipe = { ...crossEntropy, optimizer: 'adamw', lr: 3e-4, schedule: 'linear', passes: 46 }
const augmentation: Recipe = { ...adam, roll: 1, passes: 60 }
const modern: Recipe = { ...augmentation, activation: 'relu', dropout: 0.25, passes: 80 }

/** The rows of the notebook's table, from the net of 1989 to the modern one. */
export const recipes = { base, crossEntropy, adam, augmentation, modern } as const satisfies Record<
  string,
  Recipe
>

export type RecipeName = keyof typeof recipes
