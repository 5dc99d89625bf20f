/** The options of `fit`. */

import { type Digits, digitsOf } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import type { Signal } from '../model/signal.js'
import {
  type Check,
  isAnything,
  isBoolean,
  isFunction,
  isSignal,
  readOptions,
  show,
} from '../model/validate.js'
import type { CheckpointOptions } from './capture.js'

/** The progress of a pass. */
export interface Progress {
  readonly phase: 'train' | 'evaluate'
  /** Number of the pass, from 1. */
  readonly pass: number
  /** The number of the last pass of this `fit`. */
  readonly passes: number
  /** Digits of this phase done. An evaluation starts again from 0 for the second set. */
  readonly done: number
  /** All digits of this phase. */
  readonly total: number
  /** Optimizer steps in total. */
  readonly steps: number
}

/** Options of `Network.fit`. */
export interface FitOptions {
  /**
   * Passes to make in this call, beyond those that the network has made; the pass under way counts as the first. If not given, `fit` goes on until the recipe's
   * `passes` are made. The schedule is that of the recipe's `passes` in either case: after them `linear` stays at a third of `lr`, and `cosine`, whose
   * rate is 0 from there on, refuses.
   */
  readonly passes?: number
  /** Digits to evaluate after each pass, into `test`. */
  readonly validationData?: Digits
  /** Whether the training digits are evaluated too, into `train`; true by default. */
  readonly evaluateTrain?: boolean
  /** Stops the training when it next yields to the event loop; `fit` then throws its reason. */
  readonly signal?: Signal
  /** Called before each yield to the event loop, every few milliseconds. What it throws ends the training. */
  readonly onProgress?: (progress: Progress) => void
  /**
   * Saves the training as it goes, between two batch buffers of digits, and once more when it ends or is stopped (but not when it fails), so that
   * `Network.resume` can take it up.
   */
  readonly checkpoint?: CheckpointOptions
}

/** Those with digits to evaluate, whose results have `test`. */
export interface ValidatedFitOptions extends FitOptions {
  readonly validationData: Digits
}

const optionChecks: { readonly [Option in keyof FitOptions]-?: Check } = {
  passes: [
    'a whole number of passes, 1 to 1000000',
    (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 1e6,
  ],
  validationData: ['a set of digits', (value) => typeof value === 'object'],
  evaluateTrain: isBoolean,
  signal: isSignal,
  onProgress: isFunction,
  checkpoint: ['a function write and seconds from 0', (value) => typeof value === 'object' && value !== null],
}

/**
 * The options, each read once.
 *
 * @throws {LenetError} ERR_CONFIG naming the option; as `digits`
 */
export function readFitOptions(given: FitOptions): FitOptions {
  const options = readOptions(given, optionChecks, 'fit')
  return {
    ...options,
    ...(options.validationData !== undefined && {
      validationData: digitsOf(options.validationData, 'validationData'),
    }),
    ...(options.checkpoint && { checkpoint: readCheckpointOptions(options.checkpoint) }),
  }
}

function readCheckpointOptions(given: CheckpointOptions): CheckpointOptions {
  const options = readOptions(
    given,
    { write: isAnything, seconds: isAnything, metadata: isAnything },
    'fit: checkpoint',
  )
  const { write, seconds = 0 } = options
  if (typeof write !== 'function' || typeof seconds !== 'number' || !(seconds >= 0))
    throw new LenetError(
      'ERR_CONFIG',
      `fit: checkpoint is ${show(given)}, expected a function write and seconds from 0`,
    )
  return options
}
