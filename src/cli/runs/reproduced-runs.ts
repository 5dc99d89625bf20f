/** The runs of `reproduce`: kept in a file if asked for, and told one by one where no progress line is seen. */
import type { Split } from '../../data/index.js'
import type { Recipe } from '../../model/recipes.js'
import { finalMisses, type Job, type KeptRun } from '../../sweep/run.js'
import type { Context } from '../command.js'
import { SEED } from '../input/options.js'
import { wasmSha256 } from '../output/wasm-digest.js'
import { duration, thousands } from '../terminal/format.js'
import { type KeepOptions, runKept } from './kept-runs.js'

interface ReproduceRunsOptions extends KeepOptions {
  readonly workers: number
  /** The digests of the data files. */
  readonly digests: Readonly<Record<string, string>>
  /** By the names of the jobs. */
  readonly recipes: Readonly<Record<string, Recipe>>
}

/**
 * Makes the runs.
 *
 * @returns all of them, in the order of the jobs
 * @throws {LenetError} as `runKept`
 */
export function reproduceRuns(
  jobs: readonly Job[],
  digits: Split,
  { workers, digests, recipes, out, resume }: ReproduceRunsOptions,
  context: Context,
): Promise<KeptRun[]> {
  const { terminal } = context
  const keeping = { ...(out !== undefined && { out }), ...(resume && { resume }) }
  return runKept(
    jobs,
    digits,
    {
      ...keeping,
      workers,
      settings: {
        wasmSha256: wasmSha256(),
        data: digests,
        train: Math.max(...jobs.map(({ train }) => train)),
        test: Math.max(...jobs.map(({ test }) => test)),
        dataSeed: SEED,
        recipes,
      },
      onStart(missing) {
        const before =
          missing < jobs.length ? `, ${thousands(jobs.length - missing)} of them made before` : ''
        terminal.print(`# ${thousands(jobs.length)} runs${before}; ${workers} side by side`)
      },
      // on a terminal there is the progress line
      ...(!process.stdout.isTTY && {
        onRun: (run) =>
          terminal.print(
            `# ${run.name}, seed ${run.seed}: ${finalMisses(run)} misses, ${duration(run.trainSeconds)}`,
          ),
      }),
    },
    context,
  )
}
