/** The page's side: a network that lives in a worker, with the face of `Network`. */

import type { Config } from '../model/config.js'
import { checkPixelCount, type Digits } from '../model/digits.js'
import type { Evaluation } from '../model/evaluation.js'
import type { Recipe } from '../model/recipes.js'
import type { StateDict } from '../model/state.js'
import type { Activations } from '../network/activations.js'
import type { PassResult } from '../network/fit.js'
import type { FitOptions } from '../network/fit-options.js'
import { type Connection, connect } from './connection.js'
import type { Made, NetworkId, Port } from './protocol.js'

/**
 * A `Network` in a worker: the same methods, each giving a promise; the same bits. While it trains, the page stays free, and so does the network: it
 * predicts and shows its weights between two windows of training, a few milliseconds after it is asked.
 *
 *     const worker = new Worker(new URL('./train.worker.js', import.meta.url), { type: 'module' })
 *     const net = await RemoteNetwork.create(worker, recipes.base)
 *     for await (const pass of net.fit(train, { validationData: test })) console.log(pass.pass, pass.test?.error)
 *
 * One worker can hold many networks. Digits are copied to it the first time they are used, and known by their two arrays from then on: what is
 * changed in these afterwards, the worker does not see.
 *
 * Every call settles. A worker that fails, closes its port, or stays silent (30 s for its first answer; later also after it is asked for a
 * sign of life) ends all of them with ERR_WORKER, since browsers do not report that a worker was terminated.
 */
export class RemoteNetwork {
  /** What the network was made with, frozen. */
  readonly config: Config
  readonly #connection: Connection
  readonly #network: NetworkId
  #passes: number

  private constructor(connection: Connection, { network, config, passes }: Made) {
    this.config = Object.freeze(config)
    this.#connection = connection
    this.#network = network
    this.#passes = passes
  }

  /**
   * As `Network.create`, in a worker whose script calls `serve` of `lenet1989/worker`.
   *
   * @throws {LenetError} as `Network.create`; ERR_WORKER if the worker cannot be loaded, here and in every other method
   */
  static async create(worker: Port, config: Recipe & { readonly seed?: number }): Promise<RemoteNetwork> {
    const connection = connect(worker)
    return new RemoteNetwork(connection, await connection.call('create', config))
  }

  /**
   * As `Network.load`: the network of a safetensors file.
   *
   * @throws {LenetError} as `Network.load`
   */
  static async load(
    worker: Port,
    bytes: Uint8Array,
    config?: Recipe & { readonly seed?: number },
  ): Promise<RemoteNetwork> {
    const connection = connect(worker)
    return new RemoteNetwork(connection, await connection.call('load', bytes, config))
  }

  /**
   * As `Network.resume`: the network of a checkpoint, with its training where it stood.
   *
   * @throws {LenetError} as `Network.resume`
   */
  static async resume(worker: Port, checkpoint: Uint8Array): Promise<RemoteNetwork> {
    const connection = connect(worker)
    return new RemoteNetwork(connection, await connection.call('resume', checkpoint))
  }

  /** Passes over the training digits whose results have arrived. */
  get passes(): number {
    return this.#passes
  }

  /**
   * As `Network.fit`: trains, and gives a result after each pass. The next pass begins when its result is asked for. After `break`, and after the
   * `signal` has fired and its reason been thrown, nothing runs in the worker any more; the next `fit` goes on where this one stopped, to the same
   * bits. For checkpoints there is the method: it may be called at any time.
   */
  async *fit(train: Digits, options: Omit<FitOptions, 'checkpoint'> = {}): AsyncGenerator<PassResult, void> {
    const { validationData, evaluateTrain = true, signal, onProgress } = options
    const connection = this.#connection
    signal?.throwIfAborted()
    const trainSet = await connection.send(train)
    const testSet = validationData && (await connection.send(validationData))
    const run = await connection.call('fit', this.#network, trainSet, testSet, evaluateTrain)
    const abort = (): void => {
      // what it comes to shows in `next`
      connection.call('abort', run).catch(() => {})
    }
    let failure: { readonly error: unknown } | undefined
    connection.listeners.set(run, (progress) => {
      try {
        onProgress?.(progress)
      } catch (error) {
        failure = { error }
        abort()
      }
    })
    signal?.addEventListener('abort', abort)
    try {
      for (;;) {
        signal?.throwIfAborted()
        const { done, value } = await connection.call('next', run)
        if (done) return
        this.#passes = value.pass
        yield value
      }
    } catch (error) {
      signal?.throwIfAborted()
      throw failure ? failure.error : error
    } finally {
      signal?.removeEventListener('abort', abort)
      connection.listeners.delete(run)
      // a worker that is gone has ended it, and `next` has said so
      await connection.call('end', run).catch(() => {})
    }
  }

  /** As `Network.evaluate`. */
  async evaluate(set: Digits): Promise<Evaluation> {
    return this.#connection.call('evaluate', this.#network, await this.#connection.send(set))
  }

  /** As `Network.predict`. The images of a set that the worker has are not sent again. */
  async predict(images: Float32Array): Promise<Float32Array> {
    checkPixelCount(images)
    return this.#connection.call('predict', this.#network, this.#connection.sent(images) ?? images)
  }

  /** As `Network.activations`. */
  activations(image: Float32Array): Promise<Activations> {
    return this.#connection.call('activations', this.#network, image)
  }

  /** As `Network.stateDict`. */
  stateDict(): Promise<StateDict> {
    return this.#connection.call('stateDict', this.#network)
  }

  /** As `Network.loadStateDict`. */
  loadStateDict(state: StateDict): Promise<void> {
    return this.#connection.call('loadStateDict', this.#network, state)
  }

  /** As `Network.save`: the weights as a safetensors file. */
  save(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#connection.call('save', this.#network)
  }

  /** As `Network.checkpoint`: all that decides how the training goes on, for `resume`; also while it trains. */
  checkpoint(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#connection.call('checkpoint', this.#network)
  }

  /** As `Network.dispose`. The worker stays, with the digits it has; `worker.terminate()` ends it. */
  dispose(): Promise<void> {
    return this.#connection.call('dispose', this.#network)
  }
}
