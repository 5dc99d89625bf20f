/** What a classifier has learnt, as a file, as a model for other engines, and as code to paste. */
import { configFromMetadata, weightsMetadata } from '../../formats/metadata.js'
import { decodeSafetensors, encodeSafetensors } from '../../formats/safetensors.js'
import type { Bytes } from '../../model/bytes.js'
import { type Config, checkConfig } from '../../model/config.js'
import { LenetError } from '../../model/errors.js'
import type { Model } from '../../model/model.js'
import { isText, readOptions, show } from '../../model/validate.js'
import { classifierState, classifierWeights } from '../../wasm/classifier-weights.js'
import { DigitClassifier } from '../index.js'
import { adaptRecipe, trainingRecipe } from './recipe.js'
import { rounded } from './round.js'
import { weightsOf } from './source.js'

/** What the file says about how digits come to 16×16 pixels. */
const NORMALISATION = 'moments'

/**
 * A classifier's network as its configuration and eight tensors: what `toOnnx` of `lenet1989/formats` and `Network` take. It reads 16×16 pixels as
 * `classify(…).input` has them, by the digit's moments, and not those that `mnistDigits` gives.
 *
 * @throws {LenetError} ERR_CONFIG for what is not a classifier, and for one that reads with a network of one's own
 */
export function toModel(classifier: DigitClassifier): Model {
  return { config: config(), state: classifierState(weightsOf(classifier, 'toModel')) }
}

const config = (): Config => checkConfig(trainingRecipe(adaptRecipe))

/**
 * A classifier's weights as a safetensors file, which `fromSafetensors` reads.
 *
 * @throws {LenetError} as `toModel`
 */
export function toSafetensors(classifier: DigitClassifier): Uint8Array<ArrayBuffer> {
  const state = classifierState(weightsOf(classifier, 'toSafetensors'))
  return encodeSafetensors(state, { ...weightsMetadata(config()), normalisation: NORMALISATION })
}

/**
 * The classifier of a file that `toSafetensors` wrote, or of the packed weights in this project's repository.
 *
 * @throws {LenetError} ERR_FORMAT, ERR_STATE for other bytes; ERR_CONFIG for weights of a network that sees digits in another way, or has another activation
 *   or loss; ERR_WASM
 */
export async function fromSafetensors(bytes: Bytes): Promise<DigitClassifier> {
  const { state, metadata } = decodeSafetensors(bytes)
  const found = configFromMetadata(metadata, 'safetensors')
  const { normalisation } = metadata
  if (normalisation !== NORMALISATION || found?.activation !== 'silu' || found.loss !== 'crossEntropy')
    throw new LenetError(
      'ERR_CONFIG',
      `fromSafetensors: normalisation ${show(normalisation)}, activation ${show(found?.activation)}, loss ${show(found?.loss)}; expected "moments", "silu", "crossEntropy", as toSafetensors writes; for a Network of your own: DigitClassifier.from`,
    )
  return DigitClassifier.load({ weights: classifierWeights(state) })
}

/** Options of `toSnippet`. */
export interface SnippetOptions {
  /** What the snippet imports `DigitClassifier` from: `lenet1989/classifier` by default; the address of a copy for a page without a bundler. */
  readonly from?: string
}

/**
 * A JavaScript module of 29 kB with the weights inside: it exports the classifier, ready. What `adapt` gave answers there with the same bits; other weights are
 * rounded to the upper halves of their float32.
 *
 * @throws {LenetError} ERR_CONFIG for an option, and as `toModel`
 */
export function toSnippet(classifier: DigitClassifier, options: SnippetOptions = {}): string {
  const { from = 'lenet1989/classifier' } = readOptions(options, { from: isText }, 'toSnippet')
  const { buffer } = rounded(weightsOf(classifier, 'toSnippet'))
  const halves = new DataView(buffer)
  let bytes = ''
  for (let at = 0; at < buffer.byteLength; at += 4)
    bytes += String.fromCharCode(halves.getUint8(at + 2), halves.getUint8(at + 3))
  return `import { DigitClassifier } from ${JSON.stringify(from)}

// the upper halves of the weights' float32
const halves = atob(
  '${btoa(bytes)}',
)
const weights = new Float32Array(halves.length / 2)
const words = new Uint32Array(weights.buffer)
for (let i = 0; i < words.length; i++)
  words[i] = (halves.charCodeAt(2 * i) << 16) | (halves.charCodeAt(2 * i + 1) << 24)

export const classifier = await DigitClassifier.load({ weights })
`
}
