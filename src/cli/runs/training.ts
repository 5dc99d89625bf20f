/** A training run as a command shows it: passes as they come, a progress line in between, and a clean stop. */

import type { Split } from '../../data/index.js'
import type { Network, PassResult } from '../../index.js'
import type { CheckpointOptions } from '../../network/capture.js'
import type { Context } from '../command.js'
import { evalLine } from '../terminal/format.js'
import { TrainingMeter } from '../terminal/progress.js'

export interface TrainResult {
  /** Whether all passes were completed before the signal came. */
  readonly done: boolean
  /** The last whole pass since training began or continued, if any. */
  readonly last: PassResult | undefined
  /** Whole passes in total. */
  readonly passes: number
  /** Optimizer steps in total, including those of an interrupted pass. */
  readonly steps: number
  /** Seconds of training in the whole passes, without evaluation. */
  readonly trainSeconds: number
}

/**
 * Trains to the end of the recipe's passes or until the signal is aborted; the network then holds what it has learned.
 *
 * @param onPass called after each whole pass
 * @param checkpoint where the training is saved as it goes
 * @throws {LenetError} ERR_VALUE if the loss is no longer finite; and what `fit` throws
 */
export async function trainNetwork(
  network: Network,
  { train, test }: Split,
  { terminal, signal }: Context,
  onPass: (result: PassResult) => void,
  checkpoint?: CheckpointOptions,
): Promise<TrainResult> {
  // a network may continue from a checkpoint, and a pass may end with a smaller batch
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
  // the signal may also come after the last pass
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

/** A learning rate with enough digits to tell the steps of a schedule apart: `0.03`, `0.0002957`. */
const rate = (lr: number): string => String(Number(lr.toPrecision(4)))
