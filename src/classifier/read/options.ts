/** When not to answer. */
import { LenetError } from '../../model/errors.js'
import { isAnything, readOptions, show } from '../../model/validate.js'
import { calibration } from './calibration.js'

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
    if (!(typeof minConfidence === 'number' && minConfidence >= 0 && minConfidence <= 1))
      throw new LenetError(
        'ERR_CONFIG',
        `minConfidence is ${show(minConfidence)}, expected a number from 0 to 1`,
      )
    return minConfidence
  }
  if (maxError === undefined) return 0
  const known = typeof maxError === 'number' && calibration.find(({ error }) => error <= maxError)
  if (!known || !(maxError < 1)) {
    const least = calibration.at(-1)!.error
    throw new LenetError(
      'ERR_CONFIG',
      `maxError is ${show(maxError)}, expected a number from ${least} to below 1`,
    )
  }
  return known.confidence
}
