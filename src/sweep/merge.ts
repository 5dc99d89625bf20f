/** The shards of a sweep put together: what one machine would have made alone. */
import { isDeepStrictEqual } from 'node:util'
import { LenetError } from '../model/errors.js'
import { runKey } from './plan.js'
import type { RunResult } from './run.js'
import { readRunsFile } from './runs-file.js'
import { difference, type Settings } from './settings.js'

/** A sweep as its files tell it. */
export interface Merged {
  readonly settings: Settings
  /** All seeds, in ascending order. */
  readonly seeds: readonly number[]
  /** By `runKey`. */
  readonly made: ReadonlyMap<string, RunResult>
  /** Recipes and seeds that no file has a run of. */
  readonly missing: number
}

/**
 * Reads files of runs with the same settings. A run that two of them have must be the same in both, except for its time.
 *
 * @throws {LenetError} as `readRunsFile`; ERR_CONFIG naming two files and their difference; ERR_VALUE for one run made to two ends
 */
export async function mergeRuns(paths: readonly string[]): Promise<Merged> {
  let settings: Settings | undefined
  const made = new Map<string, RunResult>()
  const from = new Map<string, string>()
  for (const path of paths) {
    const found = await readRunsFile(path)
    settings ??= found.settings
    const different = difference(found.settings, settings, [`in ${path}`, `in ${paths[0]}`])
    if (different !== undefined) {
      throw new LenetError('ERR_CONFIG', `files of different sweeps: ${different}`)
    }
    for (const run of found.runs) {
      const key = runKey(run.name, run.seed)
      const other = made.get(key)
      if (other !== undefined && !sameRun(run, other)) {
        throw new LenetError(
          'ERR_VALUE',
          `${run.name}, seed ${run.seed} ends at ${other.sha256} in ${from.get(key)}, at ${run.sha256} in ${path}: one of the two machines computes wrongly`,
        )
      }
      if (other === undefined) made.set(key, run)
      from.set(key, path)
    }
  }
  const seeds = [...new Set([...made.values()].map(({ seed }) => seed))].sort((a, b) => a - b)
  const all = Object.keys(settings!.recipes).length * seeds.length
  return { settings: settings!, seeds, made, missing: all - made.size }
}

/** Whether two runs are one, made twice: equal in all but the time they took. */
export const sameRun = (a: RunResult, b: RunResult): boolean =>
  isDeepStrictEqual({ ...a, trainSeconds: 0 }, { ...b, trainSeconds: 0 })
