/** Tells a module what network it is and how it is trained: words become the numbers that `assembly/` knows them by. */
import type { Recipe } from '../model/recipes.js'
import type { Float32Exports } from './float32.js'

const ACTIVATIONS = ['tanh', 'scaledTanh', 'relu', 'silu'] as const
const LOSSES = ['mse', 'crossEntropy'] as const
const OPTIMIZERS = ['sgd', 'adamw', 'newton'] as const
const LAYERS = { h2: 2, h3: 3 }

export const activationCode = (activation: Recipe['activation']): number => ACTIVATIONS.indexOf(activation)
export const lossCode = (loss: Recipe['loss']): number => LOSSES.indexOf(loss)

/** Everything of a (checked) recipe but its passes and its schedule, which `fit` sees to. */
export function configure(exports: Float32Exports, recipe: Recipe): void {
  exports.configureNetwork(
    activationCode(recipe.activation),
    lossCode(recipe.loss),
    recipe.labelSmoothing,
    LAYERS[recipe.dropoutAfter],
    recipe.dropout,
    recipe.lossScale === 'halfSum',
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
  exports.configureCurvature(recipe.mu, recipe.curvature === 'running' ? recipe.gamma : 0)
}
