/** Takes a network's training out of the module's memory and puts it back, and saves it as it goes. */

import { type Checkpoint, encodeCheckpoint } from '../formats/checkpoint.js'
import type { Metadata } from '../formats/tensors.js'
import type { Config } from '../model/config.js'
import { LenetError } from '../model/errors.js'
import { type Float32Module, readState, writeState } from '../wasm/index.js'
import type { TrainingState } from './training-state.js'

/** How a training is saved as it goes. */
export interface CheckpointOptions {
  /** Puts the bytes in a safe place; awaited. What it throws ends the training. */
  readonly write: (checkpoint: Uint8Array<ArrayBuffer>) => unknown
  /** Seconds between two checkpoints: what a crash may cost. 10 if not given; with 0, one every few milliseconds. */
  readonly seconds?: number
  /** Free text to keep in each. */
  readonly metadata?: Metadata
}

const SECONDS = 10

/** The bytes of a checkpoint of the training as it stands, between two batch buffers of digits. */
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
    // while training, the optimizers use the gradients' memory as they like between two batches
    gradients: running && exports.samplesInBatch() === 0 ? undefined : readState(module.gradients),
    // the kernels keep h in the place of AdamW's first moments, and what they can make anew in that of the second
    ...(config.optimizer === 'newton'
      ? { curvature: readState(module.firstMoments) }
      : { firstMoments: readState(module.firstMoments), secondMoments: readState(module.secondMoments) }),
    streams: module.streams,
    metadata,
  })
}

/**
 * Puts a fresh module to where the checkpoint was taken; the training there.
 *
 * @throws {LenetError} ERR_CONFIG if the module would go on to other bits
 */
export function restoreTraining(
  { exports, ...module }: Float32Module,
  { config, relaxed, state, streams, place, ...groups }: Checkpoint,
): Omit<TrainingState, 'running'> {
  if (relaxed !== module.relaxed) {
    const was = relaxed
      ? 'relaxed SIMD: go on with { wasm: await relaxedModule() } of lenet1989/relaxed'
      : 'the plain kernels, and relaxed ones would go on to other bits: resume it without them'
    throw new LenetError('ERR_CONFIG', `checkpoint: it was trained by ${was}`)
  }
  const { steps, beta1Power, beta2Power, ...fit } = place
  writeState(module.parameters, state)
  for (const group of ['gradients', 'firstMoments', 'secondMoments'] as const) {
    if (groups[group]) writeState(module[group], groups[group])
  }
  if (groups.curvature) writeState(module.firstMoments, groups.curvature)
  for (const [i, words] of streams.entries()) module.streams[i]!.set(words)
  exports.setAdamwPowers(beta1Power, beta2Power)
  // between two passes nothing remains; within one, batches follow each other from its start
  const remaining = fit.position === 0 ? 0 : fit.digits - fit.position
  exports.restorePosition(steps, remaining, remaining === 0 ? 0 : fit.position % config.batchSize)
  return fit
}

/** Writes a checkpoint whenever one is due. */
export class Saver {
  readonly #options: CheckpointOptions
  readonly #take: (metadata?: Metadata) => Uint8Array<ArrayBuffer>
  #last = performance.now()

  constructor(options: CheckpointOptions, take: (metadata?: Metadata) => Uint8Array<ArrayBuffer>) {
    this.#options = options
    this.#take = take
  }

  /** Writes one if it is time for it. */
  async due(): Promise<void> {
    if (performance.now() - this.#last >= 1000 * (this.#options.seconds ?? SECONDS)) await this.now()
  }

  async now(): Promise<void> {
    await this.#options.write(this.#take(this.#options.metadata))
    this.#last = performance.now()
  }
}
