/** A training run as a command shows it: passes as they come, a progress line meanwhile, and a clean stop. */

import type { Split } from '../../data/index.js'
import type { Network, PassResult } from '../../index.js'
import type { CheckpointOptions } from '../../network/capture.js'
import type { Context } from '../command.js'
import { evalLine } from '../terminal/format.js'
import { TrainingMeter } from '../terminal/progress.js'

export interface TrainResult {
  /** Whether all passes were done, or the signal came first. */
  readonly done: boolean
  /** The last whole pass, if there was one since training began, or was gone on with. */
  readonly last: PassResult | undefined
  /** Whole passes in all. */
  readonly passes: number
  /** Optimizer steps done in all, those of a pass broken off included. */
  readonly steps: number
  /** Seconds spent on training alone in the whole passes. */
  readonly trainSeconds: number
}

/**
 * Trains to the end of the recipe's passes or until the signal is aborted; the network holds what it has learned by then.
 *
 * @param onPass called after each whole pass
 * @param checkpoint where the training is saved as it goes
 * @throws {LenetError} ERR_VALUE when the loss is no finite number any more; whatever else `fit` throws
 */
export async function trainNetwork(
  network: Network,
  { train, test }: Split,
  { terminal, signal }: Context,
  onPass: (result: PassResult) => void,
  checkpoint?: CheckpointOptions,
): Promise<TrainResult> {
  // of a network that goes on from a checkpoint; a pass may end with a smaller batch
  const before = Math.min(network.steps * network.config.batchSize, (network.passes + 1) * train.length)
  const meter = new TrainingMeter(train.length, test.length, before)
  let last: PassResult | undefined
  try {
    const passes = network.fit(train, {
      validationData: test,
      signal,
      ...(checkpoint && { checkpoint }),
      onProgress: (progress) => {
        meter.observe(progress)
        terminal.progress.update(() => meter.text(progress))
      },
    })
    for await (const result of passes) {
      last = result
      onPass(result)
    }
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error
  } finally {
    terminal.progress.clear()
  }
  // The signal may also come after the last pass.
  return {
    done: network.passes === network.config.passes,
    last,
    passes: network.passes,
    steps: network.steps,
    trainSeconds: last?.trainSeconds ?? 0,
  }
}

/** The lines of a pass: its number and rate, then the notebook's two lines of figures. */
export function passLines({ pass, lr, train, test }: PassResult, passes: number): string[] {
  return [
    `pass ${pass} of ${passes}, lr ${rate(lr)}`,
    ...(train === undefined ? [] : [evalLine('train', train)]),
    ...(test === undefined ? [] : [evalLine('test', test)]),
  ]
}

/** A learning rate with as many digits as tell rates of a schedule apart: `0.03`, `0.0002957`. */
const rate = (lr: number): string => String(Number(lr.toPrecision(4)))
