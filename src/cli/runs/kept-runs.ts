/** Runs side by side that are kept in a file as they are finished, and not made again if they are in it. */
import type { Split } from '../../data/index.js'
import { LenetError } from '../../model/errors.js'
import { lockFile } from '../../node/lock.js'
import { runKey } from '../../sweep/plan.js'
import type { Job, KeptRun, RunResult } from '../../sweep/run.js'
import { RunsFile } from '../../sweep/runs-file.js'
import type { Settings } from '../../sweep/settings.js'
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
    throw new LenetError('ERR_CONFIG', '--resume continues a file; name it with --out')
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
 * Makes the runs of those jobs that the file does not have, and again those of which more is wanted than a file holds
 * (`keepAfter`): they must come to the same weights.
 *
 * @returns all of them, in the order of the jobs
 * @throws {LenetError} ERR_FILE if another process writes the file; ERR_DIGEST for a run made again to other weights; as `RunsFile` and `runAll`
 */
export async function runKept(
  jobs: readonly Job[],
  digits: Split,
  { out, resume, workers, settings, onStart, onRun }: RunKeptOptions,
  context: Context,
): Promise<KeptRun[]> {
  const kept = out === undefined ? undefined : await openRuns(out, settings, resume)
  try {
    const found = new Map(kept?.file.found.map((run) => [runKey(run.name, run.seed), run]))
    const missing = jobs.filter(
      ({ name, config, keepAfter }) => keepAfter !== undefined || !found.has(runKey(name, config.seed)),
    )
    onStart(missing.length)
    const keep = async (run: KeptRun): Promise<void> => {
      const before = found.get(runKey(run.name, run.seed))
      if (before === undefined) await kept?.file.append(withoutKept(run))
      else if (before.sha256 !== run.sha256)
        throw new LenetError(
          'ERR_DIGEST',
          `${out}: ${run.name}, seed ${run.seed} was made again to weights ${run.sha256}, in the file they are ${before.sha256}; expected the same`,
        )
      onRun?.(run)
    }
    const made = new Map<string, KeptRun>(found)
    const options = { workers, ...((kept || onRun) && { keep }), resumable: kept !== undefined }
    for (const run of await runAll(missing, digits, options, context))
      made.set(runKey(run.name, run.seed), run)
    return jobs.map(({ name, config }) => made.get(runKey(name, config.seed))!)
  } finally {
    await kept?.close()
  }
}

/** What a file holds of a run. */
function withoutKept({ kept: _, ...run }: KeptRun): RunResult {
  return run
}

/** A file of runs that no other process writes meanwhile. */
export interface OpenRuns {
  readonly file: RunsFile
  close(): Promise<void>
}

/**
 * Locks and opens a file of runs: a new one, or with `resume` the one that is there.
 *
 * @throws {LenetError} ERR_FILE if another process writes it; as `RunsFile`
 */
export async function openRuns(path: string, settings: Settings, resume = false): Promise<OpenRuns> {
  const release = await lockFile(await target(path))
  try {
    const file = resume ? await RunsFile.resume(path, settings) : await RunsFile.create(path, settings)
    return {
      file,
      async close() {
        await file.close()
        await release()
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}
