/** The network of 1989 and its training, one object. */
import { decodeCheckpoint } from '../formats/checkpoint.js'
import { configFromMetadata, weightsMetadata } from '../formats/metadata.js'
import { decodeSafetensors, encodeSafetensors, type Metadata } from '../formats/safetensors.js'
import type { Bytes } from '../model/bytes.js'
import { type Config, checkConfig, type SeededRecipe } from '../model/config.js'
import { checkImage, checkPixels, type Digits, digitsOf } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import type { Evaluation } from '../model/evaluation.js'
import { PARAMETERS } from '../model/shape.js'
import { type StateDict, tensorsOf } from '../model/state.js'
import { isAnything, readOptions } from '../model/validate.js'
import {
  configure,
  estimateCurvature,
  evaluateDigits,
  type Float32Module,
  loadFloat32Module,
  needsFull,
  predictImages,
  readState,
  writeState,
} from '../wasm/index.js'
import { ModuleAccess } from './access.js'
import { type Activations, activationsOf } from './activations.js'
import { captureTraining, restoreTraining, Saver } from './capture.js'
import { fit, type PassResult, type ValidatedResult } from './fit.js'
import { type FitOptions, readFitOptions, type ValidatedFitOptions } from './fit-options.js'
import { type CreateOptions, freshModule } from './fresh.js'
import { backward, forward, step } from './own-loop.js'
import { type Training, training } from './training.js'

/**
 * 16×16 pixels → H1 (12×8×8) → H2 (12×4×4) → H3 (30) → 10 outputs: 9,760 weights and biases (LeCun et al. 1989, section 4), in one WebAssembly instance
 * with a memory of fixed size. The same configuration, digits and calls give the same bits on every engine.
 *
 *     const net = await Network.create(recipes.base)
 *     for await (const pass of net.fit(train, { validationData: test })) console.log(pass.pass, pass.test.error)
 */
export class Network {
  /** The configuration, frozen. */
  readonly config: Config
  /** Weights and biases: 9,760. */
  readonly parameterCount = PARAMETERS
  readonly #access: ModuleAccess

  private constructor(config: Config, module: Float32Module) {
    this.config = config
    this.#access = new ModuleAccess(module)
    configure(module, config)
  }

  /**
   * A network with fresh weights, drawn as PyTorch draws them from `seed` (1337 by default): (u − 0.5) · 2 · 2.4 / √fan_in, or / fan_in where the recipe's
   * `init` says so; biases 0, but −1 at the outputs where the loss is `mse` and `init` is `sqrtFanIn`.
   *
   * @throws {LenetError} ERR_CONFIG naming the field or option; ERR_WASM where WebAssembly may not be compiled, or `wasm` is another module
   */
  static create(config: SeededRecipe, options: CreateOptions = {}): Promise<Network> {
    return Network.#make(config, options)
  }

  /** With given weights, already checked, instead of fresh ones. */
  static async #make(config: SeededRecipe, options: CreateOptions, state?: StateDict): Promise<Network> {
    const checked = checkConfig(config)
    const { wasm } = readOptions(options, { wasm: isAnything }, 'Network')
    return new Network(checked, await freshModule(checked, wasm, state))
  }

  /**
   * The network of a safetensors file that `save` wrote, or of any with the eight tensors where `config` says what they were trained with.
   *
   * @throws {LenetError} ERR_FORMAT, ERR_STATE for other bytes; ERR_CONFIG where neither the file nor the caller gives a configuration
   */
  static async load(bytes: Bytes, config?: SeededRecipe, options: CreateOptions = {}): Promise<Network> {
    const { state, metadata } = decodeSafetensors(bytes)
    const known = config ?? configFromMetadata(metadata, 'safetensors')
    if (!known)
      throw new LenetError(
        'ERR_CONFIG',
        'the file has no recipe in its metadata; pass one as the second argument',
      )
    return Network.#make(known, options, state)
  }

  /**
   * The network of a checkpoint, with its training where it stood: `fit` over the same digits continues to the same bits as an unbroken run.
   *
   * @throws {LenetError} ERR_FORMAT, ERR_STATE for bytes that are not an intact checkpoint of this version; ERR_CONFIG for one of the relaxed kernels without them,
   *   or the other way round; ERR_WASM
   */
  static async resume(bytes: Bytes, options: CreateOptions = {}): Promise<Network> {
    const checkpoint = decodeCheckpoint(bytes)
    const { wasm } = readOptions(options, { wasm: isAnything }, 'Network.resume')
    const module = await loadFloat32Module(wasm, needsFull(checkpoint.config))
    const network = new Network(checkpoint.config, module)
    Object.assign(network.#access.fit, restoreTraining(module, checkpoint))
    return network
  }

  /** Whole passes that `fit` has made so far. Throws ERR_DISPOSED. */
  get passes(): number {
    this.#access.live()
    return this.#access.fit.passes
  }

  /** Optimizer steps done so far, by `fit` and by `step`. Throws ERR_DISPOSED. */
  get steps(): number {
    return this.#access.live().exports.stepsDone()
  }

  /**
   * Trains over `train`, in its order, and gives a result after each pass (an epoch, in other libraries): until the recipe's `passes` have been made, or, with
   * the option `passes`, that many more than the network has made.
   *
   * It stops at a `break`, at an abort of `signal`, whose reason it then throws, and when `onProgress` throws; the next `fit` over the same digits goes on exactly
   * there, if need be in the middle of a batch, to the same bits as an unbroken run. The event loop gets a turn every few milliseconds. In these, and between two
   * passes, the network can be read (`evaluate`, `predict`, `stateDict`, …) but not changed.
   *
   * Nothing is checked or done before the first result is requested, or all of them: `await net.fit(train)` trains to the end. Gradients of your own loop that no
   * `step` has used are dropped.
   *
   * @param train digits from `lenet1989/data` or `lenet1989/node`; within a pass, as many as it began with
   * @throws {LenetError} ERR_BUSY if this network is training already; ERR_DIVERGED if the loss is no longer finite; ERR_SHAPE, ERR_COUNT, ERR_VALUE for invalid
   *   digits, or another number of them within a pass; ERR_CONFIG for options; ERR_DISPOSED
   */
  fit(train: Digits, options: ValidatedFitOptions): Training<ValidatedResult>
  fit(train: Digits, options?: FitOptions): Training
  fit(train: Digits, options: FitOptions = {}): Training {
    return training(this.#train(train, options))
  }

  async *#train(train: Digits, options: FitOptions): AsyncGenerator<PassResult, void> {
    const module = this.#access.idle()
    const set = digitsOf(train, 'train')
    const checked = readFitOptions(options)
    const { checkpoint, signal } = checked
    this.#access.forwarded = false
    let saver = checkpoint && new Saver(checkpoint, (metadata) => this.checkpoint(metadata))
    this.#access.fit.running = true
    try {
      yield* fit(module, this.config, this.#access.fit, set, checked, () => this.#access.live(), saver)
    } catch (error) {
      // what has failed once would fail again, and its weights may not be finite
      if (!signal?.aborted || error !== signal.reason) saver = undefined
      throw error
    } finally {
      this.#access.fit.running = false
      // the optimizers use the gradients' memory as scratch; between two batches it holds nothing
      if (module.exports.samplesInBatch() === 0) module.exports.zeroGradients()
      if (!this.#access.disposed) await saver?.now()
    }
  }

  /**
   * Evaluates all digits, without dropout, shifts and label smoothing, synchronously: about 3 ms for 1,000 digits.
   *
   * @throws {LenetError} ERR_SHAPE, ERR_COUNT, ERR_VALUE, ERR_DISPOSED
   */
  evaluate(set: Digits): Evaluation {
    const module = this.#access.live()
    const digits = digitsOf(set)
    this.#access.forwarded = false
    return evaluateDigits(module, digits)
  }

  /**
   * The ten outputs for each image, without dropout: activated for `mse`, raw logits for `crossEntropy`. The answer is the highest.
   *
   * @param images n×256 pixels, 16×16 row by row, ink 1 on a background of −1; n may be 0
   * @returns n×10, image after image
   * @throws {LenetError} ERR_SHAPE, ERR_VALUE, ERR_DISPOSED
   */
  predict(images: Float32Array): Float32Array {
    const module = this.#access.live()
    checkPixels(images)
    this.#access.forwarded = false
    return predictImages(module, images)
  }

  /**
   * All 1,000 activations for one image, without dropout: a look inside.
   *
   * @param image 256 pixels
   * @throws {LenetError} ERR_SHAPE, ERR_VALUE, ERR_DISPOSED
   */
  activations(image: Float32Array): Activations {
    const module = this.#access.live()
    checkImage(image, 'activations')
    this.#access.forwarded = false
    return activationsOf(module, image)
  }

  /**
   * One image forward as in training, with dropout where the recipe has it (but no shift), for your own loop:
   *
   *     net.forward(image)
   *     net.backward(label)
   *     net.step()
   *
   * @param image 256 pixels
   * @returns its 10 outputs: activated for `mse`, raw logits for `crossEntropy`
   * @throws {LenetError} ERR_SHAPE, ERR_VALUE; ERR_BUSY; ERR_ORDER if a `fit` was stopped in the middle of a batch; ERR_DISPOSED
   */
  forward(image: Float32Array): Float32Array {
    return forward(this.#access, image)
  }

  /**
   * Adds the gradient of the last `forward`'s loss to the gradients.
   *
   * @param label 0 … 9
   * @param scale factor of the gradient: 1 / n in each of n calls before a `step` makes it follow the mean
   * @returns the loss, not scaled; with label smoothing where the recipe has it
   * @throws {LenetError} ERR_ORDER without its own `forward`, or after a call in between that uses its memory (`evaluate`, `predict`, `activations`, `step`,
   *   `loadStateDict`, `fit`), or if a `fit` was stopped in the middle of a batch; ERR_VALUE, ERR_BUSY, ERR_DISPOSED
   */
  backward(label: number, scale = 1): number {
    return backward(this.#access, label, scale)
  }

  /**
   * One step of the recipe's optimizer along the gradients, which are then 0 again.
   *
   * @param lr learning rate of this step, from 0; the recipe's `lr` by default, whatever its schedule
   * @throws {LenetError} ERR_VALUE, ERR_BUSY, ERR_DISPOSED; ERR_ORDER if a `fit` was stopped in the middle of a batch
   */
  step(lr = this.config.lr): void {
    step(this.#access, lr)
  }

  /** The gradients accumulated by `backward` since the last `step` or `fit`: shaped like the weights. Throws ERR_BUSY, ERR_DISPOSED. */
  gradients(): StateDict {
    return readState(this.#access.idle().gradients)
  }

  /**
   * Estimates the curvature h of every weight and bias, as `fit` does, for a loop of your own with the optimizer `newton`: the mean over all digits given, in one go, about
   * 5 ms for 1,000. With `curvature: 'running'` each `backward` then adds its digit's.
   *
   * @throws {LenetError} ERR_CONFIG for another optimizer; ERR_SHAPE, ERR_COUNT, ERR_VALUE for digits; ERR_BUSY, ERR_DISPOSED
   */
  estimateCurvature(set: Digits): void {
    const module = this.#access.newton(this.config.optimizer, 'change')
    const digits = digitsOf(set)
    this.#access.forwarded = false
    estimateCurvature(module, digits, digits.length)
  }

  /** The curvatures h that `newton` divides by: tensors like the weights', 0 before the first estimate. Throws ERR_CONFIG for another optimizer; ERR_DISPOSED. */
  curvatures(): StateDict {
    return readState(this.#access.newton(this.config.optimizer, 'read').firstMoments)
  }

  /** A copy of all weights, under PyTorch's names and in its layouts. Throws ERR_DISPOSED. */
  stateDict(): StateDict {
    const { parameters, average } = this.#access.live()
    return readState(this.config.averaging > 0 ? average! : parameters)
  }

  /**
   * Replaces all weights. The optimizer's moments, the random streams and the position in the training stay.
   *
   * @throws {LenetError} ERR_STATE naming the tensor; nothing is replaced then. ERR_BUSY, ERR_DISPOSED
   */
  loadStateDict(state: StateDict): void {
    const module = this.#access.idle()
    const tensors = tensorsOf(state)
    writeState(module.parameters, tensors)
    if (module.average) writeState(module.average, tensors)
    this.#access.forwarded = false
  }

  /** The weights as a safetensors file, with the configuration in its metadata. Throws ERR_DISPOSED. */
  save(): Uint8Array<ArrayBuffer> {
    return encodeSafetensors(this.stateDict(), weightsMetadata(this.config))
  }

  /**
   * Everything that decides how the training continues, as bytes for `resume`: weights, gradients, moments, both random streams, and the position in the pass.
   * What a `forward` left for its `backward` is not included.
   *
   * @param metadata text entries to keep with it
   * @throws {LenetError} ERR_STATE if a weight, gradient or moment is not finite; ERR_VALUE for metadata; ERR_DISPOSED
   */
  checkpoint(metadata: Metadata = {}): Uint8Array<ArrayBuffer> {
    return captureTraining(this.#access.live(), this.config, this.#access.fit, metadata)
  }

  /** Releases the instance and its memory; every later call is refused. A running `fit` ends with ERR_DISPOSED. */
  dispose(): void {
    this.#access.dispose()
  }
}
