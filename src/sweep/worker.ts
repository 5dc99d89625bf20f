/** The thread of a pool: makes runs with the digits that all threads share. */
import type { MessagePort } from 'node:worker_threads'
import { Tinypool } from 'tinypool'
import type { Split } from '../data/index.js'
import { type ErrorCode, LenetError } from '../model/errors.js'
import { type Job, type RunResult, runJob, type TrainOptions, type Unfinished } from './run.js'

/** What every thread is started with; the memory behind it is shared. */
export interface Shared {
  readonly digits: Split
  /** Digits trained by all threads so far. */
  readonly trained: BigUint64Array
}

/** What a thread is given to do. */
export interface Task {
  readonly job: Job
  /** For a run that can be stopped: what comes over the port stops it, and where it stands goes the other way. */
  readonly saving?: {
    readonly port: MessagePort
    readonly from: Unfinished | undefined
    readonly seconds: number
  }
}

/** A run, or the reason why it failed: an error's class and code would be lost on the way between threads. */
export type JobResult =
  | { readonly run: RunResult }
  | { readonly stopped: true }
  | { readonly code: ErrorCode; readonly message: string }

export default async function work({ job, saving }: Task): Promise<JobResult> {
  const { digits, trained } = Tinypool.workerData as Shared
  const stopping = new AbortController()
  saving?.port.once('message', () => stopping.abort())
  const options: TrainOptions = {
    signal: stopping.signal,
    onDigits: (count) => void Atomics.add(trained, 0, BigInt(count)),
    from: saving?.from,
    save: saving && {
      seconds: saving.seconds,
      write: (unfinished) => saving.port.postMessage(unfinished, [unfinished.checkpoint.buffer]),
    },
  }
  try {
    return { run: await runJob(job, digits, options) }
  } catch (error) {
    if (stopping.signal.aborted && error === stopping.signal.reason) return { stopped: true }
    if (!(error instanceof LenetError)) throw error
    return { code: error.code, message: error.message }
  } finally {
    saving?.port.postMessage('end')
    saving?.port.close()
  }
}
