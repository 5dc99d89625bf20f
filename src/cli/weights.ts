/** Weights on disk, as the commands read and write them. */
import { LenetError } from '../errors.js'
import {
  decodeSafetensors,
  encodeSafetensors,
  type Metadata,
  type Safetensors,
} from '../formats/safetensors.js'
import { readFileCapped } from '../node/index.js'
import type { StateDict } from '../state.js'
import { writeThrough } from './files.js'

/** Weights have 40 kB and a checkpoint up to 200; a header can take a megabyte more. */
export const MAX_FILE_BYTES = 2 << 20

/**
 * Reads a safetensors file of the eight tensors.
 *
 * @throws {LenetError} ERR_FILE if it cannot be read; ERR_FORMAT or ERR_STATE, naming the file, if it is something else
 */
export async function readWeights(path: string): Promise<Safetensors & { readonly bytes: number }> {
  const bytes = await readFileCapped(path, MAX_FILE_BYTES)
  try {
    return { ...decodeSafetensors(bytes), bytes: bytes.length }
  } catch (error) {
    if (!(error instanceof LenetError)) throw error
    throw new LenetError(error.code, `${path}: ${error.message}`, { cause: error })
  }
}

/**
 * Writes the weights in one step: the file is the old one or the new one, never half of it.
 *
 * @returns the number of bytes written
 * @throws {LenetError} ERR_FILE if it cannot be written; ERR_STATE if a weight is not finite
 */
export async function writeWeights(path: string, state: StateDict, metadata: Metadata): Promise<number> {
  const bytes = encodeSafetensors(state, metadata)
  await writeThrough(path, bytes)
  return bytes.length
}
