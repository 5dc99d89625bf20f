/** Many runs side by side, a thread for each. */
import { MessageChannel } from 'node:worker_threads'
import type { Split } from '../data/index.js'
import type { Digits } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import type { Job, RunResult, Unfinished } from './run.js'
import { countOf, sharedCopy, sharedCount, ThreadPool, whileThreads } from './threads.js'
import type { JobResult, Shared, Task } from './worker.js'

export interface PoolOptions {
  /** Threads; there are never more than jobs. */
  readonly workers: number
  /** Stops everything at once: what is not finished is lost, and the reason is thrown. */
  readonly signal?: AbortSignal
  /** Called with each run as it is finished, in no particular order. What it throws ends the sweep. */
  readonly onRun?: (run: RunResult) => void | Promise<void>
  /** Called ten times a second with the number of digits trained so far, by all threads. */
  readonly onProgress?: (digits: number) => void
  /** The threads' script; `worker.js` if not given. The tests have one that fails. */
  readonly script?: URL
}

/** How to make a run that may have to continue elsewhere. */
export interface RunOptions {
  /** Stops the run, which then leaves where it stands; its reason is thrown. */
  readonly signal: AbortSignal
  /** Where an earlier attempt has come to. */
  readonly from?: Unfinished | undefined
  /** Seconds between two calls of `onUnfinished`. */
  readonly saveSeconds: number
  /** Called with where the run stands, from time to time and once more when it is stopped. */
  readonly onUnfinished: (unfinished: Unfinished) => void
}

/** Digits that a job trains on, counting each pass. */
export const jobDigits = ({ train, config }: Job): number => train * config.passes

/** Threads that share one copy of the digits and make runs. */
export class RunPool {
  readonly #shared: Shared
  readonly #threads: ThreadPool<Task, JobResult>

  /** @param script the threads' script; `worker.js` if not given. The tests have one that fails. */
  constructor(digits: Split, threads: number, script = new URL('./worker.js', import.meta.url)) {
    this.#shared = {
      digits: { train: share(digits.train), test: share(digits.test) },
      trained: sharedCount(),
    }
    this.#threads = new ThreadPool(script, threads, this.#shared)
  }

  /** Digits trained so far, by all threads. */
  get trained(): number {
    return countOf(this.#shared.trained)
  }

  /**
   * Makes a run. If its thread is lost it is made again once: the machine may have been short of memory.
   *
   * @throws {LenetError} as `runJob`; ERR_WORKER naming a job whose thread has ended twice
   */
  async run(job: Job): Promise<RunResult> {
    const task: Task = { job }
    const attempt = async (): Promise<JobResult> => {
      try {
        return await this.#threads.run(task)
      } catch (error) {
        if (this.#threads.ended) throw error
        return this.#threads.run(task)
      }
    }
    return outcome(await attempt().catch((cause) => threadLost(job, 'twice', cause)))
  }

  /**
   * Makes a run that can be stopped and gone on with.
   *
   * @throws {LenetError} as `runJob`; ERR_WORKER if its thread is lost; the signal's reason
   */
  async runSaving(job: Job, options: RunOptions): Promise<RunResult> {
    const { signal, from, saveSeconds, onUnfinished } = options
    signal.throwIfAborted()
    const { port1: here, port2: port } = new MessageChannel()
    // what the thread has sent by the port and by the pool may arrive in any order
    let arrived = (): void => {}
    const all = new Promise<void>((resolve) => {
      arrived = resolve
    })
    here.on('message', (message: Unfinished | 'end') => {
      if (message === 'end') arrived()
      else onUnfinished(message)
    })
    const stop = (): void => here.postMessage('stop')
    signal.addEventListener('abort', stop, { once: true })
    try {
      const task: Task = { job, saving: { port, from, seconds: saveSeconds } }
      const result = await this.#threads.run(task, [port]).catch((cause) => threadLost(job, 'early', cause))
      await all
      if ('stopped' in result) throw signal.reason
      return outcome(result)
    } finally {
      signal.removeEventListener('abort', stop)
      here.close()
    }
  }

  /** What `work` does with the pool, which is destroyed after it. */
  during<T>({ signal, onProgress }: PoolOptions, work: () => Promise<T>): Promise<T> {
    return whileThreads(this.#threads, { signal, onProgress: () => onProgress?.(this.trained) }, work)
  }

  /** Ends the threads at once. */
  destroy(): Promise<void> {
    return this.#threads.destroy()
  }
}

function threadLost({ name, config }: Job, how: string, cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause)
  throw new LenetError('ERR_WORKER', `${name}, seed ${config.seed}: its thread ended ${how}: ${reason}`, {
    cause,
  })
}

function outcome(result: JobResult): RunResult {
  if ('run' in result) return result.run
  if ('stopped' in result) throw new Error('a run has stopped without being told to')
  throw new LenetError(result.code, result.message)
}

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
  const { workers, signal, onRun, script } = options
  signal?.throwIfAborted()
  if (jobs.length === 0) return []
  const pool = new RunPool(digits, Math.min(workers, jobs.length), script)
  const work = async (job: Job): Promise<RunResult> => {
    const run = await pool.run(job)
    await onRun?.(run)
    return run
  }
  return pool.during(options, () => {
    const made = new Map<Job, Promise<RunResult>>()
    for (const job of [...jobs].sort((a, b) => jobDigits(b) - jobDigits(a))) made.set(job, work(job))
    return Promise.all(jobs.map((job) => made.get(job)!))
  })
}

/** The same digits in memory that threads share instead of copying it. */
const share = ({ images, labels, length }: Digits): Digits => ({
  images: new Float32Array(sharedCopy(images)),
  labels: new Uint8Array(sharedCopy(labels)),
  length,
})
