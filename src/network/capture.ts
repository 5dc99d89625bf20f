/** Copies a network's training out of the module's memory and restores it, and saves it as it goes. */

import { type Checkpoint, encodeCheckpoint } from '../formats/checkpoint.js'
import type { Metadata } from '../formats/tensors.js'
import type { Config } from '../model/config.js'
import { LenetError } from '../model/errors.js'
import { type Float32Module, readState, writeState } from '../wasm/index.js'
import type { TrainingState } from './training-state.js'
import { now } from './yield.js'

/** How a training is saved as it goes. */
export interface CheckpointOptions {
  /** Stores the bytes; awaited. What it throws ends the training. */
  readonly write: (checkpoint: Uint8Array<ArrayBuffer>) => unknown
  /** Seconds between two checkpoints: what a crash may cost. 10 by default; with 0, one every few milliseconds. */
  readonly seconds?: number
  /** Text entries to keep in each. */
  readonly metadata?: Metadata
}

const SECONDS = 10

/** A checkpoint of the training as it stands, between two batch buffers of digits. */
export function captureTraining(
  { exports, ...module }: Float32Module,
  config: Config,
  { running, ...fit }: TrainingState,
  metadata: Metadata,
): Uint8Array<ArrayBuffer> {
  return encodeCheckpoint({
    config,
    relaxed: module.relaxed,
    place: {
      ...fit,
      steps: exports.stepsDone(),
      beta1Power: exports.adamwPower(1),
      beta2Power: exports.adamwPower(2),
    },
    state: readState(module.parameters),
    // between two batches of a training the gradients' memory is scratch of the optimizers
    gradients: running && exports.samplesInBatch() === 0 ? undefined : readState(module.gradients),
    // the kernels keep h in the place of AdamW's first moments, and what they can make anew in that of the second
    ...(config.optimizer === 'newton'
      ? { curvature: readState(module.firstMoments) }
      : { firstMoments: readState(module.firstMoments), secondMoments: readState(module.secondMoments) }),
    ...(config.averaging > 0 && { average: readState(module.average!) }),
    streams: module.streams,
    metadata,
  })
}

/**
 * Restores a checkpoint into a fresh module; returns the state of the training.
 *
 * @throws {LenetError} ERR_CONFIG if the module would continue to other bits
 */
export function restoreTraining(
  { exports, ...module }: Float32Module,
  { config, relaxed, state, streams, place, ...groups }: Checkpoint,
): Omit<TrainingState, 'running'> {
  if (relaxed !== module.relaxed) {
    const was = relaxed
      ? 'relaxed SIMD; resume it with { wasm: await relaxedModule() } of lenet1989/relaxed'
      : 'the plain kernels, and relaxed ones would continue to other bits; resume it without { wasm }'
    throw new LenetError('ERR_CONFIG', `checkpoint: it was trained by ${was}`)
  }
  const { steps, beta1Power, beta2Power, ...fit } = place
  writeState(module.parameters, state)
  for (const group of ['gradients', 'firstMoments', 'secondMoments'] as const) {
    if (groups[group]) writeState(module[group], groups[group])
  }
  if (groups.average) writeState(module.average!, groups.average)
  if (groups.curvature) writeState(module.firstMoments, groups.curvature)
  for (const [i, words] of streams.entries()) module.streams[i]!.set(words)
  exports.setAdamwPowers(beta1Power, beta2Power)
  // between two passes nothing remains; within one, batches are counted from its start
  const remaining = fit.position === 0 ? 0 : fit.digits - fit.position
  exports.restorePosition(steps, remaining, remaining === 0 ? 0 : fit.position % config.batchSize)
  return fit
}

/** Writes a checkpoint whenever one is due. */
export class Saver {
  readonly #options: CheckpointOptions
  readonly #take: (metadata?: Metadata) => Uint8Array<ArrayBuffer>
  #last = now()

  constructor(options: CheckpointOptions, take: (metadata?: Metadata) => Uint8Array<ArrayBuffer>) {
    this.#options = options
    this.#take = take
  }

  /** Writes one if it is due. */
  async due(): Promise<void> {
    if (now() - this.#last >= 1000 * (this.#options.seconds ?? SECONDS)) await this.now()
  }

  async now(): Promise<void> {
    await this.#options.write(this.#take(this.#options.metadata))
    this.#last = now()
  }
}
