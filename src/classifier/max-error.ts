/** The rule of 1989 by which the network says that it does not know. */
import { LenetError } from '../model/errors.js'
import { isAnything, reading, readOptions, show } from '../model/validate.js'
import { calibration } from './calibration.js'

/**
 * "The most active output must exceed t1, the second most active stay below t2, and their difference exceed t3" (LeCun et al. 1989, section 5): here of the
 * scores, which lie between 0 and 1. An answer for which one of the three does not hold is rejected.
 */
export interface Thresholds {
  readonly t1: number
  readonly t2: number
  readonly t3: number
}

/** When not to answer; without either, only where nothing is drawn. */
export interface ClassifyOptions {
  /**
   * Share of misread digits wanted among those that are answered, such as 0.001: with the thresholds that reached it, or the next smaller share there is, at
   * the least rejections on digits held out of the training.
   */
  readonly maxError?: number
  /** Thresholds of your own. */
  readonly thresholds?: Thresholds
  /**
   * How many times the network reads a digit, each time moved by half a pixel: 4 (the default) misread the least, 1 takes a quarter of the time. Of no effect
   * on 256 floats, and on networks that read MNIST's 28×28 as the notebook resizes them.
   */
  readonly views?: 1 | 2 | 4
}

/** What the options come to. */
export interface Rule {
  readonly views: number
  /** Undefined where no scores are rejected. */
  readonly thresholds: Thresholds | undefined
  readonly maxError: number | undefined
}

/** @throws {LenetError} ERR_CONFIG */
export function ruleOf(options: ClassifyOptions | undefined): Rule {
  const read = readOptions(
    options,
    { maxError: isAnything, thresholds: isAnything, views: isAnything },
    'classify',
  )
  const { views = 4 } = read
  if (views !== 1 && views !== 2 && views !== 4)
    throw new LenetError('ERR_CONFIG', `views is ${show(views)}, expected 1, 2 or 4`)
  return { views, thresholds: thresholdsOf(read), maxError: read.maxError }
}

function thresholdsOf({ maxError, thresholds: given }: ClassifyOptions): Thresholds | undefined {
  const thresholds = given === undefined ? undefined : reading('thresholds', () => pick(given))
  if (thresholds !== undefined) {
    if (maxError !== undefined)
      throw new LenetError('ERR_CONFIG', 'maxError and thresholds: expected one of them')
    for (const name of ['t1', 't2', 't3'] as const) checkShare(`thresholds.${name}`, thresholds?.[name])
    return thresholds
  }
  if (maxError === undefined) return undefined
  return levelOf(calibration.rejection, maxError)
}

/** @throws {LenetError} ERR_CONFIG for anything but a number from 0 to 1 */
export function checkShare(name: string, value: unknown): void {
  if (!(typeof value === 'number' && value >= 0 && value <= 1))
    throw new LenetError('ERR_CONFIG', `${name} is ${show(value)}, expected a number from 0 to 1`)
}

/**
 * The first level, of falling errors, that keeps to `maxError`.
 *
 * @throws {LenetError} ERR_CONFIG where none does, or all would
 */
export function levelOf<Level extends { readonly error: number }>(
  levels: readonly Level[],
  maxError: number,
): Level {
  const level = typeof maxError === 'number' && levels.find(({ error }) => error <= maxError)
  if (level && maxError < 1) return level
  const least = levels.at(-1)!.error
  throw new LenetError(
    'ERR_CONFIG',
    `maxError is ${show(maxError)}, expected a number from ${least} to below 1`,
  )
}

/** Also of an object that holds more, such as a `Rejection`. */
const pick = (given: Thresholds): Thresholds => {
  const { t1, t2, t3 } = Object(given) as Thresholds
  return { t1, t2, t3 }
}

/** Whether an answer is rejected; `scores` has ten, of which `best` is the highest. */
export function isRejected(scores: ArrayLike<number>, best: number, { t1, t2, t3 }: Thresholds): boolean {
  let second = 0
  for (let digit = 0; digit < scores.length; digit++)
    if (digit !== best && scores[digit]! > second) second = scores[digit]!
  const first = scores[best]!
  return !(first > t1 && second < t2 && first - second > t3)
}
