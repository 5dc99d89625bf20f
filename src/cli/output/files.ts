/** Files that commands write: tested beforehand, and written through links. */
import { open, realpath, rm, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { LenetError } from '../../model/errors.js'
import { asidePath } from '../../node/files.js'
import { writeFileAtomic } from '../../node/index.js'

/**
 * Makes sure, before work begins whose result would be lost, that `writeThrough` will be able to write. That creates a new
 * file beside the old one, so this tries the same.
 *
 * @param option how the path was given, for the message
 * @throws {LenetError} ERR_FILE
 */
export async function checkWritable(path: string, option: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found !== undefined && !found.isFile()) {
    // also /dev/null and the like, which would be replaced by a file
    const what = found.isDirectory() ? 'is a folder, expected a file' : 'is not a regular file'
    throw new LenetError('ERR_FILE', `${option} ${path}: ${what}`)
  }
  const real = await target(path)
  try {
    // an immutable file is refused only by the last step of writing, when all work is done; one that is write-protected is replaced
    if (found !== undefined) {
      const file = await open(real, 'r+').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EPERM' || error.code === 'EROFS') throw error
      })
      await file?.close()
    }
    // the very name that is written first: a shorter one may be allowed where this is not
    const trial = asidePath(real)
    await (await open(trial, 'wx')).close()
    await rm(trial)
  } catch (cause) {
    // Node says "ENOENT: no such file or directory, open '/x/.lenet1989…'".
    const reason = (cause as Error).message.replace(/, \w+ '.*$/s, '')
    throw new LenetError('ERR_FILE', `${option} ${path}: cannot write there: ${reason}`, { cause })
  }
}

/** What the endings of files say about them. */
const ENDINGS: Readonly<Record<string, string>> = {
  '.safetensors': 'safetensors',
  '.onnx': 'onnx',
  '.json': 'json',
  '.jsonl': 'runs',
  '.pt': 'pytorch',
  '.pth': 'pytorch',
  '.npz': 'numpy',
  '.npy': 'numpy',
  '.png': 'png',
}

/**
 * Refuses to write over what is read, or in another format than the ending of the file says.
 *
 * @param option how the path was given, for the message
 * @throws {LenetError} ERR_CONFIG
 */
export async function checkOutput(
  path: string,
  option: string,
  formats: readonly string[],
  inputs: readonly string[] = [],
): Promise<void> {
  const ending = ENDINGS[extname(path).toLowerCase()]
  if (ending !== undefined && !formats.includes(ending)) {
    const hint = ending === 'onnx' ? '; `lenet1989 export` writes ONNX' : ''
    throw new LenetError(
      'ERR_CONFIG',
      `${option} ${path}: what is written is ${formats[0]}, expected another ending than ${extname(path)}${hint}`,
    )
  }
  const real = await identity(path)
  for (const input of inputs) {
    if (real !== undefined && real === (await identity(input)))
      throw new LenetError(
        'ERR_CONFIG',
        `${option} ${path}: this is the input file; choose another${option.startsWith('--') ? ` with ${option}` : ''}`,
      )
  }
}

/** What two names of one file have in common, also through links; undefined for a file that is not there. */
const identity = async (path: string): Promise<string | undefined> => {
  const found = await stat(path).catch(() => undefined)
  return found && `${found.dev} ${found.ino}`
}

/**
 * Writes in one step: the file is the old one or the new one, never half of it.
 *
 * @throws {LenetError} ERR_FILE if it cannot be written
 */
export const writeThrough = async (path: string, bytes: Uint8Array): Promise<void> =>
  writeFileAtomic(await target(path), bytes)

/** The file that `path` refers to, through links: renaming a new file onto a link would replace the link. */
export const target = (path: string): Promise<string> => realpath(path).catch(() => path)
