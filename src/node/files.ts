/**
 * Reads with a limit; writes so that a file is either the old one or the new one, never half of it.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { type Bytes, bytes as bytesFrom } from '../model/bytes.js'
import { LenetError } from '../model/errors.js'
import { checkText, show } from '../model/validate.js'

/** @throws {LenetError} ERR_CONFIG if it is not a string, ERR_FILE if it cannot be a file's name */
function checkPath(path: string, where: string): void {
  checkText(path, `${where}: path`)
  if (path === '' || path.includes('\0'))
    throw new LenetError('ERR_FILE', `${where}: ${show(path)}, expected the path of a file`)
}

/**
 * Writes a file in one step: the bytes go to a new file in the same folder and onto the disk, which then takes the
 * name. Anyone who reads meanwhile, or after a crash, finds the old bytes or the new ones.
 *
 * @throws LenetError `ERR_FILE` if it cannot be written; the old file is then unchanged, and nothing is left behind
 */
export async function writeFileAtomic(path: string, content: Bytes): Promise<void> {
  checkPath(path, 'writeFileAtomic')
  const bytes = bytesFrom(content, path)
  const folder = dirname(path)
  const aside = asidePath(path)
  try {
    // `wx`: never another process's file, nor one behind its link
    const file = await open(aside, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(aside, path)
  } catch (cause) {
    // a name that is too long cannot be removed either
    await rm(aside, { force: true }).catch(() => {})
    throw fileError('write', path, cause)
  }
  await syncFolder(folder)
}

/** How `writeFileAtomic`'s temporary names begin; 12 hexadecimal digits and `.tmp` follow. */
const asidePrefix = (path: string): string => `.${basename(path)}.`

/** A name that nothing has, beside `path`: what `writeFileAtomic` writes first. */
export const asidePath = (path: string): string =>
  join(dirname(path), `${asidePrefix(path)}${randomBytes(6).toString('hex')}.tmp`)

/**
 * Removes what a killed `writeFileAtomic` left behind for this path. Not safe while another process may be writing there.
 *
 * @throws LenetError `ERR_FILE` if the folder cannot be read
 */
export async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path)
  const prefix = asidePrefix(path)
  const names = await readdir(folder).catch((cause) => {
    throw fileError('read', folder, cause)
  })
  for (const name of names) {
    if (name.startsWith(prefix) && /^[0-9a-f]{12}\.tmp$/.test(name.slice(prefix.length))) {
      await rm(join(folder, name), { force: true })
    }
  }
}

/**
 * Makes a folder and those it lies in. Not by `mkdir` with `recursive`, which Node 20 repeats for ever in /proc.
 *
 * @throws LenetError `ERR_FILE`
 */
export async function makeFolders(path: string, what = 'the folder'): Promise<void> {
  const make = async (folder: string): Promise<void> => {
    try {
      await mkdir(folder)
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException
      if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return
      const parent = dirname(folder)
      if (code !== 'ENOENT' || parent === folder) throw cause
      await make(parent)
      await mkdir(folder)
    }
  }
  await make(resolve(path)).catch((cause) => {
    throw fileError(`make ${what}`, path, cause)
  })
}

/** Flushes the new name to disk too. Windows cannot open a folder, and some file systems cannot sync one. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path)
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch {
    // the file itself is written and complete
  }
}

/**
 * Reads a whole file (or pipe) of at most `maxBytes`. A longer one is refused before it is read or, if its size is not
 * known beforehand, as soon as it exceeds the limit.
 *
 * @throws LenetError `ERR_FILE` if it cannot be read or is larger; the `cause` is the system's error, if there is one
 */
export async function readFileCapped(path: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  checkPath(path, 'readFileCapped')
  if (!(Number.isSafeInteger(maxBytes) && maxBytes >= 0))
    throw new LenetError(
      'ERR_CONFIG',
      `readFileCapped: maxBytes is ${show(maxBytes)}, expected a whole number`,
    )
  try {
    const file = await open(path)
    try {
      const { size } = await file.stat()
      // one byte more than expected, to find the end of the file without growing
      let buffer = new Uint8Array(Math.min(Math.max(size, 1 << 16), maxBytes) + 1)
      let filled = 0
      while (size <= maxBytes && filled <= maxBytes) {
        const { bytesRead } = await file.read(buffer, filled, buffer.length - filled)
        if (bytesRead === 0) return buffer.subarray(0, filled)
        filled += bytesRead
        if (filled === buffer.length) buffer = grown(buffer, maxBytes + 1)
      }
      throw new LenetError('ERR_FILE', `${path}: larger than ${maxBytes} bytes, the most expected`)
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw cause instanceof LenetError ? cause : fileError('read', path, cause)
  }
}

function grown(buffer: Uint8Array<ArrayBuffer>, maxLength: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(buffer.length * 2, maxLength))
  larger.set(buffer)
  return larger
}

/** Whether a read failed because there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof LenetError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
}

/** `cannot read /x: EACCES: permission denied`. */
export function fileError(action: string, path: string, cause: unknown): LenetError {
  const message = cause instanceof Error ? cause.message : String(cause)
  // Node appends ", open '/x'"
  return new LenetError('ERR_FILE', `cannot ${action} ${path}: ${message.replace(/, \w+ '.*$/s, '')}`, {
    cause,
  })
}
