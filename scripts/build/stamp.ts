/**
 * What a step's last run read and wrote, in `build/NAME.stamp`. A step is left out while all of it is as it was then. As the outputs are named by their
 * digests, a stamp never vouches for what another build wrote at the same time.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf, digestOfAll, replaceFile, sha256 } from './files.js'
import type { Target } from './targets.js'

interface Stamp {
  /** Digest of what decides the outputs apart from the files read. */
  readonly settings: string
  /** The files read with their digests; `null` for one that was looked for and is not there, since it would be found before another. */
  readonly read: Readonly<Record<string, string | null>>
  /** Digest of the outputs, files or folders. */
  readonly written: string
}

const stampFile = (root: string, name: string): string => join(root, 'build', `${name}.stamp`)

export function isFresh(root: string, name: string, settings: string, outputs: readonly string[]): boolean {
  let stamp: Stamp
  try {
    stamp = JSON.parse(readFileSync(stampFile(root, name), 'utf8'))
  } catch {
    return false
  }
  return (
    stamp.settings === settings &&
    Object.entries(stamp.read).every(([file, digest]) => digestOf(join(root, file)) === digest) &&
    stamp.written === digestOfAll(root, outputs)
  )
}

export function removeStamp(root: string, name: string): void {
  rmSync(stampFile(root, name), { force: true })
}

export function writeStamp(
  root: string,
  name: string,
  settings: string,
  read: Readonly<Record<string, string | null>>,
  outputs: readonly string[],
): void {
  const stamp: Stamp = { settings, read, written: digestOfAll(root, outputs) }
  replaceFile(stampFile(root, name), JSON.stringify(stamp, null, 1))
}

/** What decides a module and its text apart from its sources: its row in the table, its options, the compiler, how it is called, and the form of the text. */
export function settingsOf(root: string, name: string, target: Target): string {
  const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'))
  const { options, targets } = json('asconfig.json')
  const { packages } = json('package-lock.json')
  const compiler = ['assemblyscript', 'binaryen'].map((name) => packages[`node_modules/${name}`])
  const caller = digestOfAll(import.meta.dirname, [
    'compile.js',
    'modules.ts',
    'text.ts',
    '../../src/wasm/text.ts',
  ])
  return sha256(JSON.stringify([target, options, targets[name], compiler, caller]))
}
