/** The network of 1989 and its training, one object. */
import { type Config, checkConfig } from './config.js'
import { checkDigits, checkLabel, checkPixels, type Digits } from './data/digits.js'
import { LenetError } from './errors.js'
import { type Evaluation, evaluation } from './evaluation.js'
import { type Fit, type FitOptions, fit, type PassResult } from './fit.js'
import { configFromMetadata, weightsMetadata } from './formats/metadata.js'
import { decodeSafetensors, encodeSafetensors } from './formats/safetensors.js'
import {
  drawWeights,
  evaluateWindow,
  loadTrainModule,
  planesFirst,
  readState,
  type TrainModule,
  type WasmSource,
  writeState,
} from './kernels/index.js'
import type { Recipe } from './recipes.js'
import { CLASSES, H1, H2, IMAGE_PIXELS, PARAMETERS } from './shape.js'
import { checkState, type StateDict } from './state.js'

/** What may be given to `Network.create` besides the configuration. */
export interface CreateOptions {
  /**
   * The training module from elsewhere than the one inlined in this package, for hosts that refuse to compile bytes (Cloudflare
   * Workers): the compiled `lenet1989/lenet1989.wasm`, its bytes, or a `Response` that brings them.
   */
  readonly wasm?: WasmSource
}

/** What every unit of the network says to one image, in PyTorch's layouts. */
export interface Activations {
  /** (plane, row, column): 12×8×8. */
  readonly h1: Float32Array
  /** (plane, row, column): 12×4×4. */
  readonly h2: Float32Array
  /** 30 units. */
  readonly h3: Float32Array
  /** The ten outputs, as `predict` gives them. */
  readonly out: Float32Array
}

const ACTIVATIONS = ['tanh', 'scaledTanh', 'relu', 'silu'] as const
const LOSSES = ['mse', 'crossEntropy'] as const
const OPTIMIZERS = ['sgd', 'adamw'] as const

/**
 * 16×16 pixels → H1 (12×8×8) → H2 (12×4×4) → H3 (30) → 10 outputs: 9,760 weights and biases (LeCun et al. 1989, section 4), in one WebAssembly instance
 * with a memory of fixed size. The same configuration, digits and calls give the same bits on every engine.
 *
 *     const net = await Network.create(recipes.base)
 *     for await (const pass of net.fit(train, { validationData: test })) console.log(pass.pass, pass.test?.error)
 */
export class Network {
  /** What the network was made with, frozen. */
  readonly config: Config
  /** Weights and biases: 9,760. */
  readonly parameterCount = PARAMETERS
  #module: TrainModule | undefined
  #fit: Fit | undefined
  #forwarded = false

  private constructor(config: Config, module: TrainModule) {
    this.config = config
    this.#module = module
    const { exports } = module
    const { betas, dropoutAfter } = config
    exports.configureNetwork(
      ACTIVATIONS.indexOf(config.activation),
      LOSSES.indexOf(config.loss),
      config.labelSmoothing,
      dropoutAfter === 'h2' ? 2 : 3,
      config.dropout,
    )
    exports.configureTraining(
      OPTIMIZERS.indexOf(config.optimizer),
      config.batchSize,
      config.roll,
      betas[0],
      betas[1],
      config.eps,
      config.weightDecay,
    )
    exports.setRate(config.lr)
  }

  /**
   * A network with fresh weights, drawn as PyTorch draws them from `seed` (1337 if not given): (u − 0.5) · 2 · 2.4 / √fan_in; biases 0, but −1 at the
   * outputs where the loss is `mse`.
   *
   * @throws {LenetError} ERR_CONFIG naming the field; ERR_WASM where WebAssembly may not be compiled
   */
  static async create(
    config: Recipe & { readonly seed?: number },
    options: CreateOptions = {},
  ): Promise<Network> {
    const checked = checkConfig(config)
    const module = await loadTrainModule(options.wasm)
    module.exports.seedStream(0, checked.seed)
    module.exports.seedStream(1, checked.seed)
    const state = readState(module.parameters)
    drawWeights(module, state)
    if (checked.loss === 'mse') state.outb.fill(-1)
    writeState(module.parameters, state)
    return new Network(checked, module)
  }

  /**
   * The network of a safetensors file that `save` wrote, or of any with the eight tensors where `config` says what they were trained with.
   *
   * @throws {LenetError} ERR_FORMAT, ERR_STATE for other bytes; ERR_CONFIG where neither the file nor the caller gives a configuration
   */
  static async load(
    bytes: Uint8Array,
    config?: Recipe & { readonly seed?: number },
    options?: CreateOptions,
  ): Promise<Network> {
    const { state, metadata } = decodeSafetensors(bytes)
    const known = config ?? configFromMetadata(metadata, 'safetensors')
    if (!known)
      throw new LenetError(
        'ERR_CONFIG',
        'the file does not say what its weights were trained with: give a recipe',
      )
    const network = await Network.create(known, options)
    network.loadStateDict(state)
    return network
  }

  /** Passes over the training digits done so far. */
  get passes(): number {
    return this.#fit?.passes ?? 0
  }

  /** Optimizer steps done so far. */
  get steps(): number {
    return this.#live().exports.stepsDone()
  }

  /**
   * Trains until `config.passes` passes have been made over `train`, in its order, and gives a result after each. The network stays usable between two
   * results and after a stop (`break`, or a `signal`, whose reason is then thrown); the next `fit` goes on exactly where it stopped, to the same
   * bits as an unbroken run. The event loop gets a turn every few milliseconds.
   *
   * @param train digits from `lenet1989/data` or `lenet1989/node`
   * @throws {LenetError} ERR_BUSY if this network is training already; ERR_SHAPE, ERR_COUNT, ERR_VALUE for digits that are none; ERR_CONFIG;
   *   ERR_DISPOSED
   */
  async *fit(train: Digits, options: FitOptions = {}): AsyncGenerator<PassResult, void> {
    const module = this.#idle()
    checkDigits(train)
    if (options.validationData) checkDigits(options.validationData)
    this.#fit ??= {
      passes: 0,
      position: 0,
      digits: 0,
      lossSum: 0,
      trainMilliseconds: 0,
      passMilliseconds: 0,
      running: false,
    }
    const progress = this.#fit
    progress.running = true
    try {
      yield* fit(module, this.config, progress, train, options, () => this.#live())
    } finally {
      progress.running = false
      // the optimizers use the gradients' memory as they like; between two batches it is nobody's
      if (module.exports.samplesInBatch() === 0) module.exports.zeroGradients()
    }
  }

  /**
   * Reads every digit, without dropout or shifts.
   *
   * @throws {LenetError} ERR_SHAPE, ERR_COUNT, ERR_VALUE, ERR_DISPOSED
   */
  evaluate(set: Digits): Evaluation {
    const module = this.#live()
    checkDigits(set)
    const confusion = new Uint32Array(CLASSES * CLASSES)
    let lossSum = 0
    for (let at = 0; at < set.length; at += module.window)
      lossSum += evaluateWindow(module, set, at, confusion)
    return evaluation(lossSum, confusion)
  }

  /**
   * The ten outputs for each image, without dropout: squashed ones for `mse`, raw logits for `crossEntropy`.
   *
   * @param images n×256 pixels, 16×16 row by row
   * @returns n×10
   * @throws {LenetError} ERR_SHAPE, ERR_VALUE, ERR_DISPOSED
   */
  predict(images: Float32Array): Float32Array {
    const module = this.#live()
    checkPixels(images)
    const count = images.length / IMAGE_PIXELS
    const outputs = new Float32Array(count * CLASSES)
    for (let at = 0; at < count; at += module.window) {
      const size = Math.min(module.window, count - at)
      module.images.set(images.subarray(at * IMAGE_PIXELS, (at + size) * IMAGE_PIXELS))
      module.exports.predict(size)
      outputs.set(module.outputs.subarray(0, size * CLASSES), at * CLASSES)
    }
    return outputs
  }

  /**
   * All 1,000 activations for one image, without dropout: a look inside.
   *
   * @param image 256 pixels
   * @throws {LenetError} ERR_SHAPE, ERR_VALUE, ERR_DISPOSED
   */
  activations(image: Float32Array): Activations {
    const module = this.#live()
    checkPixels(image)
    checkOne(image, 'activations')
    module.images.set(image)
    module.exports.predict(1)
    return {
      h1: planesFirst(module.h1, H1.planes),
      h2: planesFirst(module.h2, H2.planes),
      h3: module.h3.slice(),
      out: module.output.slice(),
    }
  }

  /**
   * One image forward as in training, with dropout where the recipe has it (but no shift), for a loop of your own:
   *
   *     net.forward(image); net.backward(label); net.step()
   *
   * @param image 256 pixels
   * @returns its 10 outputs
   * @throws {LenetError} ERR_SHAPE, ERR_VALUE, ERR_BUSY, ERR_DISPOSED
   */
  forward(image: Float32Array): Float32Array {
    const module = this.#idle()
    checkPixels(image)
    checkOne(image, 'forward')
    module.images.set(image)
    module.exports.forwardSample(0)
    this.#forwarded = true
    return module.output.slice()
  }

  /**
   * Adds `scale` times the gradient of the loss of the last `forward` to the gradients; `scale` is 1 / n for the mean over n samples.
   *
   * @param label 0 … 9
   * @returns the loss
   * @throws {LenetError} ERR_ORDER without a `forward` before it; ERR_VALUE, ERR_BUSY, ERR_DISPOSED
   */
  backward(label: number, scale = 1): number {
    const module = this.#idle()
    if (!this.#forwarded)
      throw new LenetError('ERR_ORDER', 'backward: call forward first, once for each backward')
    checkLabel(label)
    if (!Number.isFinite(scale))
      throw new LenetError('ERR_VALUE', `backward: scale ${scale}, expected a finite number`)
    this.#forwarded = false
    return module.exports.backwardSample(label, scale)
  }

  /**
   * One step of the recipe's optimizer along the gradients, which are then 0 again.
   *
   * @param lr learning rate; the recipe's if not given
   * @throws {LenetError} ERR_VALUE, ERR_BUSY, ERR_DISPOSED
   */
  step(lr = this.config.lr): void {
    const module = this.#idle()
    if (!(Number.isFinite(lr) && lr >= 0))
      throw new LenetError('ERR_VALUE', `step: learning rate ${lr}, expected a number from 0`)
    module.exports.step(lr)
    module.exports.zeroGradients()
  }

  /** The gradients that `backward` has added up since the last `step`: tensors like the weights'. */
  gradients(): StateDict {
    return readState(this.#idle().gradients)
  }

  /** A copy of all weights, under PyTorch's names and in its layouts. */
  stateDict(): StateDict {
    return readState(this.#live().parameters)
  }

  /**
   * Replaces all weights. The optimizer's moments stay.
   *
   * @throws {LenetError} ERR_STATE naming the tensor; nothing is replaced then. ERR_BUSY, ERR_DISPOSED
   */
  loadStateDict(state: StateDict): void {
    const module = this.#idle()
    checkState(state)
    writeState(module.parameters, state)
    this.#forwarded = false
  }

  /** The weights as a safetensors file, with the configuration in its metadata. */
  save(): Uint8Array<ArrayBuffer> {
    return encodeSafetensors(this.stateDict(), weightsMetadata(this.config))
  }

  /** Lets go of the instance and its memory; every later call is refused. A running `fit` ends with ERR_DISPOSED. */
  dispose(): void {
    this.#module = undefined
  }

  #live(): TrainModule {
    if (!this.#module) throw new LenetError('ERR_DISPOSED', 'this network has been disposed of')
    return this.#module
  }

  #idle(): TrainModule {
    if (this.#fit?.running) {
      throw new LenetError(
        'ERR_BUSY',
        'this network is training: end the running fit (break, or its signal) first',
      )
    }
    return this.#live()
  }
}

/** Refuses any number of images but one. */
function checkOne(image: Float32Array, what: string): void {
  if (image.length === IMAGE_PIXELS) return
  throw new LenetError(
    'ERR_SHAPE',
    `${what}: ${image.length / IMAGE_PIXELS} images, expected one of 256 pixels`,
  )
}
