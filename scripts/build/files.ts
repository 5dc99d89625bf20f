/** Files read, hashed and replaced: what the steps of the build share. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Digest of a file's bytes; `null` if the file does not exist. */
export function digestOf(file: string): string | null {
  try {
    return sha256(readFileSync(file))
  } catch {
    return null
  }
}

/** One digest of files and of all files below folders, with their names; a path that does not exist counts as such. */
export function digestOfAll(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths)
    for (const file of filesBelow(root, path)) hash.update(`${file}\n${digestOf(join(root, file))}\n`)
  return hash.digest('hex')
}

/** `path` itself if it is a file, otherwise the files in it, sorted. */
function filesBelow(root: string, path: string): string[] {
  try {
    return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .sort()
  } catch {
    return [path]
  }
}

/** Writes `file` so that no process finds half of it, not even another build in the same tree. */
export function replaceFile(file: string, contents: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true })
  const part = `${file}.${process.pid}.part`
  writeFileSync(part, contents)
  renameSync(part, file)
}
