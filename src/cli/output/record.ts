/** `train --out DIR`: a record of the run in one folder: its description, its figures as they come, and its weights. */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { isObject, parseJson } from '../../formats/json.js'
import type { Metadata } from '../../formats/safetensors.js'
import type { Config } from '../../model/config.js'
import { LenetError } from '../../model/errors.js'
import type { StateDict } from '../../model/state.js'
import { VERSION } from '../../model/version.js'
import { fileError, isMissing, makeFolders, removeLeftovers } from '../../node/files.js'
import { type LoadedDigits, readFileCapped, writeFileAtomic } from '../../node/index.js'
import { digitsSha256 } from './checkpoint-file.js'
import { checkWritable } from './files.js'
import { moduleOf, moduleSha256 } from './wasm-digest.js'
import { writeWeights } from './weights.js'

/** A line per pass has about 200 bytes, and there are at most a million passes. */
const MAX_METRICS_BYTES = 1 << 28

export const RUN_FILE = 'run.json'
export const METRICS_FILE = 'metrics.jsonl'
export const WEIGHTS_FILE = 'weights.safetensors'

/** The result of a run. */
export interface RunEnd {
  readonly done: boolean
  readonly steps: number
  readonly trainSeconds: number
  /** SHA-256 of the weights. */
  readonly sha256: string
}

/** The folder of one run. */
export class RunRecord {
  readonly #dir: string
  readonly #found: string | undefined
  #run: object = {}

  /** What is locked while a run is written there. */
  static async lockPath(dir: string): Promise<string> {
    await makeFolders(dir)
    return join(dir, RUN_FILE)
  }

  private constructor(dir: string, found: string | undefined) {
    this.#dir = dir
    this.#found = found
  }

  /**
   * @param resume whether to continue a run that is already there
   * @throws {LenetError} ERR_FILE if the folder cannot be written; ERR_CONFIG if it already holds a run
   */
  static async open(dir: string, resume: boolean): Promise<RunRecord> {
    await makeFolders(dir)
    const path = join(dir, RUN_FILE)
    await checkWritable(path, '--out')
    for (const name of [RUN_FILE, METRICS_FILE, WEIGHTS_FILE]) await removeLeftovers(join(dir, name))
    const found = await readText(path)
    if (found !== undefined && !resume) {
      throw new LenetError(
        'ERR_CONFIG',
        `--out ${dir}: the folder already holds a run; continue it with --checkpoint and --resume, or choose another`,
      )
    }
    return new RunRecord(dir, found)
  }

  /**
   * Records what is about to be trained, and drops the figures of passes that will be repeated.
   *
   * @param passes passes completed
   * @throws {LenetError} ERR_CONFIG if the folder holds another run; ERR_FILE
   */
  async begin(config: Config, digits: LoadedDigits, passes: number): Promise<void> {
    const { seed, ...recipe } = config
    const wasm = moduleOf(recipe)
    const run = {
      lenet1989: VERSION,
      engine: `node ${process.versions.node}, V8 ${process.versions.v8}, ${process.platform} ${process.arch}`,
      wasm,
      wasmSha256: moduleSha256(wasm),
      recipe,
      seed,
      data: {
        source: digits.source,
        files: digits.digests,
        train: { count: digits.train.length, sha256: digitsSha256(digits.train) },
        test: { count: digits.test.length, sha256: digitsSha256(digits.test) },
      },
      started: new Date().toISOString(),
    }
    const before = this.#found === undefined ? undefined : previousRun(this.#found, join(this.#dir, RUN_FILE))
    if (before !== undefined && !isDeepStrictEqual([before.recipe, before.seed], [recipe, seed])) {
      throw new LenetError(
        'ERR_CONFIG',
        `--out ${this.#dir}: the run there has another recipe or seed; choose another folder`,
      )
    }
    this.#run = before === undefined ? run : { ...run, started: before.started, resumed: run.started }
    const metrics = (await readText(join(this.#dir, METRICS_FILE))) ?? ''
    // what follows the last line break was being written when the process was killed
    const kept = metrics.split('\n').slice(0, -1).slice(0, passes)
    await this.#write(METRICS_FILE, kept.map((line) => `${line}\n`).join(''))
    await this.#writeRun({})
  }

  /** Appends a line to the figures, before a checkpoint can include the pass. */
  pass(figures: object): void {
    const path = join(this.#dir, METRICS_FILE)
    try {
      appendFileSync(path, `${JSON.stringify(figures)}\n`)
    } catch (cause) {
      throw fileError('write', path, cause)
    }
  }

  async end(end: RunEnd, state: StateDict, metadata: Metadata): Promise<void> {
    await writeWeights(join(this.#dir, WEIGHTS_FILE), state, metadata)
    await this.#writeRun({ ...end, ended: new Date().toISOString() })
  }

  #writeRun(more: object): Promise<void> {
    return this.#write(RUN_FILE, `${JSON.stringify({ ...this.#run, ...more }, null, 2)}\n`)
  }

  #write(name: string, text: string): Promise<void> {
    return writeFileAtomic(join(this.#dir, name), new TextEncoder().encode(text))
  }
}

/** What `run.json` says of the run so far. */
function previousRun(text: string, path: string): Record<string, unknown> {
  try {
    const run = parseJson(text)
    if (isObject(run)) return run
  } catch {
    // reported below
  }
  throw new LenetError('ERR_FORMAT', `${path}: not the record of a run`)
}

/** The text of a file; undefined if there is none. */
async function readText(path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await readFileCapped(path, MAX_METRICS_BYTES))
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
