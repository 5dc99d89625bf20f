/** The shipped network with a face: digits in any form in, answers out. */
import { LenetError } from '../model/errors.js'
import { isAnything, reading, readOptions, show } from '../model/validate.js'
import { classifierLoader } from '../wasm/classifier.js'
import type { WasmSource } from '../wasm/compile.js'
import { type OwnNetwork, SingleDigits } from './classify.js'

/** What may be given to `load`. */
export interface LoadOptions {
  /**
   * The module from elsewhere than the one inlined in this package, for hosts that refuse to compile bytes (Cloudflare Workers): the compiled
   * `lenet1989/classifier.wasm`, its bytes, or a `Response` that brings them.
   */
  readonly wasm?: WasmSource
}

/**
 * Reads handwritten digits with the network of 1989, its 9,760 weights trained on MNIST and shipped in the package.
 *
 *     const classifier = await DigitClassifier.load()
 *     classifier.classify(canvas)  // { digit: 7, confidence: 0.998, … }
 *
 * The same pixels give the same bits on every engine.
 */
export class DigitClassifier extends SingleDigits {
  /** @throws {LenetError} ERR_WASM where WebAssembly may not be compiled, or `wasm` is another module; ERR_CONFIG for another option */
  static async load(options: LoadOptions = {}): Promise<DigitClassifier> {
    const { wasm } = readOptions(options, { wasm: isAnything }, 'DigitClassifier.load')
    return new DigitClassifier(await classifierLoader.load(wasm))
  }

  /**
   * Reads with a network of one's own in place of the shipped one; digits come to its 16×16 pixels as the notebook resizes MNIST's 28×28. Its scores are
   * the softmax of its outputs (of `mse`, of four times them), which nobody has calibrated: `maxError` is refused, `thresholds` are not.
   *
   * @throws {LenetError} as `load`; ERR_CONFIG for anything but a network
   */
  static async from(network: OwnNetwork, options: LoadOptions = {}): Promise<DigitClassifier> {
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
    return new DigitClassifier(await classifierLoader.load(wasm), network)
  }

  /**
   * The same at once, for Node, Deno, Bun and workers. On a page's main thread some browsers compile in the background only.
   *
   * @throws {LenetError} as `load`; ERR_WASM also where the engine does not allow it: `load` then does
   */
  static loadSync(options: { readonly wasm?: WebAssembly.Module | BufferSource } = {}): DigitClassifier {
    const { wasm } = readOptions(options, { wasm: isAnything }, 'DigitClassifier.loadSync')
    return new DigitClassifier(classifierLoader.loadSync(wasm))
  }
}
