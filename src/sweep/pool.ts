/** Many runs side by side, a thread for each. */
import { Tinypool } from 'tinypool'
import type { Split } from '../data/index.js'
import type { Digits } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import type { Job, RunResult } from './run.js'
import type { JobResult, Shared } from './worker.js'

export interface PoolOptions {
  /** Threads; there are never more than jobs. */
  readonly workers: number
  /** Stops everything at once: what is not finished is lost, and the reason is thrown. */
  readonly signal?: AbortSignal
  /** Called with each run as it is finished, in no certain order. What it throws ends the sweep. */
  readonly onRun?: (run: RunResult) => void | Promise<void>
  /** Called ten times a second with the number of digits trained so far, by all threads. */
  readonly onProgress?: (digits: number) => void
  /** The threads' script; `worker.js` if not given. The tests have one that fails. */
  readonly script?: URL
}

const PROGRESS_MS = 100

/** Digits that a job trains on, counting each pass. */
export const jobDigits = ({ train, config }: Job): number => train * config.passes

/**
 * Makes the runs of all jobs, the longest first, so that no thread is left alone with a long one at the end.
 *
 * The digits are copied once, into memory that all threads share.
 *
 * @param digits at least as many as the largest job asks for
 * @returns the runs in the order of the jobs
 * @throws {LenetError} what the first job that failed threw; ERR_WORKER naming a job whose thread has ended twice
 */
export async function runJobs(
  jobs: readonly Job[],
  digits: Split,
  options: PoolOptions,
): Promise<RunResult[]> {
  const { workers, signal, onRun, onProgress } = options
  signal?.throwIfAborted()
  if (jobs.length === 0) return []
  const shared: Shared = {
    digits: { train: share(digits.train), test: share(digits.test) },
    trained: new BigUint64Array(new SharedArrayBuffer(BigUint64Array.BYTES_PER_ELEMENT)),
  }
  const threads = Math.min(workers, jobs.length)
  const pool = new Tinypool({
    filename: (options.script ?? new URL('./worker.js', import.meta.url)).href,
    minThreads: threads,
    maxThreads: threads,
    workerData: shared,
  })
  let ended: Promise<void> | undefined
  const end = (): Promise<void> => {
    ended ??= pool.destroy()
    return ended
  }
  const lost = watchThreads(pool, () => ended !== undefined)
  /** A run whose thread is lost is made again once: the machine may have been short of memory. */
  const attempt = async (job: Job): Promise<JobResult> => {
    try {
      return await pool.run(job)
    } catch (error) {
      if (ended) throw error
      return pool.run(job)
    }
  }
  const work = async (job: Job): Promise<RunResult> => {
    const outcome = await Promise.race([attempt(job), lost]).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new LenetError(
        'ERR_WORKER',
        `${job.name}, seed ${job.config.seed}: its thread ended twice: ${reason}`,
        {
          cause,
        },
      )
    })
    if (!('run' in outcome)) throw new LenetError(outcome.code, outcome.message)
    await onRun?.(outcome.run)
    return outcome.run
  }
  // Runs in flight end with their threads; a signal of the pool's own would start new threads in their place.
  signal?.addEventListener('abort', end, { once: true })
  const timer = setInterval(() => onProgress?.(Number(Atomics.load(shared.trained, 0))), PROGRESS_MS)
  try {
    const made = new Map<Job, Promise<RunResult>>()
    for (const job of [...jobs].sort((a, b) => jobDigits(b) - jobDigits(a))) made.set(job, work(job))
    return await Promise.all(jobs.map((job) => made.get(job)!))
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    clearInterval(timer)
    signal?.removeEventListener('abort', end)
    await end()
  }
}

/**
 * Makes the pool notice threads that exit without an error, as by `process.exit` or out of memory: it waits for their answers for ever otherwise.
 *
 * @param over whether the threads end because the pool does
 * @returns rejects when no thread is left and none can be started
 */
function watchThreads(pool: Tinypool, over: () => boolean): Promise<never> {
  const watched = new WeakSet<object>()
  const watch = (): void => {
    for (const thread of pool.threads) {
      if (watched.has(thread)) continue
      watched.add(thread)
      thread.on('error', watch)
      thread.on('exit', (code: unknown) => {
        if (over() || !pool.threads.includes(thread)) return
        thread.emit('error', new Error(`the thread exited with code ${code}`))
      })
    }
  }
  watch()
  const lost = new Promise<never>((_, reject) => {
    // of a thread that fails while it has no job
    pool.on('error', (error) => {
      if (!over() && pool.threads.length === 0) reject(error)
    })
  })
  // whoever races with it hears of it
  lost.catch(() => {})
  return lost
}

/** The same digits in memory that threads share instead of copying it. */
function share({ images, labels, length }: Digits): Digits {
  const shared = {
    images: new Float32Array(new SharedArrayBuffer(images.byteLength)),
    labels: new Uint8Array(new SharedArrayBuffer(labels.byteLength)),
    length,
  }
  shared.images.set(images)
  shared.labels.set(labels)
  return shared
}
