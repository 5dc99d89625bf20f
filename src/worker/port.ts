/** The ends of the line between a page and its worker, as browsers and as Node make them, seen as one. */
import { LenetError } from '../model/errors.js'
import { kind, reading } from '../model/validate.js'

/** An end of the browsers' kind: a `Worker`, what a worker finds as `self`, or a `MessagePort` (Node's too). */
export interface EventPort {
  /** Sends a message to the other end. */
  postMessage(message: unknown): void
  /** Receives messages. */
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  /** Receives failures. */
  addEventListener(
    type: 'error' | 'messageerror' | 'close',
    listener: (event: { readonly message?: string; readonly error?: unknown }) => void,
  ): void
  /** Starts delivery, on a `MessagePort`. */
  start?(): void
}

/** A `Worker` of Node's `worker_threads`. */
export interface EmitterPort {
  /** Sends a message to the other end. */
  postMessage(message: unknown): void
  /** Receives messages. */
  on(event: 'message', listener: (message: unknown) => void): unknown
  /** Receives failures. */
  on(event: 'error' | 'messageerror', listener: (error: Error) => void): unknown
  /** Receives its end. */
  on(event: 'exit', listener: (code: number) => void): unknown
}

/** Either end of the line: a page's `Worker`, what a worker finds as `self`, a `MessagePort`, or a `Worker` of Node's `worker_threads`. */
export type Port = EventPort | EmitterPort

/**
 * A port as an end of the browsers' kind.
 *
 * @throws {LenetError} ERR_CONFIG for anything but a worker or a port
 */
export function eventPort(port: unknown, where: string): EventPort {
  const { postMessage, addEventListener, on } = reading(where, () => {
    const { postMessage, addEventListener, on } = Object(port) as Partial<EventPort & EmitterPort>
    return { postMessage, addEventListener, on }
  })
  if (typeof postMessage === 'function' && typeof addEventListener === 'function') return port as EventPort
  if (typeof postMessage === 'function' && typeof on === 'function') return fromEmitter(port as EmitterPort)
  throw new LenetError('ERR_CONFIG', `${where}: expected a Worker or a MessagePort, got ${kind(port)}`)
}

/** Node's worker says `exit` where a port says `close`. */
const fromEmitter = (emitter: EmitterPort): EventPort => ({
  postMessage: (message) => emitter.postMessage(message),
  addEventListener(type: string, listener: (event: never) => void) {
    const hear = listener as (event: object) => void
    if (type === 'message') emitter.on('message', (data) => hear({ data }))
    else if (type === 'close') emitter.on('exit', (code) => hear({ message: `exit code ${code}` }))
    else emitter.on(type as 'error', (error) => hear({ message: error.message, error }))
  },
})

interface Threads {
  readonly parentPort: EventPort | null
}

/**
 * What a worker's script finds of its page: in a thread of Node, Deno or Bun the port to the thread that made it, elsewhere its global scope. The port comes
 * first: a thread of Bun has both, and hears nothing in the other.
 */
export function pagePort(): Port | undefined {
  const { postMessage, process } = globalThis as {
    postMessage?: unknown
    process?: { getBuiltinModule?(name: string): Threads }
  }
  const port = process?.getBuiltinModule?.('node:worker_threads')?.parentPort
  if (port) return port
  return typeof postMessage === 'function' ? (globalThis as unknown as EventPort) : undefined
}
