/** Weights as a safetensors file: exactly the eight tensors, as float32, and their metadata. */
import type { Bytes } from '../model/bytes.js'
import { LenetError } from '../model/errors.js'
import { checkState, type StateDict, stateShapes, tensorNames, tensorsOf } from '../model/state.js'
import { decodeTensors, type Expected, encodeTensors, type Metadata, type Tensor } from './tensors.js'

export { MAX_HEADER_BYTES, type Metadata } from './tensors.js'

/** The content of a safetensors file: the weights, and its `__metadata__` ({} if it has none). */
export interface Safetensors {
  readonly state: StateDict
  readonly metadata: Metadata
}

/** The metadata entry that marks a checkpoint (`checkpoint.ts`). */
export const CHECKPOINT_KEY = 'checkpoint'

/** The eight tensors of a state dict, their names after `prefix`. */
export const stateTensors = (state: StateDict, prefix = ''): Tensor[] =>
  tensorNames.map((name) => ({ name: prefix + name, shape: stateShapes[name], values: state[name] }))

/** What the eight tensors must look like. */
export const expectedState = (prefix = ''): Record<string, Expected> =>
  Object.fromEntries(tensorNames.map((name) => [prefix + name, { dtype: 'F32', shape: stateShapes[name] }]))

/**
 * Writes a safetensors file that Python's `safetensors` reads. Equal arguments give equal bytes: the tensors are
 * in a fixed order, the metadata sorted by name.
 *
 * @throws {LenetError} ERR_STATE if the state dict is invalid; ERR_VALUE for metadata that are not strings, or longer
 *   than the reader accepts
 */
export function encodeSafetensors(state: StateDict, metadata: Metadata = {}): Uint8Array<ArrayBuffer> {
  return encodeTensors(stateTensors(tensorsOf(state)), metadata)
}

/**
 * Reads a safetensors file that holds exactly the eight tensors, as float32, in any order.
 *
 * @throws {LenetError} ERR_FORMAT for bytes that are not a well-formed file; ERR_STATE for a well-formed one with a
 *   missing, unknown, misshapen or non-finite tensor, or one of another dtype than F32
 */
export function decodeSafetensors(bytes: Bytes): Safetensors {
  const { tensors, metadata } = decodeTensors(bytes, (metadata) => {
    if (Object.hasOwn(metadata, CHECKPOINT_KEY)) {
      throw new LenetError(
        'ERR_STATE',
        'the file is a checkpoint, expected weights only; continue it with Network.resume',
      )
    }
    return expectedState()
  })
  checkState(tensors)
  return { state: tensors, metadata }
}
