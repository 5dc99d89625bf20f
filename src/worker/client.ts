/** The page's side: a network that lives in a worker, with the methods of `Network`. */

import type { Metadata } from '../formats/tensors.js'
import { type Bytes, bytes as bytesFrom } from '../model/bytes.js'
import type { Config, SeededRecipe } from '../model/config.js'
import { checkPixelCount, type Digits, digitsOf } from '../model/digits.js'
import type { Evaluation } from '../model/evaluation.js'
import { PARAMETERS } from '../model/shape.js'
import type { StateDict } from '../model/state.js'
import { isAnything, readOptions } from '../model/validate.js'
import type { Activations } from '../network/activations.js'
import type { CheckpointOptions } from '../network/capture.js'
import type { PassResult, ValidatedResult } from '../network/fit.js'
import { type FitOptions, readFitOptions, type ValidatedFitOptions } from '../network/fit-options.js'
import type { CreateOptions } from '../network/fresh.js'
import type { Network } from '../network/network.js'
import { type Training, training } from '../network/training.js'
import { compile } from '../wasm/compile.js'
import { type Connection, connect } from './connection.js'
import type { Port } from './port.js'
import { type Counts, type Made, type NetworkId, type PlainMethod, toFailure } from './protocol.js'

/** The members of a class, its methods giving promises unless they give an iteration. */
type Remote<Class> = {
  readonly [Name in keyof Class]: Class[Name] extends (...args: infer Args) => infer Result
    ? Result extends AsyncGenerator<unknown, unknown>
      ? Class[Name]
      : (...args: Args) => Promise<Awaited<Result>>
    : Class[Name]
}

/**
 * A `Network` in a worker: the same methods, each giving a promise; the same bits. While it trains, the page stays free, and so does the network: it
 * predicts and shows its weights between two batch buffers of training, a few milliseconds after it is asked.
 *
 *     const worker = new Worker(new URL('./train.worker.js', import.meta.url), { type: 'module' })
 *     const net = await RemoteNetwork.create(worker, recipes.base)
 *     for await (const pass of net.fit(train, { validationData: test })) console.log(pass.pass, pass.test.error)
 *
 * One worker can hold many networks. Digits are copied to it the first time they are used, and known by their arrays from then on: what is
 * changed in these afterwards, the worker does not see.
 *
 * Every call settles. A worker that fails, closes its port, or stays silent (30 s for its first answer; later also after it is asked for a
 * sign of life) ends all of them with ERR_WORKER, since browsers do not report that a worker was terminated.
 */
export class RemoteNetwork implements Remote<Network> {
  /** What the network was made with, frozen. */
  readonly config: Config
  /** Weights and biases: 9,760. */
  readonly parameterCount = PARAMETERS
  readonly #connection: Connection
  readonly #network: NetworkId
  #counts: Counts

  private constructor(connection: Connection, { network, config, ...counts }: Made) {
    this.config = Object.freeze(config)
    this.#connection = connection
    this.#network = network
    this.#counts = counts
  }

  /**
   * As `Network.create`, in a worker whose script calls `serve` of `lenet1989/worker`.
   *
   * @throws {LenetError} as `Network.create`; ERR_CONFIG for anything but a worker or port; ERR_WORKER if the worker cannot be loaded, falls silent or dies,
   *   here and in every other method
   */
  static async create(
    worker: Port,
    config: SeededRecipe,
    options: CreateOptions = {},
  ): Promise<RemoteNetwork> {
    const connection = connect(worker)
    return new RemoteNetwork(connection, await connection.call('create', config, await compiled(options)))
  }

  /**
   * As `Network.load`: the network of a safetensors file.
   *
   * @throws {LenetError} as `Network.load` and `create`
   */
  static async load(
    worker: Port,
    bytes: Bytes,
    config?: SeededRecipe,
    options: CreateOptions = {},
  ): Promise<RemoteNetwork> {
    const connection = connect(worker)
    const made = await connection.call(
      'load',
      bytesFrom(bytes, 'safetensors'),
      config,
      await compiled(options),
    )
    return new RemoteNetwork(connection, made)
  }

  /**
   * As `Network.resume`: the network of a checkpoint, with its training where it stood.
   *
   * @throws {LenetError} as `Network.resume` and `create`
   */
  static async resume(worker: Port, checkpoint: Bytes, options: CreateOptions = {}): Promise<RemoteNetwork> {
    const connection = connect(worker)
    return new RemoteNetwork(
      connection,
      await connection.call('resume', bytesFrom(checkpoint, 'checkpoint'), await compiled(options)),
    )
  }

  /** Passes over the training digits whose results have arrived. */
  get passes(): number {
    return this.#counts.passes
  }

  /** Optimizer steps done, as far as the worker has reported them. */
  get steps(): number {
    return this.#counts.steps
  }

  /**
   * As `Network.fit`: trains, and gives a result after each pass. The next pass begins when its result is asked for. After `break`, and after the
   * `signal` has fired and its reason been thrown, nothing runs in the worker any more; the next `fit` goes on where this one stopped, to the same
   * bits. The worker waits for `checkpoint.write`.
   */
  fit(train: Digits, options: ValidatedFitOptions): Training<ValidatedResult>
  fit(train: Digits, options?: FitOptions): Training
  fit(train: Digits, options: FitOptions = {}): Training {
    return training(this.#train(train, options))
  }

  async *#train(train: Digits, options: FitOptions): AsyncGenerator<PassResult, void> {
    digitsOf(train, 'train')
    const { validationData, checkpoint, signal, onProgress, ...plain } = readFitOptions(options)
    const connection = this.#connection
    signal?.throwIfAborted()
    const trainSet = await connection.send(train)
    const run = await connection.call('fit', this.#network, trainSet, {
      ...plain,
      ...(validationData && { validation: await connection.send(validationData) }),
      ...(checkpoint && { checkpoint: withoutWrite(checkpoint) }),
    })
    const abort = (): void => {
      // what it comes to shows in `next`
      connection.call('abort', run).catch(() => {})
    }
    let failure: { readonly error: unknown } | undefined
    connection.listeners.set(run, {
      progress: (progress) => {
        this.#counts = { passes: this.passes, steps: progress.steps }
        try {
          onProgress?.(progress)
        } catch (error) {
          failure = { error }
          abort()
        }
      },
      async checkpoint(bytes) {
        try {
          await checkpoint?.write(bytes)
          await connection.call('written', run, undefined)
        } catch (error) {
          failure ??= { error }
          connection.call('written', run, toFailure(error)).catch(() => {})
        }
      },
    })
    signal?.addEventListener('abort', abort)
    try {
      for (;;) {
        signal?.throwIfAborted()
        const { done, value } = await connection.call('next', run)
        if (done) return
        this.#counts = { passes: value.pass, steps: value.steps }
        yield value
      }
    } catch (error) {
      signal?.throwIfAborted()
      throw failure ? failure.error : error
    } finally {
      signal?.removeEventListener('abort', abort)
      // a worker that is gone has ended it, and `next` has said so
      await connection.call('end', run).catch(() => {})
      connection.listeners.delete(run)
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
    return this.#invoke('activations', image)
  }

  /** As `Network.forward`, for a loop of your own. */
  forward(image: Float32Array): Promise<Float32Array> {
    return this.#invoke('forward', image)
  }

  /** As `Network.backward`. */
  backward(label: number, scale?: number): Promise<number> {
    return this.#invoke('backward', label, scale)
  }

  /** As `Network.step`. */
  step(lr?: number): Promise<void> {
    return this.#invoke('step', lr)
  }

  /** As `Network.gradients`. */
  gradients(): Promise<StateDict> {
    return this.#invoke('gradients')
  }

  /** As `Network.estimateCurvature`. */
  async estimateCurvature(set: Digits): Promise<void> {
    return this.#connection.call('estimateCurvature', this.#network, await this.#connection.send(set))
  }

  /** As `Network.curvatures`. */
  curvatures(): Promise<StateDict> {
    return this.#invoke('curvatures')
  }

  /** As `Network.stateDict`. */
  stateDict(): Promise<StateDict> {
    return this.#invoke('stateDict')
  }

  /** As `Network.loadStateDict`. */
  loadStateDict(state: StateDict): Promise<void> {
    return this.#invoke('loadStateDict', state)
  }

  /** As `Network.save`: the weights as a safetensors file. */
  save(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#invoke('save')
  }

  /** As `Network.checkpoint`: all that decides how the training goes on, for `resume`; also while it trains. */
  checkpoint(metadata?: Metadata): Promise<Uint8Array<ArrayBuffer>> {
    return this.#invoke('checkpoint', metadata)
  }

  /** As `Network.dispose`. The worker stays, with the digits it has; `worker.terminate()` ends it. */
  dispose(): Promise<void> {
    return this.#connection.call('dispose', this.#network)
  }

  async #invoke<Name extends PlainMethod>(
    method: Name,
    ...args: Parameters<Network[Name]>
  ): Promise<ReturnType<Network[Name]>> {
    const { value, ...counts } = await this.#connection.call('invoke', this.#network, method, args)
    this.#counts = counts
    return value as ReturnType<Network[Name]>
  }
}

/** What of the options can be sent: a function cannot. */
const withoutWrite = ({ write: _, ...others }: CheckpointOptions): Omit<CheckpointOptions, 'write'> => others

/** The options with their module compiled: a worker can be sent that, but not a response. */
async function compiled(options: CreateOptions): Promise<CreateOptions> {
  const { wasm } = readOptions(options, { wasm: isAnything }, 'RemoteNetwork')
  return wasm === undefined ? {} : { wasm: await compile(wasm, 'lenet1989.wasm') }
}
