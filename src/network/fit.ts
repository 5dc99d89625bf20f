/** Training as an async iteration over passes. */

import type { Config } from '../model/config.js'
import type { Digits } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import { type Evaluation, evaluation } from '../model/evaluation.js'
import { CLASSES } from '../model/shape.js'
import { estimateCurvature, evaluateBuffer, type Float32Module, fillBuffer } from '../wasm/index.js'
import type { Saver } from './capture.js'
import type { FitOptions, Progress } from './fit-options.js'
import type { TrainingState } from './training-state.js'
import { nextTurn, now } from './yield.js'

/** The result of one pass (epoch) over the training digits. */
export interface PassResult {
  /** Number of the pass, from 1. */
  readonly pass: number
  /** Learning rate of its last step. */
  readonly lr: number
  /**
   * Mean loss of the digits as trained on: each before its step, with dropout, shifts and label
   * smoothing.
   */
  readonly loss: number
  /** Evaluation of the training digits after the pass, unless `evaluateTrain` is false. */
  readonly train?: Evaluation
  /** Evaluation of `validationData` after the pass, if given. */
  readonly test?: Evaluation
  /** Optimizer steps in total. */
  readonly steps: number
  /** Seconds that this pass took: training only, without evaluation and other tasks of the event loop. */
  readonly seconds: number
  /** The same for all passes so far. */
  readonly trainSeconds: number
}

/** That of a `fit` with `validationData`. */
export interface ValidatedResult extends PassResult {
  readonly test: Evaluation
}

/** Milliseconds of work between two yields to the event loop: short enough for a page that draws 60 frames a second. */
const TURN = 12

/** The rate of a pass, from 0 on: `linear` falls from lr in the first pass to lr / 3 in the last, as in the notebook. */
function passRate({ lr, schedule, passes }: Config, pass: number): number {
  if (schedule !== 'linear' || passes === 1) return lr
  const alpha = Math.min(pass / (passes - 1), 1)
  return (1 - alpha) * lr + (alpha * lr) / 3
}

/** Over the last fifth of the passes the distortion falls to this share of its strength. */
const FADED = 0.3

/** After so many passes, of which the last is not whole. */
function distortionStrength({ distortion, passes }: Config, done: number): number {
  const fading = Math.min(1, Math.max(0, (done / passes - 0.8) / 0.2))
  return distortion * (1 - (1 - FADED) * fading)
}

/** Whether h is estimated anew before pass number `pass`, from 0 on. */
const estimatesCurvature = ({ optimizer, curvature }: Config, pass: number): boolean =>
  optimizer === 'newton' && (curvature === 'perPass' || pass === 0)

/** See `Network.fit`; `assertLive` throws once the network is disposed of; `saver` writes checkpoints, if any. */
export async function* fit(
  module: Float32Module,
  config: Config,
  state: TrainingState,
  train: Digits,
  { passes, validationData, evaluateTrain = true, signal, onProgress }: FitOptions,
  assertLive: () => unknown,
  saver: Saver | undefined,
): AsyncGenerator<PassResult, void> {
  const { exports, bufferSize } = module
  if (state.position > 0 && state.digits !== train.length) {
    throw new LenetError(
      'ERR_COUNT',
      `fit: the current pass has ${state.digits} digits, of which ${state.position} are done, found ${train.length}; continue with the same digits`,
    )
  }
  const lastPass = passes === undefined ? config.passes : state.passes + passes
  if (config.schedule === 'cosine' && lastPass > config.passes) {
    throw new LenetError(
      'ERR_CONFIG',
      `fit: pass ${lastPass} asked for, but the cosine schedule ends at rate 0 after pass ${config.passes}; make a network with more passes`,
    )
  }
  state.digits = train.length
  let lastYield = now()
  /** After a piece of work: reports, yields to the event loop if due, and stops if asked to. */
  const yieldIfDue = async (phase: Progress['phase'], done: number, total: number): Promise<void> => {
    if (now() - lastYield < TURN) return
    onProgress?.({
      phase,
      pass: state.passes + 1,
      passes: lastPass,
      done,
      total,
      steps: exports.stepsDone(),
    })
    await nextTurn()
    assertLive()
    await saver?.due()
    assertLive()
    signal?.throwIfAborted()
    lastYield = now()
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
  while (state.passes < lastPass) {
    if (config.schedule !== 'cosine') exports.setRate(passRate(config, state.passes))
    if (state.position === 0) {
      state.lossSum = 0
      state.passMilliseconds = 0
      if (estimatesCurvature(config, state.passes)) {
        const started = now()
        estimateCurvature(module, train, config.curvatureDigits)
        state.passMilliseconds += now() - started
      }
      exports.beginPass(train.length)
    }
    while (state.position < train.length) {
      const started = now()
      const count = fillBuffer(module, train, state.position)
      if (config.distortion > 0) {
        const { passes, position } = state
        module.full!.distortBuffer(
          count,
          config.seed,
          passes,
          position,
          distortionStrength(config, passes + position / train.length),
        )
      }
      state.lossSum += exports.train(count)
      state.position += count
      state.passMilliseconds += now() - started
      checkLoss(state.lossSum, `within its first ${state.position} digits`)
      await yieldIfDue('train', state.position, train.length)
    }
    const trained = evaluateTrain ? await evaluateSet(train) : undefined
    const tested = validationData ? await evaluateSet(validationData) : undefined
    // the last steps may have made weights infinite, with no later digit to show it
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
    // `lastYield` stays: many short passes in a tight loop would otherwise starve the event loop
    assertLive()
    signal?.throwIfAborted()
  }
}
