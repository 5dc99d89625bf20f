/**
 * Runs on disk, as JSON lines: the first says what the runs have in common, each other one is a run. A line is written in one piece and reaches
 * the disk before the next run is reported, so whatever ends the process, and whenever, costs no run that was finished.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { isObject, parseJson } from '../formats/json.js'
import { LenetError } from '../model/errors.js'
import { fileError, isMissing, readFileCapped } from '../node/files.js'
import type { RunResult } from './run.js'
import { parseRun } from './run-line.js'
import { difference, parseSettings, type Settings } from './settings.js'

/** A run has some 5 kB: room for 400,000 of them. */
const MAX_FILE_BYTES = 2 ** 31
const NEWLINE = 0x0a

/** A file of runs, open for more of them. */
export class RunsFile {
  /** The runs that were found in it. */
  readonly found: readonly RunResult[]
  readonly #path: string
  readonly #file: FileHandle
  /** Fulfilled when all that was appended is on the disk. */
  #written: Promise<void> = Promise.resolve()

  private constructor(path: string, file: FileHandle, found: readonly RunResult[]) {
    this.#path = path
    this.#file = file
    this.found = found
  }

  /**
   * A new file.
   *
   * @throws {LenetError} ERR_FILE if there is one of that name already, or it cannot be written
   */
  static async create(path: string, settings: Settings): Promise<RunsFile> {
    try {
      const runs = new RunsFile(path, await open(path, 'ax'), [])
      await runs.#write(header(settings))
      return runs
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw fileError('write', path, cause)
      throw new LenetError(
        'ERR_FILE',
        `${path}: the file already exists; continue it with --resume, or choose another`,
        { cause },
      )
    }
  }

  /**
   * The file of an earlier sweep with the same settings, to go on with; a new one if there is none. A last line without its end, torn when that
   * sweep was ended, is cut off.
   *
   * @throws {LenetError} ERR_FILE if it cannot be read or written; ERR_CONFIG, naming the difference, if its settings are others; ERR_FORMAT,
   *   with the line, if it is something else; nothing is changed then
   */
  static async resume(path: string, settings: Settings): Promise<RunsFile> {
    const bytes = await readFileCapped(path, MAX_FILE_BYTES).catch((error: unknown) => {
      if (isMissing(error)) return undefined
      throw error
    })
    if (bytes === undefined) return RunsFile.create(path, settings)
    const lines = wholeLines(bytes)
    const head = lines.next()
    if (head.done) checkTornHeader(bytes, settings, path)
    else checkHeader(head.value, settings, path)
    const found = readRuns(lines, settings, path)
    try {
      const file = await open(path, 'a')
      await file.truncate(bytes.lastIndexOf(NEWLINE) + 1)
      const runs = new RunsFile(path, file, found)
      if (head.done) await runs.#write(header(settings))
      return runs
    } catch (cause) {
      throw fileError('write', path, cause)
    }
  }

  /**
   * Adds runs; fulfilled when they are on the disk.
   *
   * @throws {LenetError} ERR_FILE
   */
  async append(...runs: readonly RunResult[]): Promise<void> {
    const lines = runs.map((run) => `${JSON.stringify(run)}\n`).join('')
    // After a failure nothing more is written: half a line may lie at the end, and must stay at the end.
    this.#written = this.#written.then(() => this.#write(lines))
    try {
      await this.#written
    } catch (cause) {
      throw fileError('write', this.#path, cause)
    }
  }

  /** Closes the file, once all is written. Failed writes were reported by `append`. */
  async close(): Promise<void> {
    await this.#written.catch(() => {})
    await this.#file.close()
  }

  async #write(lines: string): Promise<void> {
    const bytes = Buffer.from(lines)
    const { bytesWritten } = await this.#file.write(bytes)
    if (bytesWritten < bytes.length) throw new Error(`only ${bytesWritten} of ${bytes.length} bytes fit`)
    await this.#file.datasync()
  }
}

const header = (settings: Settings): string => `${JSON.stringify({ lenet1989: 'sweep', ...settings })}\n`

/**
 * A whole file of runs, to be read only.
 *
 * @throws {LenetError} ERR_FILE if it cannot be read; ERR_FORMAT or ERR_CONFIG, with the line, if it is something else or its last line is torn
 */
export async function readRunsFile(
  path: string,
): Promise<{ readonly settings: Settings; readonly runs: readonly RunResult[] }> {
  const bytes = await readFileCapped(path, MAX_FILE_BYTES)
  const lines = wholeLines(bytes)
  const head = lines.next()
  const settings = parseSettings(parseHeader(head.done ? '' : head.value, path), `${path}: line 1`)
  const runs = readRuns(lines, settings, path)
  if (bytes.at(-1) !== NEWLINE) {
    throw new LenetError(
      'ERR_FORMAT',
      `${path}: its last line is incomplete; finish that sweep with --resume first`,
    )
  }
  return { settings, runs }
}

/** The lines that have an end, one by one: as one text, a large file would be longer than strings may be. */
function* wholeLines(bytes: Uint8Array): Generator<string, void> {
  const decoder = new TextDecoder()
  for (let from = 0, end = 0; ; from = end + 1) {
    end = bytes.indexOf(NEWLINE, from)
    if (end < 0) return
    yield decoder.decode(bytes.subarray(from, end))
  }
}

function readRuns(lines: Iterable<string>, settings: Settings, path: string): RunResult[] {
  const runs: RunResult[] = []
  for (const line of lines) runs.push(parseRun(line, `${path}: line ${runs.length + 2}`))
  checkRuns(runs, settings, path)
  return runs
}

/** @throws {LenetError} ERR_FORMAT, ERR_CONFIG */
function checkHeader(line: string, settings: Settings, path: string): void {
  const different = difference(parseHeader(line, path), settings)
  if (different !== undefined) {
    throw new LenetError(
      'ERR_CONFIG',
      `${path}: holds a sweep with other settings: ${different}; choose another file`,
    )
  }
}

function parseHeader(line: string, path: string): Record<string, unknown> {
  let found: unknown
  try {
    found = parseJson(line)
  } catch (cause) {
    throw new LenetError('ERR_FORMAT', `${path}: line 1: ${(cause as Error).message}`, { cause })
  }
  if (!isObject(found) || found.lenet1989 !== 'sweep') {
    throw new LenetError('ERR_FORMAT', `${path}: line 1: not the settings of a sweep`)
  }
  const { lenet1989: _, ...settings } = found
  return settings
}

/** A file without one whole line is a sweep that was ended at its very beginning, or none: then it must not be cut. */
function checkTornHeader(bytes: Uint8Array, settings: Settings, path: string): void {
  if (Buffer.from(header(settings)).subarray(0, bytes.length).equals(bytes)) return
  throw new LenetError('ERR_FORMAT', `${path}: line 1: not the settings of a sweep`)
}

/** Refuses a file with a run that is not of this sweep, or is there twice: somebody has been at it. */
function checkRuns(runs: readonly RunResult[], settings: Settings, path: string): void {
  const lines = new Map<string, number>()
  for (const [i, run] of runs.entries()) {
    const key = `${run.name}, seed ${run.seed}`
    const wrong = lines.has(key) ? `${key} is in line ${lines.get(key)} already` : strange(run, settings)
    if (wrong !== undefined) throw new LenetError('ERR_FORMAT', `${path}: line ${i + 2}: ${wrong}`)
    lines.set(key, i + 2)
  }
}

/** Why a run cannot be of the sweep; undefined if it can. */
export function strange(
  { name, curves, misread }: RunResult,
  { recipes, test }: Settings,
): string | undefined {
  const passes = Object.hasOwn(recipes, name) ? recipes[name]!.passes : undefined
  if (passes === undefined) return `a run of ${JSON.stringify(name)}, which is no recipe of it`
  if (curves.testMisses.length !== passes) return `${curves.testMisses.length} passes instead of ${passes}`
  if (misread.some(([index]) => index >= test)) return `misread digits beyond the ${test} that there are`
  return undefined
}
