/** Files that commands write: tested beforehand, and written through links. */
import { open, realpath, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LenetError } from '../../model/errors.js'
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
  const trial = join(dirname(await target(path)), `.lenet1989-${process.pid}.tmp`)
  try {
    await (await open(trial, 'wx')).close()
    await rm(trial)
  } catch (cause) {
    // Node says "ENOENT: no such file or directory, open '/x/.lenet1989…'".
    const reason = (cause as Error).message.replace(/, \w+ '.*$/s, '')
    throw new LenetError('ERR_FILE', `${option} ${path}: cannot write there: ${reason}`, { cause })
  }
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
