/** The network of a classifier that is given. */
import { LenetError } from '../../model/errors.js'
import { type AnswerConfig, type Model, modelOf } from '../../model/model.js'
import { kind, reading } from '../../model/validate.js'
import { classifierState } from '../../wasm/classifier-weights.js'
import type { DigitClassifier } from '../index.js'

/** Activation and loss of the packaged network. */
const PACKAGED: AnswerConfig = { activation: 'silu', loss: 'crossEntropy' }

/** @throws {LenetError} ERR_CONFIG for what is not a classifier, and for one `from` a network */
export function weightsOf(classifier: DigitClassifier, where: string): Float32Array {
  return reading(`${where}: classifier`, () => {
    const { weights, classify } = Object(classifier) as DigitClassifier
    if (typeof weights !== 'function' || typeof classify !== 'function')
      throw new LenetError('ERR_CONFIG', `${where}: ${kind(classifier)} given, expected a DigitClassifier`)
    return weights.call(classifier)
  })
}

/** @throws {LenetError} ERR_CONFIG for what is not a classifier, and for one `from` a network that does not give its weights; ERR_STATE for those */
export function sourceOf(classifier: DigitClassifier, where: string): AnswerConfig & Pick<Model, 'state'> {
  const network = reading(`${where}: classifier`, () => Object(classifier).network)
  if (network === undefined) return { ...PACKAGED, state: classifierState(weightsOf(classifier, where)) }
  const { config, state } = modelOf<AnswerConfig>(network, where)
  return { activation: config.activation, loss: config.loss, state }
}
