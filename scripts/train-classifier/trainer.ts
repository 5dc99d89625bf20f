/** One network on its way through the passes. */
import type { StateDict } from '../../src/model/state.js'
import { configure, drawWeights, readState, writeState } from '../../src/wasm/index.js'
import { digitsPerPass, handsPerPass, type TrainingDigits } from './digits.js'
import { type ClassifierModule, loadClassifierModule } from './module.js'
import { type ClassifierRecipe, networkRecipe } from './recipe.js'

/** Label of pictures that are not digits, for the networks that read several digits: an eleventh class whose logit is 0. */
export const NONE = 10

/** Batches a call into the module trains: some milliseconds. */
const BATCHES = 16

/** All that decides how a run goes on, between two passes. */
export interface Snapshot {
  readonly pass: number
  readonly steps: number
  /** β₁ᵗ and β₂ᵗ. */
  readonly powers: readonly [number, number]
  readonly parameters: Float32Array
  readonly averages: Float32Array
  readonly firstMoments: Float32Array
  readonly secondMoments: Float32Array
}

export class Trainer {
  /** Passes done. */
  pass = 0
  readonly #module: ClassifierModule
  readonly #batchSize: number

  private constructor(module: ClassifierModule, batchSize: number) {
    this.#module = module
    this.#batchSize = batchSize
  }

  /** A network with weights drawn by `seed`, ready for its first pass over `digits`. */
  static async create(recipe: ClassifierRecipe, seed: number, digits: TrainingDigits): Promise<Trainer> {
    const module = await loadClassifierModule()
    const { exports } = module
    const count = digits.labels.length
    if (count > module.capacity) throw new RangeError(`${count} digits, expected at most ${module.capacity}`)
    module.digits.set(digits.images)
    module.digitLabels.set(digits.labels)
    const each = handsPerPass(recipe, digits)
    exports.configureDigits(digits.mnist, digits.pen, each.pen, digits.grafts, each.grafts)
    exports.configureNone(digits.labels.includes(NONE))
    configure(module, networkRecipe(recipe))
    const steps = recipe.passes * Math.ceil(digitsPerPass(recipe, digits) / recipe.batchSize)
    exports.setCosine(recipe.lr, recipe.warmupSteps, steps)
    exports.configureClassifier(
      seed,
      recipe.batchSize,
      recipe.averageDecay,
      steps,
      Math.floor(steps * recipe.fadeFrom),
      recipe.fadeTo,
      recipe.otherStrength,
    )
    const { scale, shear, shift, elastic, thickness } = recipe
    exports.configureDistortion((recipe.rotation / 180) * Math.PI, scale, shear, shift, elastic, thickness)
    exports.seedStream(0, seed)
    writeState(module.parameters, drawWeights(module))
    exports.adamwReset()
    module.averages.set(module.parameters)
    return new Trainer(module, recipe.batchSize)
  }

  /**
   * One pass; the mean of its digits' losses.
   *
   * @param onDigits called every few milliseconds with the number of digits done since
   * @throws {Error} if the training diverged
   */
  trainPass(onDigits?: (count: number) => void): number {
    const { exports } = this.#module
    const count = exports.beginDigits(this.pass)
    const batches = Math.ceil(count / this.#batchSize)
    let sum = 0
    for (let batch = 0; batch < batches; batch += BATCHES) {
      sum += exports.trainBatches(BATCHES)
      const done = Math.min((batch + BATCHES) * this.#batchSize, count)
      onDigits?.(done - batch * this.#batchSize)
    }
    this.pass++
    if (!Number.isFinite(sum)) throw new Error(`training diverged in pass ${this.pass}: the loss is ${sum}`)
    return sum / count
  }

  /** The averaged weights. */
  state(): StateDict {
    return readState(this.#module.averages)
  }

  snapshot(): Snapshot {
    const { exports, parameters, averages, firstMoments, secondMoments } = this.#module
    return {
      pass: this.pass,
      steps: exports.stepsDone(),
      powers: [exports.adamwPower(1), exports.adamwPower(2)],
      parameters: parameters.slice(),
      averages: averages.slice(),
      firstMoments: firstMoments.slice(),
      secondMoments: secondMoments.slice(),
    }
  }

  restore(snapshot: Snapshot): void {
    const module = this.#module
    for (const name of ['parameters', 'averages', 'firstMoments', 'secondMoments'] as const)
      module[name].set(snapshot[name])
    module.exports.setAdamwPowers(...snapshot.powers)
    module.exports.restorePosition(snapshot.steps, 0, 0)
    this.pass = snapshot.pass
  }
}
