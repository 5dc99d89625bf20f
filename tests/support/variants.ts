/** Trainings that between them use every kernel and every random stream: what each platform must do to the same bits. */
import type { Recipe } from '../../src/model/recipes.js'

/** Digits that each is trained on, for one pass. */
export const VARIANT_DIGITS = 800

const newton = {
  activation: 'scaledTanh',
  lossScale: 'halfSum',
  init: 'fanIn',
  optimizer: 'newton',
  lr: 0.00125,
} as const satisfies Partial<Recipe>

export const variants = (recipes: Readonly<Record<'base' | 'adam' | 'modern', Recipe>>) =>
  ({
    ...recipes,
    'dropout after H2': { ...recipes.modern, dropoutAfter: 'h2' },
    'scaled tanh': { ...recipes.base, activation: 'scaledTanh' },
    'distorted digits, averaged weights': {
      ...recipes.adam,
      batchSize: 8,
      distortion: 1,
      averaging: 0.99,
    },
    'Newton, running curvatures': { ...recipes.base, ...newton },
    'Newton, curvatures of the pass': { ...recipes.base, ...newton, curvature: 'perPass' },
    'Newton, batches': { ...recipes.base, ...newton, batchSize: 8 },
    'SiLU, batches, smoothing, cosine': {
      ...recipes.adam,
      activation: 'silu',
      batchSize: 8,
      labelSmoothing: 0.1,
      schedule: 'cosine',
      warmupSteps: 10,
    },
  }) satisfies Record<string, Recipe>
