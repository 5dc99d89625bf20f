/** Training as an async iteration over passes. */
import type { Config } from './config.js'
import type { Digits } from './data/digits.js'
import { LenetError } from './errors.js'
import { type Evaluation, evaluation } from './evaluation.js'
import { evaluateWindow, loadWindow, type TrainModule } from './kernels/index.js'
import { CLASSES } from './shape.js'
import { nextTurn } from './yield.js'

/** What one pass over the training digits came to. */
export interface PassResult {
  /** Number of the pass, from 1. */
  readonly pass: number
  /** Learning rate of its last step. */
  readonly lr: number
  /** Mean loss of the digits as they were trained on, before each one's step and with dropout and shifts. */
  readonly loss: number
  /** The training digits read after the pass, unless `evaluateTrain` is false. */
  readonly train?: Evaluation
  /** `validationData` read after the pass. */
  readonly test?: Evaluation
  /** Optimizer steps of all passes so far. */
  readonly steps: number
  /** Seconds that this pass took, and all so far: training alone, without evaluation. */
  readonly seconds: number
  readonly trainSeconds: number
}

/** How far a pass is. */
export interface Progress {
  readonly phase: 'train' | 'evaluate'
  /** Number of the pass, from 1, and how many there are to be. */
  readonly pass: number
  readonly passes: number
  /** Digits of this phase that are done, and all of them. */
  readonly done: number
  readonly total: number
  /** Optimizer steps done in all. */
  readonly steps: number
}

export interface FitOptions {
  /** Digits to evaluate after each pass, into `test`. */
  readonly validationData?: Digits
  /** Whether the training digits are evaluated too, into `train`; true if not given. */
  readonly evaluateTrain?: boolean
  /** Stops the training; `fit` throws its reason, and the network stays usable. */
  readonly signal?: AbortSignal
  /** Called every few milliseconds. What it throws ends the training. */
  readonly onProgress?: (progress: Progress) => void
}

/** Where the training of a network stands, from one `fit` to the next. */
export interface Fit {
  /** Passes done. */
  passes: number
  /** Digits done of the pass under way, and how many a pass has. */
  position: number
  digits: number
  /** Summed loss of the pass under way. */
  lossSum: number
  /** Time spent training: in all, and in the pass under way. */
  trainMilliseconds: number
  passMilliseconds: number
  running: boolean
}

/** The event loop gets a turn after this many milliseconds of work. */
const TURN = 12

/** The rate of a pass, from 0 on: `linear` falls from lr in the first pass to lr / 3 in the last (SPEC, recipes). */
function passRate({ lr, schedule, passes }: Config, pass: number): number {
  if (schedule !== 'linear' || passes === 1) return lr
  const alpha = pass / (passes - 1)
  return (1 - alpha) * lr + (alpha * lr) / 3
}

/** See `Network.fit`; `alive` throws once the network is disposed of. */
export async function* fit(
  module: TrainModule,
  config: Config,
  state: Fit,
  train: Digits,
  options: FitOptions,
  alive: () => unknown,
): AsyncGenerator<PassResult, void> {
  const { validationData, evaluateTrain = true, signal, onProgress } = options
  const { exports, window } = module
  if (state.position > 0 && state.digits !== train.length) {
    throw new LenetError(
      'ERR_COUNT',
      `fit: the pass under way has ${state.digits} digits, of which ${state.position} are done; ${train.length} given`,
    )
  }
  state.digits = train.length
  let turn = performance.now()
  /** After a piece of work: reports, gives the event loop its turn if it is due, and stops if told to. */
  const breathe = async (phase: Progress['phase'], done: number, total: number): Promise<void> => {
    if (performance.now() - turn < TURN) return
    onProgress?.({
      phase,
      pass: state.passes + 1,
      passes: config.passes,
      done,
      total,
      steps: exports.stepsDone(),
    })
    await nextTurn()
    alive()
    signal?.throwIfAborted()
    turn = performance.now()
  }
  const read = async (set: Digits): Promise<Evaluation> => {
    const confusion = new Uint32Array(CLASSES * CLASSES)
    let lossSum = 0
    for (let at = 0; at < set.length; at += window) {
      lossSum += evaluateWindow(module, set, at, confusion)
      await breathe('evaluate', Math.min(at + window, set.length), set.length)
    }
    return evaluation(lossSum, confusion)
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
      const count = loadWindow(module, train, state.position)
      state.lossSum += exports.train(count)
      state.position += count
      state.passMilliseconds += performance.now() - started
      await breathe('train', state.position, train.length)
    }
    const trained = evaluateTrain ? await read(train) : undefined
    const tested = validationData ? await read(validationData) : undefined
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
    alive()
    signal?.throwIfAborted()
    turn = performance.now()
  }
}
