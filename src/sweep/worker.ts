/** The thread of a pool: makes runs with the digits that all threads share. */
import { Tinypool } from 'tinypool'
import type { Split } from '../data/index.js'
import { type ErrorCode, LenetError } from '../model/errors.js'
import { type Job, type RunResult, runJob } from './run.js'

/** What every thread is started with; the memory behind it is shared. */
export interface Shared {
  readonly digits: Split
  /** Digits trained by all threads so far. */
  readonly trained: BigUint64Array
}

/** A run, or why there is none: an error's class and code would be lost on the way between threads. */
export type JobResult = { readonly run: RunResult } | { readonly code: ErrorCode; readonly message: string }

export default async function work(job: Job): Promise<JobResult> {
  const { digits, trained } = Tinypool.workerData as Shared
  try {
    const run = await runJob(job, digits, {
      onDigits: (count) => void Atomics.add(trained, 0, BigInt(count)),
    })
    return { run }
  } catch (error) {
    if (!(error instanceof LenetError)) throw error
    return { code: error.code, message: error.message }
  }
}
