/** How the classifier is trained: numbers alone, so that each can be changed on the command line. */
import { type Recipe, recipes } from '../../src/model/recipes.js'

export interface ClassifierRecipe {
  /** Passes over the digits. */
  readonly passes: number
  /** Digits per step, 1 to 256. */
  readonly batchSize: number
  /** Peak learning rate, its warm-up in steps, and AdamW's decay and second beta; the rate falls along a cosine to 0. */
  readonly lr: number
  readonly warmupSteps: number
  readonly weightDecay: number
  readonly beta2: number
  readonly labelSmoothing: number
  /** Decay of the running mean of the weights, which is what is kept of a run. */
  readonly averageDecay: number
  /** Greatest rotation in degrees, relative scale of each axis, shear, and shift in pixels of a normalised 28×28; all uniform. */
  readonly rotation: number
  readonly scale: number
  readonly shear: number
  readonly shift: number
  /** Standard deviation of the elastic field's control points, in the same pixels. */
  readonly elastic: number
  /** Greatest change of the strokes' thickness, 0 to 1; uniform. */
  readonly thickness: number
  /** Share of the steps after which the distortion fades, and its strength at the end. */
  readonly fadeFrom: number
  readonly fadeTo: number
  /** Digits of other hands in each pass, as shares of MNIST's: what the pen wrote, and strokes grafted onto MNIST's. */
  readonly pen: number
  readonly grafts: number
  /** The same of MNIST's as a coarse scanner gives them; they lie among the grafted ones and need them. */
  readonly coarse: number
  /** The strength of the distortion of those, against that of MNIST's own. */
  readonly otherStrength: number
}

/** What the shipped classifier is trained by. */
export const recipe: ClassifierRecipe = {
  passes: 250,
  batchSize: 64,
  lr: 0.006,
  warmupSteps: 500,
  weightDecay: 0.01,
  beta2: 0.999,
  labelSmoothing: 0,
  averageDecay: 0.9995,
  rotation: 8,
  scale: 0.08,
  shear: 0.08,
  shift: 1,
  elastic: 1.6,
  thickness: 1,
  fadeFrom: 0.8,
  fadeTo: 0.35,
  pen: 0.05,
  grafts: 0.04,
  coarse: 0,
  otherStrength: 0.5,
}

/** The part of it that a recipe of the package can say. */
export const networkRecipe = (recipe: ClassifierRecipe): Recipe => ({
  ...recipes.base,
  activation: 'silu',
  loss: 'crossEntropy',
  labelSmoothing: recipe.labelSmoothing,
  optimizer: 'adamw',
  lr: recipe.lr,
  schedule: 'cosine',
  warmupSteps: recipe.warmupSteps,
  betas: [0.9, recipe.beta2],
  weightDecay: recipe.weightDecay,
  passes: recipe.passes,
  batchSize: recipe.batchSize,
})
