/** Runs side by side, as a command shows them: a progress line, and how far they came if stopped. */
import type { Split } from '../../data/index.js'
import { jobDigits, runJobs } from '../../sweep/pool.js'
import type { Job, KeptRun } from '../../sweep/run.js'
import type { Context } from '../command.js'
import { readerGone } from '../terminal/interrupt.js'
import { SweepMeter } from '../terminal/sweep-progress.js'

interface RunAllOptions {
  readonly workers: number
  /** Stores a run as soon as it is finished. */
  readonly keep?: (run: KeptRun) => Promise<void>
  /** Whether what is stored can be continued. */
  readonly resumable?: boolean
}

/**
 * Runs all jobs.
 *
 * @returns their results in the order of the jobs
 * @throws {LenetError} as `runJobs`; the signal's reason, if it is stopped
 */
export async function runAll(
  jobs: readonly Job[],
  digits: Split,
  { workers, keep, resumable = keep !== undefined }: RunAllOptions,
  { terminal, signal }: Context,
): Promise<KeptRun[]> {
  const total = jobs.reduce((sum, job) => sum + jobDigits(job), 0)
  const meter = new SweepMeter(total, jobs.length)
  let finished = 0
  const finish = async (run: KeptRun): Promise<void> => {
    await keep?.(run)
    finished++
    meter.finished()
  }
  const finishing: Promise<void>[] = []
  try {
    return await runJobs(jobs, digits, {
      workers,
      signal,
      onRun: (run) => {
        const done = finish(run)
        finishing.push(done)
        return done
      },
      onProgress: (trained) => terminal.progress.update(() => meter.text(trained)),
    })
  } catch (error) {
    // a run that is being stored when the signal comes is finished, and counts
    await Promise.allSettled(finishing)
    if (signal.aborted && !readerGone(signal)) {
      const kept = !resumable ? '' : '; --resume continues from here'
      terminal.note(`stopped after ${finished} of ${jobs.length} runs${kept}`)
    }
    throw error
  } finally {
    terminal.progress.clear()
  }
}
