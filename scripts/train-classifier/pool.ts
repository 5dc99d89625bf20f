/** Many networks side by side, a thread for each. */
import { createHash } from 'node:crypto'
import { SweepMeter } from '../../src/cli/terminal/sweep-progress.js'
import type { Terminal } from '../../src/cli/terminal/terminal.js'
import { countOf, sharedCopy, sharedCount, ThreadPool, whileThreads } from '../../src/sweep/threads.js'
import { digitsPerPass, type TrainingDigits } from './digits.js'
import { type Job, type Result, Store } from './store.js'
import type { Shared } from './worker.js'

export interface PoolOptions {
  /** Threads at most. */
  readonly threads: number
  /** Folder for what is saved of each network, so that it is trained once and an interruption costs little. */
  readonly work: string
  readonly terminal: Terminal
  /** Ends all threads; what they have saved is taken up by the next run. */
  readonly signal: AbortSignal
}

/**
 * Trains the networks of all jobs on the same digits, or takes those that were trained before from the folder of work.
 *
 * @returns the results in the order of the jobs
 */
export async function trainAll(
  jobs: readonly Job[],
  digits: TrainingDigits,
  { threads, work, terminal, signal }: PoolOptions,
): Promise<Result[]> {
  const digest = createHash('sha256').update(digits.images).update(digits.labels).digest('hex')
  const results = await Promise.all(jobs.map(async (job) => (await Store.of(job, digest, work)).loadResult()))
  const left = jobs.filter((_, i) => results[i] === undefined)
  if (left.length === 0) return results as Result[]
  const shared: Shared = {
    digits: {
      ...digits,
      images: new Uint8Array(sharedCopy(digits.images)),
      labels: new Uint8Array(sharedCopy(digits.labels)),
    },
    digest,
    work,
    trained: sharedCount(),
  }
  const script = new URL('./thread.mjs', import.meta.url)
  const pool = new ThreadPool<Job, Result>(script, Math.min(threads, left.length), shared)
  const total = left.reduce((sum, { recipe }) => sum + recipe.passes * digitsPerPass(recipe, digits), 0)
  const meter = new SweepMeter(total, left.length)
  const onProgress = () => terminal.progress.update(() => meter.text(countOf(shared.trained)))
  const train = async (job: Job): Promise<Result> => {
    const result = await pool.run(job)
    meter.finished()
    return result
  }
  try {
    return await whileThreads(pool, { signal, onProgress }, () =>
      Promise.all(jobs.map((job, i) => results[i] ?? train(job))),
    )
  } finally {
    terminal.progress.clear()
  }
}
