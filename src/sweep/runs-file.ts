/**
 * Runs on disk, as JSON lines: the first says what the runs have in common, each other one is a run. A line is written in one piece and reaches
 * the disk before the next run is reported, so whatever ends the process, and whenever, costs no run that was finished.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { isObject, parseJson } from '../formats/json.js'
import { LenetError } from '../model/errors.js'
import type { Recipe } from '../model/recipes.js'
import { fileError, isMissing, readFileCapped } from '../node/files.js'
import type { RunResult } from './run.js'
import { parseRun } from './run-line.js'

/** What decides the runs of a sweep but their seeds. Equal settings and seeds mean equal weights, bit for bit. */
export interface Settings {
  /** SHA-256 of the compiled kernels. */
  readonly kernels: string
  /** SHA-256 of the data files. */
  readonly data: Readonly<Record<string, string>>
  /** Digits taken of them, and in what order. */
  readonly train: number
  readonly test: number
  readonly dataSeed: number
  readonly recipes: Readonly<Record<string, Recipe>>
}

/** A run has some 15 kB: this is far beyond any sweep. */
const MAX_FILE_BYTES = 1 << 28
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
      throw new LenetError('ERR_FILE', `${path}: there is such a file; --resume goes on with it`, { cause })
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
    const whole = bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1)
    const lines = new TextDecoder().decode(whole).split('\n').slice(0, -1)
    if (lines.length === 0) checkTornHeader(bytes, settings, path)
    else checkHeader(lines[0]!, settings, path)
    const found = lines.slice(1).map((line, i) => parseRun(line, `${path}: line ${i + 2}`))
    checkRuns(found, settings, path)
    try {
      const file = await open(path, 'a')
      await file.truncate(whole.length)
      const runs = new RunsFile(path, file, found)
      if (lines.length === 0) await runs.#write(header(settings))
      return runs
    } catch (cause) {
      throw fileError('write', path, cause)
    }
  }

  /**
   * Adds a run; fulfilled when it is on the disk.
   *
   * @throws {LenetError} ERR_FILE
   */
  async append(run: RunResult): Promise<void> {
    // After a failure nothing more is written: half a line may lie at the end, and must stay at the end.
    this.#written = this.#written.then(() => this.#write(`${JSON.stringify(run)}\n`))
    try {
      await this.#written
    } catch (cause) {
      throw fileError('write', this.#path, cause)
    }
  }

  /** Closes the file, once all is written. What could not be has been told to whoever appended it. */
  async close(): Promise<void> {
    await this.#written.catch(() => {})
    await this.#file.close()
  }

  async #write(line: string): Promise<void> {
    const bytes = Buffer.from(line)
    const { bytesWritten } = await this.#file.write(bytes)
    if (bytesWritten < bytes.length) throw new Error(`only ${bytesWritten} of ${bytes.length} bytes fit`)
    await this.#file.datasync()
  }
}

const header = (settings: Settings): string => `${JSON.stringify({ lenet1989: 'sweep', ...settings })}\n`

/** @throws {LenetError} ERR_FORMAT, ERR_CONFIG */
function checkHeader(line: string, settings: Settings, path: string): void {
  let found: unknown
  try {
    found = parseJson(line)
  } catch (cause) {
    throw new LenetError('ERR_FORMAT', `${path}: line 1: ${(cause as Error).message}`, { cause })
  }
  if (!isObject(found) || found.lenet1989 !== 'sweep') {
    throw new LenetError('ERR_FORMAT', `${path}: line 1: not the settings of a sweep`)
  }
  const { lenet1989: _, ...others } = found
  const different = difference(others, settings, '')
  if (different !== undefined) {
    throw new LenetError('ERR_CONFIG', `${path}: a sweep with other settings: ${different}`)
  }
}

/** A file without one whole line is a sweep that was ended at its very beginning, or none: then it must not be cut. */
function checkTornHeader(bytes: Uint8Array, settings: Settings, path: string): void {
  if (Buffer.from(header(settings)).subarray(0, bytes.length).equals(bytes)) return
  throw new LenetError('ERR_FORMAT', `${path}: line 1: not the settings of a sweep`)
}

/** Refuses a file with a run that is not of this sweep, or is there twice: somebody has been at it. */
function checkRuns(runs: readonly RunResult[], { recipes, test }: Settings, path: string): void {
  const lines = new Map<string, number>()
  for (const [i, { name, seed, curves, misread }] of runs.entries()) {
    const key = `${name}, seed ${seed}`
    const refuse = (why: string): never => {
      throw new LenetError('ERR_FORMAT', `${path}: line ${i + 2}: ${why}`)
    }
    const passes = Object.hasOwn(recipes, name) ? recipes[name]!.passes : undefined
    if (passes === undefined) refuse(`a run of ${JSON.stringify(name)}, which is no recipe of it`)
    if (curves.testMisses.length !== passes) refuse(`${curves.testMisses.length} passes instead of ${passes}`)
    if (misread.some(([index]) => index >= test)) refuse(`misread digits beyond the ${test} that there are`)
    if (lines.has(key)) refuse(`${key} is in line ${lines.get(key)} already`)
    lines.set(key, i + 2)
  }
}

/** The first place where two values differ, and how; undefined if they are equal. */
function difference(found: unknown, wanted: unknown, place: string): string | undefined {
  if (isObject(found) && isObject(wanted)) {
    for (const key of new Set([...Object.keys(wanted), ...Object.keys(found)])) {
      const own = (of: Record<string, unknown>) => (Object.hasOwn(of, key) ? of[key] : undefined)
      const inner = difference(own(found), own(wanted), place === '' ? key : `${place}.${key}`)
      if (inner !== undefined) return inner
    }
    return undefined
  }
  const [there, here] = [JSON.stringify(found), JSON.stringify(wanted)]
  return there === here ? undefined : `${place} is ${there ?? 'not'} there, ${here ?? 'not'} here`
}
