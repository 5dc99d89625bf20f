/** The shipped network with a face: digits in any form in, answers out. */
import type { Bytes } from '../model/bytes.js'
import { isFloat32Array } from '../model/bytes.js'
import { LenetError } from '../model/errors.js'
import { isAnything, reading, readOptions, show } from '../model/validate.js'
import { classifierLoader } from '../wasm/classifier.js'
import type { ClassifierModule } from '../wasm/classifier-instance.js'
import type { WasmModule, WasmSource } from '../wasm/source.js'
import { type OwnNetwork, SingleDigits } from './classify.js'

/** What may be given to `load`. */
export interface LoadOptions {
  /**
   * The module from elsewhere than the one inlined in this package, for hosts that refuse to compile bytes (Cloudflare Workers): the compiled
   * `lenet1989/classifier.wasm`, its bytes, or a `Response` that brings them.
   */
  readonly wasm?: WasmSource
  /** Read with these in place of the shipped weights: what `weights()` of a classifier gave, such as one that `lenet1989/classifier/adapt` has trained on. */
  readonly weights?: Float32Array
}

const loadOptions = { wasm: isAnything, weights: isAnything } as const

/**
 * Reads handwritten digits with the network of 1989, its 9,760 weights trained on MNIST and shipped in the package.
 *
 *     const classifier = await DigitClassifier.load()
 *     classifier.classify(canvas)  // { digit: 7, confidence: 0.998, … }
 *
 * The same pixels give the same bits on every engine.
 */
export class DigitClassifier extends SingleDigits {
  /** All weights in the module's layout; undefined where another network reads. */
  readonly #weights: Float32Array | undefined
  /** The network given to `from`, which reads in place of the packaged one. */
  readonly network: OwnNetwork | undefined

  private constructor(module: ClassifierModule, weights?: Float32Array, network?: OwnNetwork) {
    super(module, network)
    this.network = network
    if (network) return
    this.#weights = module.weights
    if (weights === undefined) return
    const { length } = module.weights
    if (!isFloat32Array(weights) || weights.length !== length || !weights.every(Number.isFinite))
      throw new LenetError(
        'ERR_STATE',
        `weights: ${show(weights)}, expected the ${length} finite floats that weights() of a classifier gives`,
      )
    module.weights.set(weights)
  }

  /**
   * @throws {LenetError} ERR_WASM where WebAssembly may not be compiled, or `wasm` is another module; ERR_STATE for weights; ERR_CONFIG for another option
   */
  static async load(options: LoadOptions = {}): Promise<DigitClassifier> {
    const { wasm, weights } = readOptions(options, loadOptions, 'DigitClassifier.load')
    return new DigitClassifier(await classifierLoader.load(wasm), weights)
  }

  /**
   * Reads with a network of one's own in place of the shipped one; digits come to its 16×16 pixels as the notebook resizes MNIST's 28×28. Its scores are
   * the softmax of its outputs (of `mse`, of four times them), which are not calibrated: `maxError` is refused, `thresholds` are allowed.
   *
   * @throws {LenetError} as `load`; ERR_CONFIG for anything but a network
   */
  static async from(network: OwnNetwork, options: Pick<LoadOptions, 'wasm'> = {}): Promise<DigitClassifier> {
    const { wasm } = readOptions(options, { wasm: isAnything }, 'DigitClassifier.from')
    const { loss, predict } = reading('DigitClassifier.from', () => {
      const { config, predict } = Object(network) as OwnNetwork
      return { loss: Object(config).loss, predict }
    })
    if (typeof predict !== 'function' || (loss !== 'mse' && loss !== 'crossEntropy'))
      throw new LenetError(
        'ERR_CONFIG',
        `DigitClassifier.from: network is ${show(network)}, expected a Network`,
      )
    return new DigitClassifier(await classifierLoader.load(wasm), undefined, network)
  }

  /**
   * The same at once, for Node, Deno, Bun and workers. On a page's main thread some browsers compile in the background only.
   *
   * @throws {LenetError} as `load`; ERR_WASM also where the engine does not allow it: `load` then does
   */
  static loadSync(
    options: Pick<LoadOptions, 'weights'> & { readonly wasm?: WasmModule | Bytes } = {},
  ): DigitClassifier {
    const { wasm, weights } = readOptions(options, loadOptions, 'DigitClassifier.loadSync')
    return new DigitClassifier(classifierLoader.loadSync(wasm as Bytes), weights)
  }

  /**
   * A copy of all that it reads with, in the module's own order: 10,828 floats, which `load` takes and which can be kept in IndexedDB or sent to a worker. As
   * eight tensors: `lenet1989/classifier/adapt`.
   *
   * @throws {LenetError} ERR_CONFIG where a network of one's own reads: its weights are `network.stateDict()`
   */
  weights(): Float32Array<ArrayBuffer> {
    if (!this.#weights)
      throw new LenetError(
        'ERR_CONFIG',
        'weights: this classifier reads with a network of its own; take the weights of that',
      )
    return new Float32Array(this.#weights)
  }
}
