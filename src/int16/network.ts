/** A trained network in int16, for classifying many digits fast. */
import { checkField } from '../model/config.js'
import { checkPixelCount, checkPixels, type Digits, digitsOf } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import type { Evaluation } from '../model/evaluation.js'
import { type AnswerConfig, type ModelSource, modelOf } from '../model/model.js'
import { isAnything, reading, readOptions } from '../model/validate.js'
import { evaluateDigits, predictImages } from '../wasm/batch-buffer.js'
import { type Int16Module, loadInt16Module } from '../wasm/int16.js'
import type { WasmSource } from '../wasm/source.js'
import { quantise } from './quantise.js'

/** Options of `Int16Network.create`. */
export interface Int16Options {
  /** The int16 module from elsewhere than the inlined one: compiled, as bytes, or as a `Response` with the bytes. */
  readonly wasm?: WasmSource
}

/**
 * A copy of a network that classifies digits in a little over half the time, with the weights and inputs of H1, H2 and H3 as int16. It does not train,
 * and does not follow when the original network does.
 *
 *     const fast = await Int16Network.create(net)
 *     fast.predict(images)
 *
 * Outputs differ from the network's by less than 0.5% of the greatest (docs/int16.md); their bits are the same on every engine. Pixels outside
 * −1 … 1 are clamped.
 */
export class Int16Network {
  #module: Int16Module | undefined

  private constructor(module: Int16Module) {
    this.#module = module
  }

  /**
   * @param model a `Network`, or its weights and the fields of its configuration that decide its answers
   * @throws {LenetError} ERR_CONFIG for an unknown name or value; ERR_STATE naming the tensor; ERR_DISPOSED; ERR_WASM
   */
  static async create(model: ModelSource<AnswerConfig>, options: Int16Options = {}): Promise<Int16Network> {
    const { config, state } = modelOf(model, 'Int16Network.create')
    const { activation, loss } = reading('config', () => ({
      activation: config.activation,
      loss: config.loss,
    }))
    checkField('activation', activation)
    checkField('loss', loss)
    const { wasm } = readOptions(options, { wasm: isAnything }, 'Int16Network.create')
    const module = await loadInt16Module(wasm)
    module.hold(quantise(activation, loss, state, module.bounds))
    return new Int16Network(module)
  }

  /**
   * The ten outputs for each image: activated for `mse`, raw logits for `crossEntropy`. The answer is the highest.
   *
   * @param images n×256 pixels, 16×16 row by row, ink 1 on a background of −1; n may be 0
   * @returns n×10, image after image
   * @throws {LenetError} ERR_SHAPE, ERR_VALUE, ERR_DISPOSED
   */
  predict(images: Float32Array): Float32Array {
    const module = this.#live()
    checkPixelCount(images)
    const outputs = predictImages(module, images)
    // the module only notices that some pixel was not finite; find out which
    if (module.exports.sawStrangePixel()) checkPixels(images)
    return outputs
  }

  /**
   * Classifies every digit and counts the answers.
   *
   * @throws {LenetError} ERR_SHAPE, ERR_COUNT, ERR_VALUE, ERR_DISPOSED
   */
  evaluate(set: Digits): Evaluation {
    const module = this.#live()
    return evaluateDigits(module, digitsOf(set))
  }

  /** Releases the instance and its memory; every later call is refused. */
  dispose(): void {
    this.#module = undefined
  }

  #live(): Int16Module {
    if (!this.#module) throw new LenetError('ERR_DISPOSED', 'this network has been disposed of')
    return this.#module
  }
}
