/**
 * What a page and its training worker say to each other. A call is a message with a number, its answer one with the same number; progress
 * comes by itself. Everything is plain data that structured cloning copies.
 */

import type { Config, SeededRecipe } from '../model/config.js'
import { type ErrorCode, LenetError } from '../model/errors.js'
import type { Evaluation } from '../model/evaluation.js'
import { show } from '../model/validate.js'
import type { CheckpointOptions } from '../network/capture.js'
import type { PassResult } from '../network/fit.js'
import type { FitOptions, Progress } from '../network/fit-options.js'
import type { CreateOptions } from '../network/fresh.js'
import type { Network } from '../network/network.js'

/** A network in the worker, a set of digits that it has been sent, and a training run that is under way there. */
export type NetworkId = number
export type SetId = number
export type RunId = number

/** What a page knows of a network's training without asking. */
export interface Counts {
  readonly passes: number
  readonly steps: number
}

/** A network that has been made for a page. */
export interface Made extends Counts {
  readonly network: NetworkId
  readonly config: Config
}

/** Methods of `Network` that take and give plain data, and are called in the worker as they are. */
export const plainMethods = [
  'activations',
  'forward',
  'backward',
  'step',
  'gradients',
  'curvatures',
  'stateDict',
  'loadStateDict',
  'save',
  'checkpoint',
] as const satisfies readonly (keyof Network)[]
export type PlainMethod = (typeof plainMethods)[number]

/** The options of `fit` as they cross the line: sets by their numbers, functions as whether they were given. */
export interface RemoteFitOptions extends Pick<FitOptions, 'passes' | 'evaluateTrain'> {
  readonly validation?: SetId
  /** Seconds between two checkpoints, and free text for them, if the page wants any. */
  readonly checkpoint?: Omit<CheckpointOptions, 'write'>
}

/** The functions that the worker offers. */
export interface Calls {
  create(config: SeededRecipe, options: CreateOptions): Made
  load(bytes: Uint8Array, config: SeededRecipe | undefined, options: CreateOptions): Made
  resume(checkpoint: Uint8Array, options: CreateOptions): Made
  digits(set: SetId, images: Float32Array, labels: Uint8Array): void
  fit(network: NetworkId, train: SetId, options: RemoteFitOptions): RunId
  next(run: RunId): IteratorResult<PassResult, void>
  /** A checkpoint that the worker sent is in its place, or why it is not. */
  written(run: RunId, failure: Failure | undefined): void
  abort(run: RunId): void
  end(run: RunId): void
  evaluate(network: NetworkId, set: SetId): Evaluation
  estimateCurvature(network: NetworkId, set: SetId): void
  predict(network: NetworkId, images: Float32Array | SetId): Float32Array
  invoke(
    network: NetworkId,
    method: PlainMethod,
    args: readonly unknown[],
  ): { readonly value: unknown } & Counts
  dispose(network: NetworkId): void
  /** A sign of life. */
  ping(): void
}

export type CallName = keyof Calls

/** From the page. */
export interface Request {
  readonly id: number
  readonly call: CallName
  readonly args: readonly unknown[]
}

/** From the worker. */
export type Response =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failed: Failure }
  | { readonly run: RunId; readonly progress: Progress }
  | { readonly run: RunId; readonly checkpoint: Uint8Array<ArrayBuffer> }

/** An error as plain data: structured cloning would keep neither the class nor the code. */
export interface Failure {
  readonly name: string
  readonly message: string
  readonly code?: ErrorCode
}

export function toFailure(error: unknown): Failure {
  if (error instanceof LenetError) return { name: error.name, message: error.message, code: error.code }
  if (error instanceof Error) return { name: error.name, message: error.message }
  return { name: 'Error', message: show(error) }
}

export function fromFailure({ name, message, code }: Failure): Error {
  if (code !== undefined) return new LenetError(code, message)
  const error = new Error(message)
  error.name = name
  return error
}
