/**
 * The named experiments as plain data. A recipe is an object to spread and change:
 *
 *     Network.create({ ...recipes.modern, dropout: 0.35, seed: 7 })
 *
 * It is checked when the network is made; see `checkConfig` in `config.ts`.
 */

/** The activation functions, in the order of the wasm modules' numbers (`Activation` in `assembly/float32/activation.ts`). */
export const activations = ['tanh', 'scaledTanh', 'relu', 'silu'] as const
/** The activation function of H1, H2 and H3. */
export type Activation = (typeof activations)[number]
/** The losses, in the same kind of order. */
export const losses = ['mse', 'crossEntropy'] as const
/** `mse`: activated outputs against targets ±1, mean over the ten. `crossEntropy`: softmax of raw logits. */
export type Loss = (typeof losses)[number]
/** The optimizers, in the same kind of order. */
export const optimizers = ['sgd', 'adamw', 'newton'] as const
/** How a gradient moves the weights: plain SGD, AdamW (Loshchilov and Hutter 2019), or the paper's diagonal Newton method. */
export type Optimizer = (typeof optimizers)[number]
/** The learning rate over the training: fixed, linear from `lr` to `lr`/3 pass by pass, or by a cosine to 0 step by step. */
export type Schedule = 'constant' | 'linear' | 'cosine'

/**
 * Everything that defines a training run but its seed and its digits. Each field says what it does, its unit, the value that `base` has,
 * and where it comes from.
 */
export interface Recipe {
  /**
   * Activation function of the hidden layers. `base`: `tanh`.
   *
   * `tanh` as in Karpathy's reproduction; `scaledTanh`, 1.7159·tanh(2x/3), as in the paper (LeCun 1989); `relu` as in the modern network;
   * `silu`, x·sigmoid(x) (Elfwing et al. 2018).
   */
  readonly activation: Activation
  /**
   * What is minimised. `base`: `mse`.
   *
   * `mse` applies the activation to the outputs too (tanh, or scaledTanh where the hidden layers use it), compares with targets +1 and −1, and is reported as the
   * mean over the ten of (y − t)²; `crossEntropy`, in nats, leaves raw logits. Both as in Karpathy's reproduction.
   */
  readonly loss: Loss
  /**
   * What the gradient of `mse` is the gradient of. `base`: `mean`, over the ten outputs of (y − t)², as in Karpathy's reproduction; `halfSum`:
   * E = ½ Σ (y − t)², five times as much, as in the paper. A rate of 0.03 with the one is a rate of 0.006 with the other. What is reported is the mean in
   * either case, which is twice the MSE that the paper prints: that is E per output.
   */
  readonly lossScale: 'mean' | 'halfSum'
  /**
   * How the weights are drawn, uniform around 0, F being a unit's inputs. `base`: `sqrtFanIn`, within ±2.4/√F, as in Karpathy's reproduction;
   * `fanIn`, within ±2.4/F, as in the paper. Biases start at 0, but for one rule of that reproduction: with `sqrtFanIn` and `mse` those of the
   * outputs start at −1.
   */
  readonly init: 'sqrtFanIn' | 'fanIn'
  /**
   * Share of the target's probability spread over all ten classes, in [0, 1); only with `crossEntropy`. `base`: 0, as in all named recipes.
   * Szegedy et al. 2016; as `label_smoothing` of PyTorch's cross-entropy.
   */
  readonly labelSmoothing: number
  /**
   * How the gradient moves the weights. `base`: `sgd`, w −= lr·g, as in the notebook; `adamw`: Loshchilov and Hutter 2019, as `torch.optim.AdamW`;
   * `newton`, only with `mse`: w −= lr·g / (mu + h), the paper's, with h a positive approximation of the second derivative of the loss by w, for each weight and
   * bias (Becker and LeCun 1988).
   */
  readonly optimizer: Optimizer
  /** Learning rate at the start (after the warm-up), weight per gradient, above 0, up to 100. `base`: 0.03, the notebook's. */
  readonly lr: number
  /**
   * How the rate changes. `base`: `constant`.
   *
   * `linear`: from pass to pass down to a third of `lr` in the last (the notebook's, from Adam on); `cosine`: from step to step down to 0 at
   * the end of the last pass (Loshchilov and Hutter 2017).
   */
  readonly schedule: Schedule
  /** Optimizer steps over which the rate first rises linearly from 0 to `lr`; only with `cosine`. `base`: 0. Goyal et al. 2017. */
  readonly warmupSteps: number
  /**
   * Adam's decay rates of the first and second moment, per step, each in [0, 1); only used by `adamw`. `base`: 0.9 and 0.999, PyTorch's (Kingma and
   * Ba 2015).
   */
  readonly betas: readonly [number, number]
  /** Adam's term that keeps the denominator away from 0, 1e-12 to 1; only used by `adamw`. `base`: 1e-8, PyTorch's. */
  readonly eps: number
  /**
   * Decoupled weight decay: the share of each weight and bias, times the learning rate, that each step subtracts, 0 to 100; only used by `adamw`.
   * `base`: 0.01, PyTorch's.
   */
  readonly weightDecay: number
  /** What is added to each curvature, so that flat directions do not run away: lr / mu is the greatest rate. Above 0, up to 100; only used by `newton`. `paper1989`: 0.1. */
  readonly mu: number
  /**
   * Share of each digit's curvature in the running mean h, above 0, up to 1; only used by `newton` with `running` curvature. `paper1989`: 0.002, a memory of 500
   * digits.
   */
  readonly gamma: number
  /**
   * When h is estimated; only used by `newton`. `running`: with each digit, from the mean over the first `curvatureDigits` on, as in the paper (twice the time of `sgd`); `perPass`: at
   * the start of each pass, as the mean over the first `curvatureDigits` (a tenth more with 64, which do as well). `paper1989`: `running`.
   */
  readonly curvature: 'running' | 'perPass'
  /** Training digits, from the first on, over which h is estimated before it is used, 1 to 2,000, or all there are; only used by `newton`. `paper1989`: 500. */
  readonly curvatureDigits: number
  /** Passes over the training digits, in the same order each time. `base`: 23, the paper's. */
  readonly passes: number
  /**
   * Digits per optimizer step; their gradients are averaged. The last batch of a pass may be smaller. `base`: 1, as in the paper and the notebook.
   */
  readonly batchSize: number
  /**
   * Each training image is rolled (around the edges) by a random shift in −roll … roll pixels along each axis: 0 or 1. `base`: 0; the notebook has 1
   * from augmentation on, and draws it, like us, from numpy's `randint(-1, 2, size=2)`.
   */
  readonly roll: 0 | 1
  /**
   * Probability with which a unit is dropped in training, in [0, 1); the others are multiplied by 1 / (1 − dropout) (Srivastava et al. 2014). `base`: 0;
   * `modern`: 0.25, the notebook's.
   */
  readonly dropout: number
  /**
   * Strength with which each training digit is distorted afresh each time, 0 to 3; over the last fifth of the passes it falls linearly to 0.3 of that. `base`: 0.
   * At 1, `postal`'s: turned by up to 9°, each axis scaled by up to 0.09, sheared by up to 0.09, shifted by up to 0.6 pixels of 16, and moved by an elastic field
   * (7×7 control points of a cubic B-spline, standard deviation 1.1 pixels; Simard et al. 2003).
   */
  readonly distortion: number
  /**
   * Share of the running mean of the weights that stays at a step, in [0, 1); 0 for none. `base`: 0; `postal`: 0.9995. With one, the mean is what reads digits
   * and what is saved (Polyak and Juditsky 1992).
   */
  readonly averaging: number
  /** The layer whose units are dropped: `h3` as in the notebook, `h2` as in the upstream repository. `base`: `h3`, where it drops none. */
  readonly dropoutAfter: 'h2' | 'h3'
}

const base: Recipe = {
  activation: 'tanh',
  loss: 'mse',
  lossScale: 'mean',
  init: 'sqrtFanIn',
  labelSmoothing: 0,
  optimizer: 'sgd',
  lr: 0.03,
  schedule: 'constant',
  warmupSteps: 0,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0.01,
  mu: 0.1,
  gamma: 0.002,
  curvature: 'running',
  curvatureDigits: 500,
  passes: 23,
  batchSize: 1,
  roll: 0,
  dropout: 0,
  dropoutAfter: 'h3',
  distortion: 0,
  averaging: 0,
}
const crossEntropy: Recipe = { ...base, loss: 'crossEntropy', lr: 0.01 }
const adam: Recipe = { ...crossEntropy, optimizer: 'adamw', lr: 3e-4, schedule: 'linear', passes: 46 }
const augmentation: Recipe = { ...adam, roll: 1, passes: 60 }
const modern: Recipe = { ...augmentation, activation: 'relu', dropout: 0.25, passes: 80 }

/** The paper's own training (LeCun et al. 1989, section 3); docs/1989.md gives the source of its numbers. */
const paper1989: Recipe = {
  ...base,
  activation: 'scaledTanh',
  lossScale: 'halfSum',
  init: 'fanIn',
  optimizer: 'newton',
  lr: 0.0006,
}

/** Modern methods on the postal digits, at the size of 1989: docs/1989.md. */
const postal: Recipe = {
  ...base,
  activation: 'silu',
  loss: 'crossEntropy',
  optimizer: 'adamw',
  lr: 0.006,
  schedule: 'cosine',
  warmupSteps: 500,
  passes: 200,
  batchSize: 64,
  distortion: 1,
  averaging: 0.9995,
}

/** The rows of the notebook's table, from the net of 1989 to the modern one; and the paper's own training. */
export const recipes = {
  base,
  crossEntropy,
  adam,
  augmentation,
  modern,
  paper1989,
  postal,
} as const satisfies Record<string, Recipe>

/**
 * Fields that older files lack, with the values that reproduce those trainings.
 */
export const laterFields = {
  lossScale: base.lossScale,
  init: base.init,
  mu: base.mu,
  gamma: base.gamma,
  curvature: base.curvature,
  curvatureDigits: base.curvatureDigits,
  distortion: base.distortion,
  averaging: base.averaging,
} as const satisfies Partial<Recipe>

/** The names of the recipes. */
export type RecipeName = keyof typeof recipes

/** The fields of a file, completed with those that it may lack. */
export const withLaterFields = (fields: object): object => {
  const missing = Object.entries(laterFields).filter(([field]) => !Object.hasOwn(fields, field))
  return { ...fields, ...Object.fromEntries(missing) }
}
