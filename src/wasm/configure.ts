/** Configures a module’s network and training: names become the numbers that `assembly/` knows them by. */
import { type Activation, activations, type Loss, losses, optimizers, type Recipe } from '../model/recipes.js'
import type { Float32Module } from './float32.js'

const LAYERS = { h2: 2, h3: 3 }

export const activationCode = (activation: Activation): number => activations.indexOf(activation)
export const lossCode = (loss: Loss): number => losses.indexOf(loss)

/** Everything in a (checked) recipe except passes and schedule, which `fit` handles. */
export function configure({ exports, full }: Pick<Float32Module, 'exports' | 'full'>, recipe: Recipe): void {
  exports.configureNetwork(
    activationCode(recipe.activation),
    lossCode(recipe.loss),
    recipe.labelSmoothing,
    LAYERS[recipe.dropoutAfter],
    recipe.dropout,
    recipe.lossScale === 'halfSum',
  )
  exports.configureTraining(
    optimizers.indexOf(recipe.optimizer),
    recipe.batchSize,
    recipe.roll,
    recipe.betas[0],
    recipe.betas[1],
    recipe.eps,
    recipe.weightDecay,
  )
  full?.configureAveraging(recipe.averaging)
  full?.configureCurvature(recipe.mu, recipe.curvature === 'running' ? recipe.gamma : 0)
}

/** Whether a recipe needs full.wasm. */
export const needsFull = ({ optimizer, distortion, averaging }: Recipe): boolean =>
  optimizer === 'newton' || distortion > 0 || averaging > 0
