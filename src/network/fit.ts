/** Training as an async iteration over passes. */

import type { Config } from '../model/config.js'
import type { Digits } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import { type Evaluation, evaluation } from '../model/evaluation.js'
import { CLASSES } from '../model/shape.js'
import { evaluateBuffer, type Float32Module, fillBuffer } from '../wasm/index.js'
import type { Saver } from './capture.js'
import type { FitOptions, Progress } from './fit-options.js'
import type { TrainingState } from './training-state.js'
import { nextTurn } from './yield.js'

/** What one pass over the training digits came to. */
export interface PassResult {
  /** Number of the pass, from 1. */
  readonly pass: number
  /** Learning rate of its last step. */
  readonly lr: number
  /**
   * Mean loss of the digits as they were trained on: each before the step it leads to, with dropout, shifts and label
   * smoothing.
   */
  readonly loss: number
  /** The training digits read after the pass, unless `evaluateTrain` is false. */
  readonly train?: Evaluation
  /** `validationData` read after the pass, if it was given. */
  readonly test?: Evaluation
  /** Optimizer steps done in all. */
  readonly steps: number
  /** Seconds that this pass took: training alone, without evaluation and without the turns of others. */
  readonly seconds: number
  /** The same of all passes so far. */
  readonly trainSeconds: number
}

/** The event loop gets a turn after this many milliseconds of work: often enough for a page that draws 60 pictures a second. */
const TURN = 12

/** The rate of a pass, from 0 on: `linear` falls from lr in the first pass to lr / 3 in the last, as in the notebook. */
function passRate({ lr, schedule, passes }: Config, pass: number): number {
  if (schedule !== 'linear' || passes === 1) return lr
  const alpha = pass / (passes - 1)
  return (1 - alpha) * lr + (alpha * lr) / 3
}

/** See `Network.fit`; `assertLive` throws once the network is disposed of, `saver` saves the training if it is to be saved. */
export async function* fit(
  module: Float32Module,
  config: Config,
  state: TrainingState,
  train: Digits,
  { validationData, evaluateTrain = true, signal, onProgress }: FitOptions,
  assertLive: () => unknown,
  saver: Saver | undefined,
): AsyncGenerator<PassResult, void> {
  const { exports, bufferSize } = module
  if (state.position > 0 && state.digits !== train.length) {
    throw new LenetError(
      'ERR_COUNT',
      `fit: the pass under way has ${state.digits} digits, of which ${state.position} are done; ${train.length} given`,
    )
  }
  state.digits = train.length
  let lastYield = performance.now()
  /** After a piece of work: reports, gives the event loop its turn if it is due, and stops if told to. */
  const yieldIfDue = async (phase: Progress['phase'], done: number, total: number): Promise<void> => {
    if (performance.now() - lastYield < TURN) return
    onProgress?.({
      phase,
      pass: state.passes + 1,
      passes: config.passes,
      done,
      total,
      steps: exports.stepsDone(),
    })
    await nextTurn()
    assertLive()
    await saver?.due()
    assertLive()
    signal?.throwIfAborted()
    lastYield = performance.now()
  }
  const evaluateSet = async (set: Digits): Promise<Evaluation> => {
    const confusion = new Uint32Array(CLASSES * CLASSES)
    let lossSum = 0
    for (let at = 0; at < set.length; at += bufferSize) {
      lossSum += evaluateBuffer(module, set, at, confusion)
      await yieldIfDue('evaluate', Math.min(at + bufferSize, set.length), set.length)
    }
    return evaluation(lossSum, confusion)
  }
  const checkLoss = (loss: number, where: string): void => {
    if (Number.isFinite(loss)) return
    throw new LenetError(
      'ERR_DIVERGED',
      `training diverged in pass ${state.passes + 1}, ${where}: the loss is ${loss}, at the rate ${exports.rate(exports.stepsDone())}`,
    )
  }
  signal?.throwIfAborted()
  if (config.schedule === 'cosine') {
    exports.setCosine(
      config.lr,
      config.warmupSteps,
      config.passes * Math.ceil(train.length / config.batchSize),
    )
  }
  while (state.passes < config.passes) {
    if (config.schedule !== 'cosine') exports.setRate(passRate(config, state.passes))
    if (state.position === 0) {
      exports.beginPass(train.length)
      state.lossSum = 0
      state.passMilliseconds = 0
    }
    while (state.position < train.length) {
      const started = performance.now()
      const count = fillBuffer(module, train, state.position)
      state.lossSum += exports.train(count)
      state.position += count
      state.passMilliseconds += performance.now() - started
      checkLoss(state.lossSum, `within its first ${state.position} digits`)
      await yieldIfDue('train', state.position, train.length)
    }
    const trained = evaluateTrain ? await evaluateSet(train) : undefined
    const tested = validationData ? await evaluateSet(validationData) : undefined
    // the last steps may have left the finite numbers without a further digit to show it
    for (const read of [trained, tested]) if (read) checkLoss(read.loss, 'read after it')
    state.trainMilliseconds += state.passMilliseconds
    state.passes++
    state.position = 0
    const steps = exports.stepsDone()
    yield {
      pass: state.passes,
      lr: exports.rate(steps - 1),
      loss: state.lossSum / train.length,
      ...(trained && { train: trained }),
      ...(tested && { test: tested }),
      steps,
      seconds: state.passMilliseconds / 1000,
      trainSeconds: state.trainMilliseconds / 1000,
    }
    // `lastYield` stays: many short passes, taken in a loop that waits for nothing, would else leave the event loop without any
    assertLive()
    signal?.throwIfAborted()
  }
}
