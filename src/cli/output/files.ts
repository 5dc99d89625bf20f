/** Files that commands write: tried beforehand, and written through links. */
import { open, realpath, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LenetError } from '../../model/errors.js'
import { writeFileAtomic } from '../../node/index.js'

/**
 * Makes sure, before work begins whose fruit would be lost, that `writeThrough` will be able to write: it makes a new
 * file beside the old one, so that is what is tried.
 *
 * @param option what the path was given as, for the message
 * @throws {LenetError} ERR_FILE
 */
export async function checkWritable(path: string, option: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found !== undefined && !found.isFile()) {
    // Also /dev/null and its like, which would be replaced by a file.
    const what = found.isDirectory() ? 'is a folder' : 'is not an ordinary file'
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

/** The file that `path` means, through links: renaming a new file to a link's name would replace the link. */
export const target = (path: string): Promise<string> => realpath(path).catch(() => path)
