/**
 * Weights as JSON, for programs that read nothing else: `{ lenet1989, recipe, seed, tensors: { H1w: { shape, values }, … } }`, values flat and row
 * by row, each with just enough digits to identify its float32.
 */
import { type Config, checkConfig } from '../model/config.js'
import { LenetError } from '../model/errors.js'
import { type ModelSource, stateOf } from '../model/model.js'
import { checkState, type StateDict, stateShapes, tensorLength, tensorNames } from '../model/state.js'
import { checkText, reading, show } from '../model/validate.js'
import { VERSION } from '../model/version.js'
import { isObject, parseJson } from './json.js'

/** The content of a JSON file of weights. */
export interface JsonWeights {
  readonly state: StateDict
  /** How the weights were trained, if the file says so. */
  readonly config: Config | undefined
  /** The version of this library that wrote the file. */
  readonly version: string | undefined
}

/**
 * @param model a `Network`, or its weights and, if they are known, its configuration
 * @throws {LenetError} ERR_CONFIG for another kind of object; ERR_STATE naming the tensor
 */
export function encodeJson(model: ModelSource<Config | undefined>): string {
  const state = stateOf(model, 'encodeJson')
  const given = reading('encodeJson', () => model.config)
  const config = given === undefined ? undefined : checkConfig(given)
  const { seed, ...recipe } = config ?? {}
  const about = { lenet1989: VERSION, ...(config && { recipe, seed }) }
  const tensors = tensorNames.map((name) => {
    const values = Array.from(state[name], shortest).join(',')
    return `    "${name}": { "shape": ${JSON.stringify(stateShapes[name])}, "values": [${values}] }`
  })
  const head = JSON.stringify(about, null, 2).slice(0, -2)
  return `${head},\n  "tensors": {\n${tensors.join(',\n')}\n  }\n}\n`
}

/** A float32 in decimal, with the fewest digits that identify it: 0.3, not 0.30000001192092896. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = value.toPrecision(digits)
    if (Math.fround(Number(text)) === value) return Object.is(value, -0) ? '-0' : String(Number(text))
  }
  return String(Number(value.toPrecision(9)))
}

/**
 * Reads what `encodeJson` writes.
 *
 * @throws {LenetError} ERR_FORMAT if the text is not such a file; ERR_STATE for a missing, unknown, misshapen or non-finite tensor
 */
export function decodeJson(text: string): JsonWeights {
  checkText(text, 'JSON weights')
  let file: unknown
  try {
    file = parseJson(text)
  } catch (cause) {
    throw refuse('not valid JSON', cause)
  }
  if (!isObject(file)) throw refuse(`found ${show(file)}, expected an object`)
  const { lenet1989: version, recipe, seed, tensors, ...rest } = file
  if (!isObject(tensors)) throw refuse(`tensors is ${show(tensors)}, expected an object`)
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) throw refuse(`unknown field ${show(unknown)}`)
  const entries = Object.entries(tensors).map(([name, tensor]) => [name, readValues(name, tensor)])
  const state: unknown = Object.fromEntries(entries)
  checkState(state)
  return {
    state: Object.fromEntries(tensorNames.map((name) => [name, state[name]])) as StateDict,
    config: readConfig(recipe, seed),
    version: typeof version === 'string' ? version : undefined,
  }
}

const refuse = (message: string, cause?: unknown) =>
  new LenetError('ERR_FORMAT', `JSON weights: ${message}`, { cause })

function readValues(name: string, tensor: unknown): Float32Array {
  if (!isObject(tensor)) throw refuse(`tensor ${show(name)} is ${show(tensor)}, expected an object`)
  const { shape, values } = tensor
  const known = tensorNames.find((each) => each === name)
  if (known !== undefined && JSON.stringify(shape) !== JSON.stringify(stateShapes[known])) {
    throw new LenetError(
      'ERR_STATE',
      `JSON weights: tensor ${name} has shape ${show(shape)}, expected [${stateShapes[known]}]`,
    )
  }
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'number')) {
    throw refuse(`the values of tensor ${show(name)} are not a list of numbers`)
  }
  if (known !== undefined && values.length !== tensorLength(known)) {
    throw refuse(`tensor ${name} has ${values.length} values, expected ${tensorLength(known)}`)
  }
  return Float32Array.from(values)
}

function readConfig(recipe: unknown, seed: unknown): Config | undefined {
  if (recipe === undefined) return undefined
  try {
    return checkConfig({ ...(recipe as Config), ...(seed === undefined ? {} : { seed: seed as number }) })
  } catch (cause) {
    if (!(cause instanceof LenetError)) throw cause
    throw refuse(`its recipe: ${cause.message}`, cause)
  }
}
