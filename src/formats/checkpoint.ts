/**
 * Checkpoints: everything that decides how a training continues, as one safetensors file.
 *
 *     H1w … outb                          the weights
 *     grad.*  exp_avg.*  exp_avg_sq.*     eight tensors each, shaped like the weights; a group of zeros is left out
 *     curvature.*                         Newton's h, likewise
 *     average.*                           the running mean of the weights, likewise
 *     random.torch  random.numpy          the streams, U32: 624 words of state and the index of the next one
 *
 * The metadata hold the recipe and the seed, as in a weights file, the position in the training as JSON, `kernels: relaxed` if the relaxed build
 * trains (which continues to different bits), and a CRC-32 over everything else, so that no torn or flipped byte is taken for a weight.
 */

import type { Bytes } from '../model/bytes.js'
import type { Config } from '../model/config.js'
import { LenetError } from '../model/errors.js'
import { checkState, type StateDict, tensorNames } from '../model/state.js'
import { utf8Bytes } from '../model/utf8.js'
import { show } from '../model/validate.js'
import { crc32 } from './crc32.js'
import { parseJson } from './json.js'
import { configFromMetadata, weightsMetadata } from './metadata.js'
import { CHECKPOINT_KEY, expectedState, stateTensors } from './safetensors.js'
import {
  decodeTensors,
  type Expected,
  encodeTensors,
  type Metadata,
  readOwnMetadata,
  sortedEntries,
  type Tensor,
  tensorBytes,
} from './tensors.js'

/** Raised whenever the same checkpoint would continue to different bits: old ones are then refused, never continued wrongly. */
const FORMAT = '2'

/** The position in a training. */
export interface TrainingPosition {
  /** Passes completed. */
  readonly passes: number
  /** Digits done in the current pass, and digits per pass (0 before the first). */
  readonly position: number
  readonly digits: number
  /** Optimizer steps in total. */
  readonly steps: number
  /** Summed loss of the current pass. */
  readonly lossSum: number
  /** Milliseconds spent training: in all completed passes, and in the current one. */
  readonly trainMilliseconds: number
  readonly passMilliseconds: number
  /** AdamW's β₁ᵗ and β₂ᵗ. */
  readonly beta1Power: number
  readonly beta2Power: number
}

/** Everything that decides how a training continues; a missing group of tensors is all zeros. */
export interface Checkpoint {
  readonly config: Config
  /** Whether the relaxed kernels train. */
  readonly relaxed: boolean
  readonly place: TrainingPosition
  readonly state: StateDict
  readonly gradients?: StateDict | undefined
  readonly firstMoments?: StateDict | undefined
  readonly secondMoments?: StateDict | undefined
  /** Newton's h. */
  readonly curvature?: StateDict | undefined
  /** The running mean of the weights. */
  readonly average?: StateDict | undefined
  /** PyTorch's stream and numpy's, 625 words each. */
  readonly streams: readonly [Uint32Array, Uint32Array]
  /** The caller's own text entries. */
  readonly metadata: Metadata
}

/** Names as PyTorch's optimizers and users know them. */
const GROUPS = {
  gradients: 'grad.',
  firstMoments: 'exp_avg.',
  secondMoments: 'exp_avg_sq.',
  curvature: 'curvature.',
  average: 'average.',
} as const
const STREAMS = ['random.torch', 'random.numpy'] as const
const STREAM_WORDS = 625
/** The metadata's name for the relaxed kernels; the plain ones are not named. */
const RELAXED = 'relaxed'
/** Metadata entries that belong to the format. */
const OWN = ['lenet1989', 'recipe', 'seed', 'place', 'kernels', CHECKPOINT_KEY, 'crc32']

/**
 * @throws {LenetError} ERR_STATE if a weight, gradient or moment is not finite; ERR_VALUE for metadata that are not strings, are too long, or
 *   use a reserved name
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  const { config, relaxed, place, state, streams, metadata } = checkpoint
  const own = readOwnMetadata(metadata)
  const taken = Object.keys(own).find((name) => OWN.includes(name))
  if (taken !== undefined)
    throw new LenetError('ERR_VALUE', `metadata ${show(taken)}: the name is reserved; choose another`)
  checkState(state)
  const tensors: Tensor[] = stateTensors(state)
  for (const [group, prefix] of Object.entries(GROUPS) as [keyof typeof GROUPS, string][]) {
    const values = checkpoint[group]
    if (values === undefined || isZero(values)) continue
    checkState(values)
    tensors.push(...stateTensors(values, prefix))
  }
  for (const [i, name] of STREAMS.entries()) {
    tensors.push({ name, shape: [STREAM_WORDS], values: streams[i]! })
  }
  const all = {
    ...own,
    ...weightsMetadata(config),
    [CHECKPOINT_KEY]: FORMAT,
    ...(relaxed && { kernels: RELAXED }),
    place: JSON.stringify(place),
  }
  return encodeTensors(tensors, { ...all, crc32: checksum(tensors, all) })
}

/** Whether all bits are 0: −0 is another number and is kept. */
const isZero = (state: StateDict): boolean =>
  Object.values(state).every((values) => values.every((value) => Object.is(value, 0)))

/** Over the values in the order of the tensors, and over the metadata. */
const checksum = (tensors: readonly Tensor[], metadata: Metadata): string =>
  crc32(tensorBytes(tensors.map(({ values }) => values)), utf8Bytes(JSON.stringify(sortedEntries(metadata))))
    .toString(16)
    .padStart(8, '0')

/**
 * @throws {LenetError} ERR_FORMAT for bytes that are not an intact checkpoint of this format; ERR_STATE for one with a missing,
 *   unknown, misshapen or non-finite tensor
 */
export function decodeCheckpoint(bytes: Bytes): Checkpoint {
  const { tensors, metadata } = decodeTensors(bytes, expected)
  const { crc32: sum, ...summed } = metadata
  const whole = Object.entries(tensors).map(([name, values]) => ({ name, shape: [values.length], values }))
  if (sum !== checksum(whole, summed)) {
    throw refuse(
      `the checksum is ${show(sum)}, expected "${checksum(whole, summed)}"; the file was altered or damaged`,
    )
  }
  const config = configFromMetadata(metadata, 'checkpoint')
  if (config === undefined) throw refuse('its metadata has no recipe')
  const { kernels } = metadata
  if (kernels !== undefined && kernels !== RELAXED) {
    throw refuse(`its kernels are ${show(kernels)}, expected "${RELAXED}" or no such entry`)
  }
  const group = (prefix: string): StateDict | undefined => {
    if (tensors[`${prefix}H1w`] === undefined) return undefined
    const state = Object.fromEntries(tensorNames.map((name) => [name, tensors[prefix + name]]))
    checkState(state)
    return state
  }
  const streams = STREAMS.map((name) => tensors[name]!) as unknown as [Uint32Array, Uint32Array]
  const astray = streams.findIndex((words) => words.at(-1)! >= STREAM_WORDS)
  if (astray >= 0) throw refuse(`${STREAMS[astray]} has an index beyond its ${STREAM_WORDS - 1} words`)
  return {
    config,
    relaxed: kernels === RELAXED,
    place: readPosition(metadata.place, config),
    state: group('')!,
    gradients: group(GROUPS.gradients),
    firstMoments: group(GROUPS.firstMoments),
    secondMoments: group(GROUPS.secondMoments),
    curvature: group(GROUPS.curvature),
    average: group(GROUPS.average),
    streams,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([name]) => !OWN.includes(name))),
  }
}

const refuse = (message: string, cause?: unknown) =>
  new LenetError('ERR_FORMAT', `checkpoint: ${message}`, { cause })

/** The tensors to expect: all of a group or none. */
function expected(metadata: Metadata, has: (name: string) => boolean): Record<string, Expected> {
  const format = metadata[CHECKPOINT_KEY]
  if (format === undefined) throw refuse('the file holds weights only; read it with Network.load')
  if (format !== FORMAT) {
    const writer =
      metadata.lenet1989 === undefined ? '' : `, written by lenet1989 ${show(metadata.lenet1989)}`
    throw refuse(
      `its format is ${show(format)}${writer}, expected "${FORMAT}"; continue it with the version that wrote it`,
    )
  }
  const groups = Object.values(GROUPS).filter((prefix) => has(`${prefix}H1w`))
  const stream: Expected = { dtype: 'U32', shape: [STREAM_WORDS] }
  return Object.assign(
    expectedState(),
    ...groups.map(expectedState),
    Object.fromEntries(STREAMS.map((name) => [name, stream])),
  )
}

/** The kernels count the digits of a pass in 32 bits. */
const MAX_COUNT = 0x7fff_ffff
/** Steps are counted in f64; from here to the last whole number of those are more steps than anybody takes. */
const MAX_STEPS = 2 ** 52
/** Fields that are not counts, and their greatest values. */
const AMOUNTS = {
  lossSum: Number.MAX_VALUE,
  trainMilliseconds: Number.MAX_VALUE,
  passMilliseconds: Number.MAX_VALUE,
  beta1Power: 1,
  beta2Power: 1,
}

function readPosition(text = '', config: Config): TrainingPosition {
  let place: unknown
  try {
    place = parseJson(text)
  } catch (error) {
    throw refuse('its training position is not valid JSON', error)
  }
  const fields = Object(place) as Record<string, unknown>
  const greatest = {
    passes: config.passes,
    digits: MAX_COUNT,
    position: fields.digits as number,
    steps: MAX_STEPS,
    ...AMOUNTS,
  }
  for (const name of new Set([...Object.keys(greatest), ...Object.keys(fields)])) {
    const value = fields[name] as number
    const most = greatest[name as keyof TrainingPosition]
    const kind = Object.hasOwn(AMOUNTS, name) ? Number.isFinite : Number.isInteger
    if (!(kind(value) && value >= 0 && value <= most)) {
      throw refuse(
        `${show(name)} is ${show(value)}, expected ${most === undefined ? 'no such field' : `a number from 0 to ${most}`}`,
      )
    }
  }
  return fields as unknown as TrainingPosition
}
