/** Weights on disk, as commands write them. */
import { encodeSafetensors, type Metadata } from '../../formats/safetensors.js'
import type { StateDict } from '../../model/state.js'
import { writeThrough } from './files.js'

/** Weights take 40 kB and a checkpoint up to 200; a header can add a megabyte. */
export const MAX_FILE_BYTES = 2 << 20

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
