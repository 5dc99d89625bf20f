/**
 * What a page and its training worker say to each other. A call is a message with a number, its answer one with the same number; progress
 * comes by itself. Everything is plain data that structured cloning copies.
 */

import type { Config } from '../model/config.js'
import { type ErrorCode, LenetError } from '../model/errors.js'
import type { Evaluation } from '../model/evaluation.js'
import type { Recipe } from '../model/recipes.js'
import type { StateDict } from '../model/state.js'
import { kind, reading, show } from '../model/validate.js'
import type { Activations } from '../network/activations.js'
import type { PassResult } from '../network/fit.js'
import type { Progress } from '../network/fit-options.js'

/** A network in the worker, a set of digits that it has been sent, and a training run that is under way there. */
export type NetworkId = number
export type SetId = number
export type RunId = number

/** What a page learns of a network that has been made for it. */
export interface Made {
  readonly network: NetworkId
  readonly config: Config
  readonly passes: number
}

/** The functions that the worker offers. */
export interface Calls {
  create(config: Recipe & { readonly seed?: number }): Made
  load(bytes: Uint8Array, config: (Recipe & { readonly seed?: number }) | undefined): Made
  resume(checkpoint: Uint8Array): Made
  digits(set: SetId, images: Float32Array, labels: Uint8Array): void
  fit(network: NetworkId, train: SetId, validation: SetId | undefined, evaluateTrain: boolean): RunId
  next(run: RunId): IteratorResult<PassResult, void>
  abort(run: RunId): void
  end(run: RunId): void
  evaluate(network: NetworkId, set: SetId): Evaluation
  predict(network: NetworkId, images: Float32Array | SetId): Float32Array
  activations(network: NetworkId, image: Float32Array): Activations
  stateDict(network: NetworkId): StateDict
  loadStateDict(network: NetworkId, state: StateDict): void
  save(network: NetworkId): Uint8Array<ArrayBuffer>
  checkpoint(network: NetworkId): Uint8Array<ArrayBuffer>
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

/** Either end of the line: a `Worker`, what a worker finds as `self`, or a `MessagePort` (in Node too). */
export interface Port {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(
    type: 'error' | 'messageerror' | 'close',
    listener: (event: { readonly message?: string; readonly error?: unknown }) => void,
  ): void
  start?(): void
}

/** @throws {LenetError} ERR_CONFIG for anything but a worker or a port */
export function checkPort(port: unknown, where: string): void {
  const { postMessage, addEventListener } = reading(where, () => {
    const { postMessage, addEventListener } = Object(port) as Partial<Port>
    return { postMessage, addEventListener }
  })
  if (typeof postMessage !== 'function' || typeof addEventListener !== 'function')
    throw new LenetError('ERR_CONFIG', `${where}: expected a Worker or a MessagePort, got ${kind(port)}`)
}
