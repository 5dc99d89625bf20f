/**
 * The weights of a network as plain arrays: eight tensors under the names and in the layouts that a
 * `state_dict` of the PyTorch notebook has, each flat and row by row.
 */
import { isFloat32Array } from './bytes.js'
import { LenetError } from './errors.js'
import { H1, H2, H3, OUT } from './shape.js'
import { kind, reading } from './validate.js'

/**
 * Name → shape, in the order in which files and digests list the tensors. Convolutions are (output plane,
 * input plane, row, column); their biases are one per unit, (plane, row, column); dense weights are
 * (input, output), used as `x @ W + b`.
 */
export const stateShapes = {
  H1w: [H1.planes, H1.sees, H1.kernel, H1.kernel],
  H1b: [H1.planes, H1.side, H1.side],
  H2w: [H2.planes, H2.sees, H2.kernel, H2.kernel],
  H2b: [H2.planes, H2.side, H2.side],
  H3w: [H3.sees, H3.units],
  H3b: [H3.units],
  outw: [OUT.sees, OUT.units],
  outb: [OUT.units],
} as const satisfies Record<string, readonly number[]>

/** The name of a tensor, as in the notebook. */
export type TensorName = keyof typeof stateShapes

/** All weights and biases: each tensor's values, flat, in `stateShapes[name]`'s row-major order. */
export type StateDict = Record<TensorName, Float32Array>

/** The eight names in their fixed order: H1w H1b H2w H2b H3w H3b outw outb. */
export const tensorNames = Object.keys(stateShapes) as readonly TensorName[]

export const isTensorName = (name: string): name is TensorName => Object.hasOwn(stateShapes, name)

/** Number of values of the tensor `name`. */
// @__NO_SIDE_EFFECTS__
export const tensorLength = (name: TensorName): number =>
  stateShapes[name].reduce((product: number, side) => product * side, 1)

/** `H1w (12×1×5×5, 300 values)`: how every message about a tensor calls it. */
const describe = (name: TensorName): string =>
  `${name} (${stateShapes[name].join('×')}, ${tensorLength(name)} values)`

/**
 * Makes sure that `state` has exactly the eight tensors, each a Float32Array of its length, all values finite.
 *
 * @throws {LenetError} ERR_STATE naming the tensor, what was expected and what was found
 */
export function checkState(state: unknown): asserts state is StateDict {
  tensorsOf(state)
}

/**
 * The eight tensors of a state dict, each read once and checked as `checkState` does.
 *
 * @throws {LenetError} ERR_STATE
 */
export function tensorsOf(state: unknown): StateDict {
  try {
    return reading('state dict', () => readTensors(state))
  } catch (error) {
    const { code, message } = error as LenetError
    throw code === 'ERR_STATE' ? error : new LenetError('ERR_STATE', message, { cause: error })
  }
}

function readTensors(state: unknown): StateDict {
  const tensors = {} as StateDict
  if (typeof state !== 'object' || state === null) {
    throw new LenetError('ERR_STATE', `state dict: found ${kind(state)}, expected an object of eight tensors`)
  }
  const extra = Object.keys(state).find((name) => !isTensorName(name))
  if (extra !== undefined) {
    throw new LenetError(
      'ERR_STATE',
      `state dict: unknown tensor ${JSON.stringify(extra)}; expected exactly ${tensorNames.join(', ')}`,
    )
  }
  for (const name of tensorNames) {
    if (!Object.hasOwn(state, name)) {
      throw new LenetError('ERR_STATE', `state dict: tensor ${describe(name)} is missing`)
    }
    const values = (state as Record<TensorName, unknown>)[name]
    if (!isFloat32Array(values)) {
      throw new LenetError(
        'ERR_STATE',
        `state dict: ${describe(name)} is ${kind(values)}, expected a Float32Array`,
      )
    }
    if (values.length !== tensorLength(name)) {
      throw new LenetError('ERR_STATE', `state dict: ${describe(name)} has ${values.length} values`)
    }
    // a function of the engine's own: five times as fast as one of ours that nothing has optimised yet
    if (!values.every(Number.isFinite)) {
      const at = values.findIndex((value) => !Number.isFinite(value))
      throw new LenetError(
        'ERR_STATE',
        `state dict: ${describe(name)} is ${values[at]} at index ${at}, expected finite numbers`,
      )
    }
    tensors[name] = values
  }
  return tensors
}

/** The eight tensors one after the other in their fixed order, as little-endian float32 bytes. */
export function stateBytes(state: StateDict): Uint8Array<ArrayBuffer> {
  const lengths = tensorNames.map(tensorLength)
  const bytes = new Uint8Array(4 * lengths.reduce((sum, length) => sum + length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const name of tensorNames) {
    for (const value of state[name]) {
      view.setFloat32(at, value, true)
      at += 4
    }
  }
  return bytes
}

/**
 * SHA-256, in lower-case hex, of the eight tensors' little-endian float32 bytes in the order H1w H1b H2w H2b
 * H3w H3b outw outb: equal digests mean equal weights, bit for bit.
 *
 * @throws {LenetError} ERR_STATE if the state dict is invalid
 */
export async function stateSha256(state: StateDict): Promise<string> {
  const bytes = stateBytes(tensorsOf(state))
  // browsers hide `crypto.subtle` from pages served over plain http, except from localhost
  const digest = globalThis.crypto?.subtle
    ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    : (await import('./sha256.js')).sha256(bytes)
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
