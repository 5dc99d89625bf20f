/** One digit in any form in, an answer out: what every reader of this package has. */

import { LenetError } from '../model/errors.js'
import { answerOf } from '../model/evaluation.js'
import { CLASSES } from '../model/shape.js'
import { kind, reading } from '../model/validate.js'
import type { ClassifierModule } from '../wasm/classifier-instance.js'
import { calibration } from './calibration.js'
import { type DigitInput, prepare } from './input.js'
import { type ClassifyOptions, isRejected, type Rule, ruleOf } from './max-error.js'
import { type Reason, reasonOf } from './shape.js'

/** A network of one's own, such as `Network`, trained on MNIST with this package's 28×28 → 16×16 resize. */
export interface OwnNetwork {
  readonly config: { readonly loss: 'mse' | 'crossEntropy' }
  /** 256 pixels, −1 … 1, to ten outputs. */
  predict(image: Float32Array): Float32Array
}

/** An answer. */
export interface Classification {
  /** 0 … 9; null where nothing is drawn. */
  readonly digit: number | null
  /** How likely it is right, 0 … 1: the highest score. Of the answers with 0.9, about nine in ten are right. */
  readonly confidence: number
  /** How likely each of the ten digits is; together 1, and all 0 where nothing is drawn. */
  readonly scores: Float32Array
  /** Whether the answer had better not be believed: by the shape of the ink, by the options' rule, and always where nothing is drawn. */
  readonly rejected: boolean
  /**
   * Why it is rejected, undefined where it is not: nothing is drawn; there are several digits; the ink is not shaped like a digit; the scores do not meet
   * the options' rule.
   */
  readonly reason: Reason | undefined
  /** What the network has seen: 16×16 pixels row by row, −1 paper … 1 ink. */
  readonly input: Float32Array
}

/** Reads one digit at a time with the network of an instance. */
export abstract class SingleDigits {
  readonly #module: ClassifierModule
  readonly #own: OwnNetwork | undefined

  /** @param own reads in the place of the module's own weights */
  protected constructor(module: ClassifierModule, own?: OwnNetwork) {
    this.#module = module
    this.#own = own
  }

  /**
   * Reads one digit.
   *
   * @throws {LenetError} ERR_SHAPE for another kind, length or size of input; ERR_VALUE for floats that are not from −1 to 1 and for a canvas whose pixels the
   *   browser does not give; ERR_CONFIG for options
   */
  classify(input: DigitInput, options?: ClassifyOptions): Classification {
    return this.#classify(input, this.#rule(options))
  }

  /**
   * Reads digits one by one.
   *
   * @throws {LenetError} as `classify`
   */
  classifyBatch(inputs: Iterable<DigitInput>, options?: ClassifyOptions): Classification[] {
    const rule = this.#rule(options)
    if (typeof reading('classifyBatch', () => Object(inputs)[Symbol.iterator]) !== 'function')
      throw new LenetError('ERR_SHAPE', `classifyBatch: expected an array of digits, got ${kind(inputs)}`)
    const all = reading('classifyBatch', () => [...inputs])
    return all.map((input) => this.#classify(input, rule))
  }

  #rule(options?: ClassifyOptions): Rule {
    const rule = ruleOf(options)
    if (this.#own && rule.maxError !== undefined)
      throw new LenetError(
        'ERR_CONFIG',
        'maxError: known for the classifier’s own weights only; give thresholds',
      )
    return rule
  }

  #classify(given: DigitInput, { views, thresholds }: Rule): Classification {
    const { image, scores, logits, features, read, readDigit, softmax } = this.#module
    const own = this.#own
    const inverseTemperature = own ? 1 : calibration.inverseTemperature
    const { at, drawn, hasShape } = prepare(given, this.#module, own ? 'resize' : calibration.input)
    if (!drawn) return nothing(image.slice())
    if (own) {
      const factor = own.config.loss === 'mse' ? 4 : 1
      logits.set(own.predict(image.slice()).map((output) => factor * output))
      softmax(1)
    } else if (at === 'image') read(inverseTemperature)
    else if (!readDigit(views, inverseTemperature)) return nothing(image.fill(-1).slice())
    const best = answerOf(scores)
    const unsure = thresholds !== undefined && isRejected(scores, best, thresholds)
    const reason =
      (hasShape && !own
        ? reasonOf(
            features,
            logits.map((logit) => inverseTemperature * logit),
          )
        : undefined) ?? (unsure ? 'unsure' : undefined)
    return {
      digit: best,
      confidence: scores[best]!,
      scores: scores.slice(),
      rejected: reason !== undefined,
      reason,
      input: image.slice(),
    }
  }
}

const nothing = (input: Float32Array): Classification => ({
  digit: null,
  confidence: 0,
  scores: new Float32Array(CLASSES),
  rejected: true,
  reason: 'empty',
  input,
})
