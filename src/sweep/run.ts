/** One training run: what it is asked to be, and what is kept of it. */

import { type Split, take } from '../data/index.js'
import { Network, type PassResult } from '../index.js'
import type { Config } from '../model/config.js'
import type { Digits } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import { answerOf } from '../model/evaluation.js'
import { CLASSES } from '../model/shape.js'
import { type StateDict, stateSha256 } from '../model/state.js'
import { difference } from './settings.js'

/** A run to be made. */
export interface Job {
  /** What the runs of one recipe on one set of digits are gathered under. */
  readonly name: string
  readonly config: Config
  /** How many of the digits at hand: the first ones. */
  readonly train: number
  readonly test: number
  /** The pass after which outputs and weights are kept; if not given, none are. */
  readonly keepAfter?: number
}

/** The figures of each pass, from the first to the last. */
export interface Curves {
  readonly trainLoss: readonly number[]
  readonly trainMisses: readonly number[]
  readonly testLoss: readonly number[]
  readonly testMisses: readonly number[]
}

/** A run that was made. Plain data: it crosses threads and lies in files. */
export interface RunResult {
  /** The job's. */
  readonly name: string
  readonly seed: number
  /** Optimizer steps, and the seconds spent on them, without evaluation. */
  readonly steps: number
  readonly trainSeconds: number
  /** `stateSha256` of the weights at the end. */
  readonly sha256: string
  readonly curves: Curves
  /** Test digits at the end, 10 × 10, `[label * 10 + answer]`. */
  readonly confusion: readonly number[]
  /** Test digits misread at the end: which of them, and as what. */
  readonly misread: readonly (readonly [index: number, answer: number])[]
  /** The 12 filters of H1, 5 × 5 each, row by row, to a thousandth: enough to draw them. */
  readonly filters: readonly number[]
}

/** A run with what was kept of it on the way: too much for a file. */
export interface KeptRun extends RunResult {
  readonly kept?: {
    /** Of the test digits, n×10. */
    readonly outputs: Float32Array
    readonly state: StateDict
  }
}

/** Test digits misread at the end of a run. */
export const finalMisses = ({ curves }: RunResult): number => curves.testMisses.at(-1)!

/** A run that is not finished: all that is needed to go on with it, on any machine. */
export interface Unfinished {
  /** As `Network.resume` takes it. */
  readonly checkpoint: Uint8Array<ArrayBuffer>
  /** The passes done so far. */
  readonly curves: Curves
}

export interface TrainOptions {
  /** Stops the run; its reason is thrown. */
  readonly signal?: AbortSignal
  /** Where an earlier attempt has come to. */
  readonly from?: Unfinished | undefined
  /** Called with where the run stands every `seconds`, and once more when it is stopped. */
  readonly save?: { readonly seconds: number; readonly write: (unfinished: Unfinished) => void } | undefined
  /** Called every few milliseconds with the number of digits trained since the last call. */
  readonly onDigits?: (count: number) => void
}

/**
 * Makes the run of a job, or the rest of it.
 *
 * @param digits at least as many as the job asks for
 * @throws {LenetError} ERR_DIVERGED, naming the job; ERR_CONFIG if `from` is of another job; as `Network.create`, `Network.resume` and `fit`
 */
export async function runJob(job: Job, digits: Split, options: TrainOptions = {}): Promise<KeptRun> {
  const { signal, from, save } = options
  const train = take(digits.train, job.train, 'train')
  const test = take(digits.test, job.test, 'test')
  const network = await (from === undefined ? Network.create(job.config) : resumed(job, from))
  const which = `${job.name}, seed ${job.config.seed}: `
  const before = from?.curves ?? NO_PASSES
  const passes: PassResult[] = []
  let kept: KeptRun['kept']
  // what an earlier attempt has trained was reported by it
  let seen = Math.min(network.steps * job.config.batchSize, (network.passes + 1) * train.length)
  const report = (count: number): void => {
    options.onDigits?.(count - seen)
    seen = count
  }
  let saved = performance.now()
  const write = (): void => {
    save?.write({ checkpoint: network.checkpoint(), curves: curvesOf(passes, before) })
    saved = performance.now()
  }
  const fitting = network.fit(train, {
    validationData: test,
    ...(signal && { signal }),
    onProgress: ({ phase, pass, done }) => {
      if (phase === 'train') report((pass - 1) * train.length + done)
      if (save !== undefined && performance.now() - saved >= 1000 * save.seconds) write()
    },
  })
  try {
    for await (const result of fitting) {
      report(result.pass * train.length)
      passes.push(result)
      if (result.pass === job.keepAfter)
        kept = { outputs: network.predict(test.images), state: network.stateDict() }
    }
  } catch (error) {
    if (signal?.aborted && error === signal.reason) {
      // stopped after the last pass, it is finished
      if (network.passes < job.config.passes) {
        write()
        throw error
      }
    } else if (error instanceof LenetError && error.code === 'ERR_DIVERGED') {
      throw new LenetError('ERR_DIVERGED', `${which}${error.message}`, { cause: error })
    } else throw error
  }
  const run = await summarizeRun(job.name, network, passes, test, before)
  network.dispose()
  return { ...run, ...(kept && { kept }) }
}

const NO_PASSES: Curves = { trainLoss: [], trainMisses: [], testLoss: [], testMisses: [] }

/** The network of an unfinished run. One that is not the job's would be trained to other weights under the job's name. */
async function resumed({ name, config }: Job, { checkpoint, curves }: Unfinished): Promise<Network> {
  const network = await Network.resume(checkpoint)
  const different = difference(network.config, config, ['in the checkpoint', 'in the job'])
  if (different !== undefined) throw new LenetError('ERR_CONFIG', `${name}: ${different}`)
  const counts = Object.values(curves).map((curve) => curve.length)
  if (counts.some((count) => count !== network.passes) || network.passes >= config.passes) {
    throw new LenetError(
      'ERR_CONFIG',
      `${name}: a checkpoint after ${network.passes} of ${config.passes} passes, with figures of ${counts[0]}`,
    )
  }
  return network
}

function curvesOf(passes: readonly PassResult[], before: Curves): Curves {
  const curve = (name: keyof Curves, split: 'train' | 'test', figure: 'loss' | 'misses'): number[] => [
    ...before[name],
    ...passes.map((pass) => Number(pass[split]![figure].toPrecision(7))),
  ]
  return {
    trainLoss: curve('trainLoss', 'train', 'loss'),
    trainMisses: curve('trainMisses', 'train', 'misses'),
    testLoss: curve('testLoss', 'test', 'loss'),
    testMisses: curve('testMisses', 'test', 'misses'),
  }
}

/**
 * What is kept of a network that has been trained.
 *
 * @param passes the results of all passes, each with both evaluations
 * @param test the digits of the test evaluations
 * @param before the figures of passes before those
 */
export async function summarizeRun(
  name: string,
  network: Network,
  passes: readonly PassResult[],
  test: Digits,
  before: Curves = NO_PASSES,
): Promise<RunResult> {
  const last = passes.at(-1)!
  const state = network.stateDict()
  return {
    name,
    seed: network.config.seed,
    steps: last.steps,
    trainSeconds: last.trainSeconds,
    sha256: await stateSha256(state),
    curves: curvesOf(passes, before),
    confusion: [...last.test!.confusion],
    misread: misreadDigits(network.predict(test.images), test.labels),
    filters: Array.from(state.H1w, (weight) => Math.round(weight * 1000) / 1000),
  }
}

/** Those whose highest output, the first of equals, is not their label's. */
function misreadDigits(outputs: Float32Array, labels: Uint8Array): [index: number, answer: number][] {
  const found: [number, number][] = []
  for (const [index, label] of labels.entries()) {
    const scores = outputs.subarray(index * CLASSES, (index + 1) * CLASSES)
    const answer = answerOf(scores)
    if (answer !== label) found.push([index, answer])
  }
  return found
}
