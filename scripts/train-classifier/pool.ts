/** Many networks side by side, a thread for each. */
import { createHash } from 'node:crypto'
import { Tinypool } from 'tinypool'
import { SweepMeter } from '../../src/cli/terminal/sweep-progress.js'
import type { Terminal } from '../../src/cli/terminal/terminal.js'
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

const PROGRESS_MS = 100

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
    digits: { ...digits, images: share(digits.images), labels: share(digits.labels) },
    digest,
    work,
    trained: new BigUint64Array(new SharedArrayBuffer(BigUint64Array.BYTES_PER_ELEMENT)),
  }
  const pool = new Tinypool({
    filename: new URL('./thread.mjs', import.meta.url).href,
    minThreads: Math.min(threads, left.length),
    maxThreads: Math.min(threads, left.length),
    workerData: shared,
  })
  let ended: Promise<void> | undefined
  const end = (): Promise<void> => {
    ended ??= pool.destroy()
    return ended
  }
  signal.addEventListener('abort', end, { once: true })
  const total = left.reduce((sum, { recipe }) => sum + recipe.passes * digitsPerPass(recipe, digits), 0)
  const meter = new SweepMeter(total, left.length)
  const timer = setInterval(
    () => terminal.progress.update(() => meter.text(Number(Atomics.load(shared.trained, 0)))),
    PROGRESS_MS,
  )
  try {
    signal.throwIfAborted()
    await Promise.all(
      jobs.map(async (job, i) => {
        if (results[i] !== undefined) return
        results[i] = (await pool.run(job)) as Result
        meter.finished()
      }),
    )
    return results as Result[]
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    clearInterval(timer)
    terminal.progress.clear()
    signal.removeEventListener('abort', end)
    await end()
  }
}

/** The same bytes in memory that threads share instead of copying it. */
function share(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  return shared
}
