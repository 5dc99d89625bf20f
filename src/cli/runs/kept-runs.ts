/** Runs side by side that are kept in a file as they are finished, and not made again if they are in it. */
import type { Split } from '../../data/index.js'
import { LenetError } from '../../model/errors.js'
import { lockFile } from '../../node/lock.js'
import type { Job, RunResult } from '../../sweep/run.js'
import { RunsFile, type Settings } from '../../sweep/runs-file.js'
import type { Context } from '../command.js'
import { checkOutput, target } from '../output/files.js'
import { runAll } from './runs.js'

/** Options of commands that make many runs. */
export interface KeepOptions {
  readonly out?: string
  readonly resume?: true
}

/**
 * Refuses what can be refused before any digits are fetched.
 *
 * @throws {LenetError} ERR_CONFIG
 */
export async function checkKeep({ out, resume }: KeepOptions): Promise<void> {
  if (resume && out === undefined)
    throw new LenetError('ERR_CONFIG', '--resume goes on with a file: say with --out which')
  if (out !== undefined) await checkOutput(out, '--out', ['runs', 'json'])
}

export interface RunKeptOptions extends KeepOptions {
  readonly workers: number
  /** What the file says of its runs. */
  readonly settings: Settings
  /** Called once it is known how many of the runs have to be made. */
  readonly onStart: (missing: number) => void
  /** Called after each run, once it is stored. */
  readonly onRun?: (run: RunResult) => void
}

/**
 * Makes the runs of those jobs that the file does not have.
 *
 * @returns all of them, in the order of the jobs
 * @throws {LenetError} ERR_FILE if another process writes the file; as `RunsFile` and `runAll`
 */
export async function runKept(
  jobs: readonly Job[],
  digits: Split,
  { out, resume, workers, settings, onStart, onRun }: RunKeptOptions,
  context: Context,
): Promise<RunResult[]> {
  const release = out === undefined ? undefined : await lockFile(await target(out))
  let file: RunsFile | undefined
  try {
    if (out !== undefined)
      file = resume ? await RunsFile.resume(out, settings) : await RunsFile.create(out, settings)
    const kept = file
    const made = new Map(kept?.found.map((run) => [key(run.name, run.seed), run]))
    const missing = jobs.filter(({ name, config }) => !made.has(key(name, config.seed)))
    onStart(missing.length)
    const keep = async (run: RunResult): Promise<void> => {
      await kept?.append(run)
      onRun?.(run)
    }
    const options = { workers, ...((kept || onRun) && { keep }), resumable: kept !== undefined }
    for (const run of await runAll(missing, digits, options, context)) made.set(key(run.name, run.seed), run)
    return jobs.map(({ name, config }) => made.get(key(name, config.seed))!)
  } finally {
    await file?.close()
    await release?.()
  }
}

const key = (name: string, seed: number): string => `${seed} ${name}`
