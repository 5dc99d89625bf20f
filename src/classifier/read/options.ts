/** When not to answer. */
import { LenetError } from '../../model/errors.js'
import { isAnything, readOptions } from '../../model/validate.js'
import { checkShare, levelOf } from '../max-error.js'
import { calibration } from './calibration.js'

/** Options of `DigitReader.read`. */
export interface ReadOptions {
  /**
   * Share of misread pictures wanted among those that are answered, such as 0.01: with the confidence that reached it, or the next smaller share there is, on
   * strings of digits held out of the training.
   */
  readonly maxError?: number
  /** A least confidence of your own, 0 to 1. */
  readonly minConfidence?: number
}

/**
 * The least confidence of an answer.
 *
 * @throws {LenetError} ERR_CONFIG
 */
export function leastConfidence(options: ReadOptions | undefined): number {
  const { maxError, minConfidence } = readOptions(
    options,
    { maxError: isAnything, minConfidence: isAnything },
    'read',
  )
  if (minConfidence !== undefined) {
    if (maxError !== undefined)
      throw new LenetError('ERR_CONFIG', 'maxError and minConfidence: expected one of them')
    checkShare('minConfidence', minConfidence)
    return minConfidence
  }
  return maxError === undefined ? 0 : levelOf(calibration, maxError).confidence
}
