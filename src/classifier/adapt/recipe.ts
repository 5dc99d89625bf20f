/** How a classifier is trained on: chosen on simulated writers held out (docs/adapt.md). */
import { type Recipe, recipes } from '../../model/recipes.js'

export interface AdaptRecipe {
  /** Kept digits that a pass has, or all where there are fewer. */
  readonly kept: number
  /** How often a pass has the samples, as a share of the kept digits: each sample is repeated until they come to it. */
  readonly share: number
  readonly passes: number
  readonly batchSize: number
  /** Rate after the warm-up; it falls along a cosine to 0. */
  readonly lr: number
  readonly warmupSteps: number
  readonly weightDecay: number
  /** Strength of the distortion, as in `Recipe`. */
  readonly distortion: number
  /**
   * How far the weights go from where they were to where the training ends, 0 to 1. Most of what is learnt comes with four fifths of the way, and less is unlearnt
   * (Wortsman et al. 2022).
   */
  readonly way: number
}

export const adaptRecipe: AdaptRecipe = {
  kept: 5000,
  share: 0.3,
  passes: 6,
  batchSize: 64,
  lr: 0.001,
  warmupSteps: 20,
  weightDecay: 0.01,
  distortion: 1,
  way: 0.8,
}

/** The recipe of the network that is trained. */
export const trainingRecipe = ({ kept: _, share: __, way: ___, ...own }: AdaptRecipe): Recipe => ({
  ...recipes.base,
  activation: 'silu',
  loss: 'crossEntropy',
  optimizer: 'adamw',
  schedule: 'cosine',
  ...own,
})
