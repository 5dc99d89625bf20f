/** The page's end of the line to one worker: numbers its calls, and settles them when their answers come. */
import { checkDigits, type Digits } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import type { Progress } from '../network/fit.js'
import {
  type CallName,
  type Calls,
  fromFailure,
  type Port,
  type Request,
  type Response,
  type RunId,
  type SetId,
} from './protocol.js'

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

const connections = new WeakMap<Port, Connection>()

/** One for each worker, however many networks it holds. */
export function connect(worker: Port): Connection {
  const known = connections.get(worker)
  if (known) return known
  const connection = new Connection(worker)
  connections.set(worker, connection)
  return connection
}

export class Connection {
  /** Who wants to hear of a run's progress. */
  readonly listeners = new Map<RunId, (progress: Progress) => void>()
  readonly #worker: Port
  readonly #pending = new Map<number, Pending>()
  /** The digits that the worker has, by their pixels. */
  readonly #sent = new WeakMap<Float32Array, SetId>()
  #calls = 0
  #sets = 0
  #broken: LenetError | undefined

  constructor(worker: Port) {
    this.#worker = worker
    worker.addEventListener('message', ({ data }) => this.#hear(data as Response))
    // No answer will come any more to what has been asked, nor to what will be.
    worker.addEventListener('error', ({ message }) =>
      this.#break(`the worker could not be loaded, or failed${message ? `: ${message}` : ''}`),
    )
    worker.addEventListener('messageerror', () => this.#break('a message of the worker could not be read'))
    worker.start?.()
  }

  call<Name extends CallName>(
    call: Name,
    ...args: Parameters<Calls[Name]>
  ): Promise<ReturnType<Calls[Name]>> {
    if (this.#broken) return Promise.reject(this.#broken)
    const request: Request = { id: ++this.#calls, call, args }
    return new Promise((resolve, reject) => {
      // first, since what cannot be copied is refused here
      this.#worker.postMessage(request)
      this.#pending.set(request.id, { resolve: resolve as Pending['resolve'], reject })
    })
  }

  /** The number of a set in the worker, which is sent there the first time. */
  async send(set: Digits): Promise<SetId> {
    const known = this.#sent.get(set.images)
    if (known !== undefined) return known
    checkDigits(set)
    const id = ++this.#sets
    this.#sent.set(set.images, id)
    await this.call('digits', id, set.images, set.labels)
    return id
  }

  /** The number of the set that has these pixels, if the worker has it. */
  sent(images: Float32Array): SetId | undefined {
    return this.#sent.get(images)
  }

  #hear(response: Response): void {
    if ('progress' in response) {
      this.listeners.get(response.run)?.(response.progress)
      return
    }
    const pending = this.#pending.get(response.id)
    this.#pending.delete(response.id)
    if ('failed' in response) pending?.reject(fromFailure(response.failed))
    else pending?.resolve(response.value)
  }

  #break(message: string): void {
    this.#broken = new LenetError('ERR_WORKER', message)
    for (const { reject } of this.#pending.values()) reject(this.#broken)
    this.#pending.clear()
  }
}
