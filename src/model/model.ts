/** A trained network as plain data: what every format reads and writes. */
import type { Config } from './config.js'
import { LenetError } from './errors.js'
import { type StateDict, tensorsOf } from './state.js'
import { kind, reading } from './validate.js'

/** The fields of a configuration that decide a network's answers. */
export type AnswerConfig = Pick<Config, 'activation' | 'loss'>

/** A network's configuration and weights. */
export interface Model<C = Config> {
  readonly config: C
  readonly state: StateDict
}

/** What the library takes a model from: a `Network`, or its configuration and weights as plain data. */
export type ModelSource<C = Config> =
  | Model<C>
  | {
      readonly config: C
      /** A copy of the weights. */
      readonly stateDict: () => StateDict
    }

/**
 * The model of a `Network`, or the one given. The weights are checked, the fields of the configuration are not.
 *
 * @param where the function that was called, for messages
 * @throws {LenetError} ERR_CONFIG if `given` is something else; ERR_STATE naming the tensor
 */
export function modelOf<C>(given: ModelSource<C>, where: string): Model<C> {
  const config = reading(where, () => (Object(given) as ModelSource<C>).config)
  if (typeof config !== 'object' || config === null) throw notAModel(given, where)
  return { config, state: stateOf(given, where) }
}

/**
 * The weights of a `Network` or a model, checked.
 *
 * @throws {LenetError} as `modelOf`
 */
export function stateOf(given: ModelSource<unknown>, where: string): StateDict {
  const weights = reading(where, () => {
    const { state, stateDict } = Object(given) as { state?: StateDict; stateDict?: () => StateDict }
    return typeof stateDict === 'function' ? stateDict.call(given) : state
  })
  if (weights === undefined) throw notAModel(given, where)
  return tensorsOf(weights)
}

const notAModel = (given: unknown, where: string): LenetError =>
  new LenetError('ERR_CONFIG', `${where}: found ${kind(given)}, expected a Network or { config, state }`)
