/** Tells a module what network it is and how it is trained: words become the numbers that `assembly/` knows them by. */
import type { Recipe } from '../recipes.js'
import type { TrainExports } from './module.js'

export const ACTIVATIONS = ['tanh', 'scaledTanh', 'relu', 'silu'] as const
export const LOSSES = ['mse', 'crossEntropy'] as const
const OPTIMIZERS = ['sgd', 'adamw'] as const
const LAYERS = { h2: 2, h3: 3 }

/** Everything of a (checked) recipe but its passes and its schedule, which `fit` sees to. */
export function configure(exports: TrainExports, recipe: Recipe): void {
  exports.configureNetwork(
    ACTIVATIONS.indexOf(recipe.activation),
    LOSSES.indexOf(recipe.loss),
    recipe.labelSmoothing,
    LAYERS[recipe.dropoutAfter],
    recipe.dropout,
  )
  exports.configureTraining(
    OPTIMIZERS.indexOf(recipe.optimizer),
    recipe.batchSize,
    recipe.roll,
    recipe.betas[0],
    recipe.betas[1],
    recipe.eps,
    recipe.weightDecay,
  )
}
