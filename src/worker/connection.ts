/** The page's end of the line to one worker: numbers its calls, and settles every one of them, whatever becomes of the worker. */
import { type Digits, digitsOf } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import { reading } from '../model/validate.js'
import type { Progress } from '../network/fit-options.js'
import { type EventPort, eventPort, type Port } from './port.js'
import {
  type CallName,
  type Calls,
  fromFailure,
  type Request,
  type Response,
  type RunId,
  type SetId,
} from './protocol.js'

/** Hears of a run what is not the answer to a call. */
export interface RunListener {
  progress(progress: Progress): void
  checkpoint(bytes: Uint8Array<ArrayBuffer>): void
}

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

/**
 * Milliseconds that a worker may stay silent while calls wait. Browsers do not report that a worker was terminated, or that its script never
 * calls `serve`. A silent worker is asked for a sign of life before it is given up: it may be busy with one long call, or the machine was asleep.
 */
export const limits = { handshake: 30_000, silence: 30_000 }

const connections = new WeakMap<Port, Connection>()

/**
 * One for each worker, however many networks it holds.
 *
 * @throws {LenetError} ERR_CONFIG for anything but a worker or a port
 */
export function connect(worker: Port): Connection {
  const known = connections.get(worker)
  if (known) return known
  const connection = new Connection(eventPort(worker, 'worker'))
  connections.set(worker, connection)
  return connection
}

export class Connection {
  /** Receivers of what the worker reports of a run. */
  readonly listeners = new Map<RunId, RunListener>()
  readonly #worker: EventPort
  readonly #pending = new Map<number, Pending>()
  /** The sets that the worker has, or is being sent, by their pixels and labels. */
  readonly #sent = new WeakMap<Float32Array, WeakMap<Uint8Array, Promise<SetId>>>()
  /** A set for each array of pixels that has arrived. */
  readonly #arrived = new WeakMap<Float32Array, SetId>()
  #calls = 0
  #sets = 0
  #broken: LenetError | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Whether the worker has ever said anything, and whether it has since the timer was set. */
  #met = false
  #heard = false
  #pinged = false

  constructor(worker: EventPort) {
    this.#worker = worker
    worker.addEventListener('message', ({ data }) => this.#hear(data))
    // No answer will come any more to what has been asked, nor to what will be.
    worker.addEventListener('error', ({ message, error }) =>
      this.#break(`the worker could not be loaded, or failed${message ? `: ${message}` : ''}`, error),
    )
    worker.addEventListener('messageerror', () => this.#break('a message of the worker could not be read'))
    worker.addEventListener('close', ({ message }) =>
      this.#break(`the port to the worker was closed${message ? `: ${message}` : ''}`),
    )
    worker.start?.()
  }

  call<Name extends CallName>(
    call: Name,
    ...args: Parameters<Calls[Name]>
  ): Promise<ReturnType<Calls[Name]>> {
    if (this.#broken) return Promise.reject(this.#broken)
    const request: Request = { id: ++this.#calls, call, args }
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve: resolve as Pending['resolve'], reject })
      try {
        this.#worker.postMessage(request)
      } catch (cause) {
        this.#pending.delete(request.id)
        const reason = cause instanceof Error ? cause.message : String(cause)
        reject(
          new LenetError('ERR_WORKER', `${call}: its arguments cannot be sent to the worker: ${reason}`, {
            cause,
          }),
        )
        return
      }
      this.#watch()
    })
  }

  /** The number of a set in the worker, which is sent there the first time. */
  async send(set: Digits): Promise<SetId> {
    // a set that is known need not be looked through again
    const known = reading('digits', () => this.#sent.get(set?.images)?.get(set.labels))
    if (known !== undefined) return known
    const { images, labels } = digitsOf(set)
    const id = ++this.#sets
    const byLabels = this.#sent.get(images) ?? new WeakMap<Uint8Array, Promise<SetId>>()
    this.#sent.set(images, byLabels)
    const sending = this.call('digits', id, images, labels).then(
      () => {
        this.#arrived.set(images, id)
        return id
      },
      (error: unknown) => {
        byLabels.delete(labels)
        throw error
      },
    )
    byLabels.set(labels, sending)
    return sending
  }

  /** The number of a set that has these pixels, if the worker has one. */
  sent(images: Float32Array): SetId | undefined {
    return this.#arrived.get(images)
  }

  /** Sets the timer while calls wait, unless it is set. */
  #watch(): void {
    if (this.#timer !== undefined || this.#pending.size === 0) return
    this.#heard = false
    this.#timer = setTimeout(() => this.#check(), this.#met ? limits.silence : limits.handshake)
  }

  #check(): void {
    this.#timer = undefined
    if (!this.#met) {
      this.#break(
        `the worker has not answered in ${limits.handshake / 1000} s: does its script call serve() of lenet1989/worker?`,
      )
    } else if (this.#heard || !this.#pinged) {
      this.#pinged = !this.#heard
      if (this.#pinged) this.call('ping').catch(() => {})
      this.#watch()
    } else {
      this.#break(`the worker has not answered for ${limits.silence / 1000} s: it was terminated, or hangs`)
    }
  }

  /** What is not an answer is the page's own conversation with its worker. */
  #hear(data: unknown): void {
    if (typeof data !== 'object' || data === null) return
    const response = data as Response
    if ('run' in response) {
      this.#alive()
      const listener = this.listeners.get(response.run)
      if ('progress' in response) listener?.progress(response.progress)
      else listener?.checkpoint(response.checkpoint)
      return
    }
    const pending = this.#pending.get(response.id)
    if (pending === undefined || !('value' in response || 'failed' in response)) return
    this.#alive()
    this.#pending.delete(response.id)
    if (this.#pending.size === 0) {
      clearTimeout(this.#timer)
      this.#timer = undefined
    }
    if ('failed' in response) pending.reject(fromFailure(response.failed))
    else pending.resolve(response.value)
  }

  #alive(): void {
    this.#met = true
    this.#heard = true
    this.#pinged = false
  }

  #break(message: string, cause?: unknown): void {
    this.#broken ??= new LenetError('ERR_WORKER', message, { cause })
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const { reject } of this.#pending.values()) reject(this.#broken)
    this.#pending.clear()
  }
}
