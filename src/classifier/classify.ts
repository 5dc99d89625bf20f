/** One digit in any form in, an answer out: what every reader of this package has. */
import { CLASSES } from '../model/shape.js'
import type { ClassifierModule } from '../wasm/classifier-instance.js'
import { calibration } from './calibration.js'
import { type DigitInput, prepare } from './input.js'
import { type ClassifyOptions, isRejected, type Rule, ruleOf } from './max-error.js'
import { type Reason, reasonOf } from './shape.js'

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

  protected constructor(module: ClassifierModule) {
    this.#module = module
  }

  /**
   * Reads one digit.
   *
   * @throws {LenetError} ERR_SHAPE for another kind, length or size of input; ERR_VALUE for floats that are not from −1 to 1 and for a canvas whose pixels the
   *   browser does not give; ERR_CONFIG for options
   */
  classify(input: DigitInput, options?: ClassifyOptions): Classification {
    return this.#classify(input, ruleOf(options))
  }

  /**
   * Reads digits one by one.
   *
   * @throws {LenetError} as `classify`
   */
  classifyBatch(inputs: Iterable<DigitInput>, options?: ClassifyOptions): Classification[] {
    const rule = ruleOf(options)
    return Array.from(inputs, (input) => this.#classify(input, rule))
  }

  #classify(given: DigitInput, { views, thresholds }: Rule): Classification {
    const { image, scores, logits, features, read, readDigit } = this.#module
    const { inverseTemperature, input } = calibration
    const { at, drawn, hasShape } = prepare(given, this.#module, input)
    if (!drawn) return nothing(image.slice())
    if (at === 'image') read(inverseTemperature)
    else if (!readDigit(views, inverseTemperature)) return nothing(image.fill(-1).slice())
    let best = 0
    for (let i = 1; i < CLASSES; i++) if (scores[i]! > scores[best]!) best = i
    const unsure = thresholds !== undefined && isRejected(scores, best, thresholds)
    const reason =
      (hasShape
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
