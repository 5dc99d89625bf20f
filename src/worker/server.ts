/** The worker's side: holds networks and digits, and does what the page asks, between two batch buffers of training if need be. */
import { type Digits, digits } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import { show } from '../model/validate.js'
import type { PassResult } from '../network/fit.js'
import { Network } from '../network/network.js'
import { eventPort, type Port, pagePort } from './port.js'
import {
  type CallName,
  type Calls,
  type Counts,
  type Failure,
  fromFailure,
  type Made,
  type NetworkId,
  plainMethods,
  type Request,
  type Response,
  type RunId,
  type SetId,
  toFailure,
} from './protocol.js'

/** The same functions, which may take their time. */
type Handlers = {
  [Name in CallName]: (
    ...args: Parameters<Calls[Name]>
  ) => ReturnType<Calls[Name]> | Promise<ReturnType<Calls[Name]>>
}

interface Run {
  readonly passes: AsyncGenerator<PassResult, void>
  readonly controller: AbortController
  /** Ends the wait for the page to put a checkpoint in its place. */
  written?: (failure: Failure | undefined) => void
}

/**
 * Answers a page's {@link RemoteNetwork}s. A worker's script needs nothing else:
 *
 *     import { serve } from 'lenet1989/worker'
 *     serve()
 *
 * @param given where the page is; if not given, the worker's own global scope, or in Node the `parentPort` of `worker_threads`
 * @throws {LenetError} ERR_CONFIG for anything but a worker or port; ERR_WORKER without one if the script does not run in a worker
 */
export function serve(given?: Port): void {
  const found = given === undefined ? pagePort() : given
  if (found === undefined)
    throw new LenetError('ERR_WORKER', 'serve: this is not a worker; give the MessagePort to answer on')
  const port = eventPort(found, 'serve')
  const send = (response: Response): void => port.postMessage(response)
  const handlers = makeHandlers(send)
  port.addEventListener('message', async ({ data }) => {
    // a worker may have other things to talk about with its page
    if (!isRequest(data)) return
    const { id, call, args } = data
    try {
      if (!Object.hasOwn(handlers, call)) {
        throw new LenetError(
          'ERR_WORKER',
          `the worker does not know the call ${JSON.stringify(call)}: the page and its worker have different versions; load both from one`,
        )
      }
      const handler = handlers[call] as (...args: readonly unknown[]) => unknown
      send({ id, value: await handler(...args) })
    } catch (error) {
      send({ id, failed: toFailure(error) })
    }
  })
  port.start?.()
}

function isRequest(data: unknown): data is Request {
  const { id, call, args } = Object(data) as Partial<Request>
  return typeof id === 'number' && typeof call === 'string' && Array.isArray(args)
}

function makeHandlers(send: (response: Response) => void): Handlers {
  const networks = new Map<NetworkId, Network>()
  const sets = new Map<SetId, Digits>()
  const runs = new Map<RunId, Run>()
  let last = 0

  const counts = ({ passes, steps }: Network): Counts => ({ passes, steps })
  const keep = (network: Network): Made => {
    networks.set(++last, network)
    return { network: last, config: network.config, ...counts(network) }
  }
  const find = (id: NetworkId): Network => {
    const network = networks.get(id)
    if (!network) throw new LenetError('ERR_DISPOSED', 'this network has been disposed of')
    return network
  }
  return {
    create: async (config, options) => keep(await Network.create(config, options)),
    load: async (bytes, config, options) => keep(await Network.load(bytes, config, options)),
    resume: async (checkpoint, options) => keep(await Network.resume(checkpoint, options)),
    digits(set, images, labels) {
      sets.set(set, digits(images, labels))
    },
    fit(network, train, { validation, checkpoint, ...options }) {
      const id = ++last
      const controller = new AbortController()
      const write = (bytes: Uint8Array<ArrayBuffer>): Promise<void> =>
        new Promise((resolve, reject) => {
          run.written = (failure) => (failure ? reject(fromFailure(failure)) : resolve())
          send({ run: id, checkpoint: bytes })
        })
      const passes = find(network).fit(sets.get(train)!, {
        ...options,
        ...(validation !== undefined && { validationData: sets.get(validation)! }),
        ...(checkpoint && { checkpoint: { ...checkpoint, write } }),
        signal: controller.signal,
        onProgress: (progress) => send({ run: id, progress }),
      })
      const run: Run = { passes, controller }
      runs.set(id, run)
      return id
    },
    written: (run, failure) => runs.get(run)?.written?.(failure),
    next: (run) => runs.get(run)!.passes.next(),
    abort(run) {
      runs.get(run)?.controller.abort()
    },
    async end(run) {
      await runs.get(run)?.passes.return()
      runs.delete(run)
    },
    evaluate: (network, set) => find(network).evaluate(sets.get(set)!),
    estimateCurvature: (network, set) => find(network).estimateCurvature(sets.get(set)!),
    predict: (network, images) =>
      find(network).predict(typeof images === 'number' ? sets.get(images)!.images : images),
    async invoke(id, method, args) {
      if (!plainMethods.includes(method))
        throw new LenetError('ERR_WORKER', `the worker has no method ${show(method)}`)
      const network = find(id)
      const call = network[method] as (...args: readonly unknown[]) => unknown
      return { value: call.apply(network, args as unknown[]), ...counts(network) }
    },
    dispose(network) {
      networks.get(network)?.dispose()
      networks.delete(network)
    },
    ping() {},
  }
}
