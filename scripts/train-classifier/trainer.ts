/** One network on its way through the passes. */
import type { RawDigits } from '../../src/data/idx.js'
import type { StateDict } from '../../src/model/state.js'
import { configure, drawWeights, readState, writeState } from '../../src/wasm/index.js'
import { type ClassifierModule, loadClassifierModule } from './module.js'
import { type ClassifierRecipe, networkRecipe } from './recipe.js'

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
  readonly #count: number
  readonly #batchSize: number

  private constructor(module: ClassifierModule, count: number, batchSize: number) {
    this.#module = module
    this.#count = count
    this.#batchSize = batchSize
  }

  /** A network with weights drawn by `seed`, ready for its first pass over `digits`. */
  static async create(
    recipe: ClassifierRecipe,
    seed: number,
    digits: RawDigits,
    teachers: readonly StateDict[] = [],
  ): Promise<Trainer> {
    const module = await loadClassifierModule()
    const { exports } = module
    const count = digits.labels.length
    if (teachers.length !== recipe.teachers || count > module.capacity)
      throw new RangeError(
        `${count} digits and ${teachers.length} teachers, expected at most ${module.capacity} and ${recipe.teachers}`,
      )
    module.digits.set(digits.images)
    module.digitLabels.set(digits.labels)
    for (const [i, teacher] of teachers.entries()) writeState(module.teachers[i]!, teacher)
    configure(module, networkRecipe(recipe))
    const steps = recipe.passes * Math.ceil(count / recipe.batchSize)
    exports.setCosine(recipe.lr, recipe.warmupSteps, steps)
    exports.configureClassifier(
      seed,
      recipe.batchSize,
      recipe.averageDecay,
      steps,
      Math.floor(steps * recipe.fadeFrom),
      recipe.fadeTo,
    )
    const { scale, shear, shift, elastic } = recipe
    exports.configureDistortion((recipe.rotation / 180) * Math.PI, scale, shear, shift, elastic)
    exports.configureTeachers(teachers.length, recipe.teacherShare, recipe.temperature)
    exports.seedStream(0, seed)
    writeState(module.parameters, drawWeights(module))
    exports.adamwReset()
    module.averages.set(module.parameters)
    return new Trainer(module, count, recipe.batchSize)
  }

  /**
   * One pass over all digits; the mean of their losses.
   *
   * @param onDigits called every few milliseconds with the number of digits done since
   * @throws {Error} if the training diverged
   */
  trainPass(onDigits?: (count: number) => void): number {
    const { exports } = this.#module
    const batches = Math.ceil(this.#count / this.#batchSize)
    let sum = 0
    exports.beginDigits(this.pass, this.#count)
    for (let batch = 0; batch < batches; batch += BATCHES) {
      sum += exports.trainBatches(BATCHES)
      const done = Math.min((batch + BATCHES) * this.#batchSize, this.#count)
      onDigits?.(done - batch * this.#batchSize)
    }
    this.pass++
    if (!Number.isFinite(sum)) throw new Error(`training diverged in pass ${this.pass}: the loss is ${sum}`)
    return sum / this.#count
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
