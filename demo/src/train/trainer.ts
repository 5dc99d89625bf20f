/** The training that the page shows: one network in the worker, its state, its results so far. Knows nothing of the page's elements. */
import {
  type Activations,
  type Evaluation,
  type PassResult,
  type Progress,
  type StateDict,
  stateSha256,
} from 'lenet1989'
import { RemoteNetwork } from 'lenet1989/worker'
import type { LoadedDigits } from './digits.js'
import type { PassLine } from './pass-line.js'
import type { Config } from './settings.js'
import type { Kept } from './storage.js'

/** `busy`: a network is being made, or a training is being stopped. */
export type State = 'busy' | 'ready' | 'running' | 'paused' | 'done'

export interface TrainerEvents {
  /** The state has changed. */
  state(): void
  /** The results are other ones: a pass more, or another training. */
  lines(): void
  /** A pass is some digits further. */
  progress(progress: Progress): void
  /** A checkpoint worth keeping. */
  keep(kept: Kept): void
  failed(error: unknown): void
}

/** Seconds between two checkpoints while training runs. */
const KEEP_SECONDS = 1

export class Trainer {
  readonly digits: LoadedDigits
  readonly #worker: Worker
  readonly #events: TrainerEvents
  #network: RemoteNetwork | undefined
  /** Whether it came from a file. */
  #loaded = false
  #state: State = 'busy'
  #lines: PassLine[] = []
  #controller: AbortController | undefined
  #ended: Promise<void> = Promise.resolve()
  /** Networks are made one after the other. */
  #made: Promise<void> = Promise.resolve()
  /** Time on the clock before the run under way, and when that began. */
  #elapsed = 0
  #since: number | undefined
  #keptAt = 0

  constructor(worker: Worker, digits: LoadedDigits, events: TrainerEvents) {
    this.#worker = worker
    this.digits = digits
    this.#events = events
  }

  get state(): State {
    return this.#state
  }
  get config(): Config | undefined {
    return this.#network?.config
  }
  get lines(): readonly PassLine[] {
    return this.#lines
  }
  get passes(): number {
    return this.#network?.passes ?? 0
  }
  /** Whether it is as it was made. */
  get untrained(): boolean {
    return !this.#loaded && (this.#network?.steps ?? 0) === 0
  }
  /** Whether it stands amid a pass. */
  get withinPass(): boolean {
    const network = this.#network
    if (!network) return false
    return network.steps > network.passes * Math.ceil(this.digits.train.length / network.config.batchSize)
  }
  /** Milliseconds of training and evaluation so far, as a clock on the wall shows them. */
  get elapsed(): number {
    return this.#elapsed + (this.#since === undefined ? 0 : performance.now() - this.#since)
  }

  /** A fresh network; the one before is given up. */
  create(config: Config): Promise<void> {
    return this.#replace(() => RemoteNetwork.create(this.#worker, config), [], 0)
  }

  /** The network of a file; `config` is taken where the file says nothing. */
  load(bytes: Uint8Array, config: Config): Promise<void> {
    const load = async () => {
      try {
        return await RemoteNetwork.load(this.#worker, bytes)
      } catch (error) {
        if ((error as { code?: string }).code !== 'ERR_CONFIG') throw error
        return RemoteNetwork.load(this.#worker, bytes, config)
      }
    }
    return this.#replace(load, [], 0, true)
  }

  /** The training that was kept, where it stood. */
  resume({ checkpoint, lines, elapsed }: Kept): Promise<void> {
    return this.#replace(() => RemoteNetwork.resume(this.#worker, checkpoint), lines, elapsed)
  }

  /** Trains until `passes` passes are done in all, or paused. */
  async run(passes = Infinity): Promise<void> {
    const network = this.#network
    if (!network || (this.#state !== 'ready' && this.#state !== 'paused')) return
    const controller = new AbortController()
    this.#controller = controller
    this.#since = performance.now()
    this.#become('running')
    const ended = this.#train(network, controller.signal, passes)
    this.#ended = ended.catch(() => {})
    let state: State = 'paused'
    try {
      await ended
      if (network.passes >= network.config.passes) state = 'done'
    } catch (error) {
      if (error !== controller.signal.reason) this.#events.failed(error)
    }
    this.#elapsed = this.elapsed
    this.#since = undefined
    // another network may have taken its place
    if (this.#network !== network) return
    this.#become(state)
    await this.#keep(network)
  }

  /** Stops after the few milliseconds of training that are under way; settles when it has. */
  async pause(): Promise<void> {
    this.#controller?.abort()
    await this.#ended
  }

  /** The outputs of one image or many, ten each. */
  async outputs(images: Float32Array): Promise<Float32Array | undefined> {
    return this.#network?.predict(images)
  }

  /** The ten outputs of every test digit, 2,007 × 10. */
  async testOutputs(): Promise<Float32Array | undefined> {
    return this.#network?.predict(this.digits.test.images)
  }

  async evaluateTest(): Promise<Evaluation> {
    return this.#network!.evaluate(this.digits.test)
  }

  /** Everything there is to see inside, for one image. */
  async inspect(image: Float32Array): Promise<{ activations: Activations; state: StateDict } | undefined> {
    const network = this.#network
    if (!network) return undefined
    const [activations, state] = await Promise.all([network.activations(image), network.stateDict()])
    return { activations, state }
  }

  async digest(): Promise<string | undefined> {
    const network = this.#network
    return network && stateSha256(await network.stateDict())
  }

  async save(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#network?.save()
  }

  /** Keeps the training as it stands now, as when the page is left. */
  async keepNow(): Promise<void> {
    if (this.#network && this.elapsed > 0) await this.#keep(this.#network)
  }

  async #train(network: RemoteNetwork, signal: AbortSignal, passes: number): Promise<void> {
    const { train, test } = this.digits
    const onProgress = (progress: Progress) => this.#events.progress(progress)
    for await (const result of network.fit(train, { validationData: test, signal, onProgress })) {
      this.#lines = [...this.#lines, line(result)]
      this.#events.lines()
      if (result.pass >= passes) return
      if (performance.now() - this.#keptAt > 1000 * KEEP_SECONDS) void this.#keep(network)
    }
  }

  async #keep(network: RemoteNetwork): Promise<void> {
    this.#keptAt = performance.now()
    try {
      const checkpoint = await network.checkpoint()
      if (this.#network !== network) return
      // the worker's answers come in order: the results that are here by now are those of the checkpoint
      this.#events.keep({ checkpoint, config: network.config, lines: this.#lines, elapsed: this.elapsed })
    } catch (error) {
      if (this.#network === network) this.#events.failed(error)
    }
  }

  #replace(
    make: () => Promise<RemoteNetwork>,
    lines: readonly PassLine[],
    elapsed: number,
    loaded = false,
  ): Promise<void> {
    const made = this.#made.then(() => this.#replaceNow(make, lines, elapsed, loaded))
    this.#made = made.catch(() => {})
    return made
  }

  async #replaceNow(
    make: () => Promise<RemoteNetwork>,
    lines: readonly PassLine[],
    elapsed: number,
    loaded: boolean,
  ): Promise<void> {
    await this.pause()
    const { state } = this
    const before = this.#network
    this.#become('busy')
    try {
      this.#network = await make()
    } catch (error) {
      // the one before is as it was
      this.#become(state)
      throw error
    }
    this.#loaded = loaded
    const { passes, config } = this.#network
    this.#lines = lines.filter(({ pass }) => pass <= passes)
    this.#elapsed = elapsed
    this.#become(passes >= config.passes ? 'done' : elapsed > 0 ? 'paused' : 'ready')
    this.#events.lines()
    await before?.dispose()
  }

  #become(state: State): void {
    this.#state = state
    this.#events.state()
  }
}

function line({ pass, lr, seconds, steps, train, test }: PassResult): PassLine {
  return {
    pass,
    lr,
    seconds,
    steps,
    trainLoss: train!.loss,
    trainMisses: train!.misses,
    testLoss: test!.loss,
    testMisses: test!.misses,
  }
}
