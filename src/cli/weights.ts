/** Weights on disk, as the commands read and write them. */
import { open, realpath, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LenetError } from '../errors.js'
import {
  decodeSafetensors,
  encodeSafetensors,
  type Metadata,
  type Safetensors,
} from '../formats/safetensors.js'
import { readFileCapped, writeFileAtomic } from '../node/index.js'
import type { StateDict } from '../state.js'

/** A file of ours has 40 kB; what a header and eight tensors can take at most is little more than a megabyte. */
const MAX_FILE_BYTES = 2 << 20

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
  await writeFileAtomic(await target(path), bytes)
  return bytes.length
}

/**
 * Makes sure, before work begins whose fruit would be lost, that `writeWeights` will be able to write: it makes a new
 * file beside the old one, so that is what is tried.
 *
 * @throws {LenetError} ERR_FILE
 */
export async function checkWritable(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found !== undefined && !found.isFile()) {
    // Also /dev/null and its like, which would be replaced by a file.
    const what = found.isDirectory() ? 'is a folder' : 'is not an ordinary file'
    throw new LenetError('ERR_FILE', `--save ${path}: ${what}`)
  }
  const trial = join(dirname(await target(path)), `.lenet1989-${process.pid}.tmp`)
  try {
    await (await open(trial, 'wx')).close()
    await rm(trial)
  } catch (cause) {
    // Node says "ENOENT: no such file or directory, open '/x/.lenet1989…'".
    const reason = (cause as Error).message.replace(/, \w+ '.*$/s, '')
    throw new LenetError('ERR_FILE', `--save ${path}: cannot write there: ${reason}`, { cause })
  }
}

/** The file that `path` means, through links: renaming a new file to a link's name would replace the link. */
const target = (path: string): Promise<string> => realpath(path).catch(() => path)
