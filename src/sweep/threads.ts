/** The life of a pool of threads: started together, given jobs, missed when one is lost, ended for good. */
import type { Transferable } from 'node:worker_threads'
import { Tinypool } from 'tinypool'

/** Threads of one script, on top of Tinypool, which would wait for ever for a thread that has exited without an error. */
export class ThreadPool<Job, Result> {
  readonly #pool: Tinypool
  readonly #lost: Promise<never>
  #ended: Promise<void> | undefined

  /** @param workerData what each thread is given once, as it starts */
  constructor(script: URL, threads: number, workerData: unknown) {
    this.#pool = new Tinypool({
      filename: script.href,
      minThreads: threads,
      maxThreads: threads,
      workerData,
    })
    this.#lost = this.#watch()
  }

  /** Whether `destroy` was called. */
  get ended(): boolean {
    return this.#ended !== undefined
  }

  /**
   * Gives the job to the next free thread.
   *
   * @throws what the thread throws; an error also if the thread is lost, or all are and none can be started
   */
  run(job: Job, transferList: Transferable[] = []): Promise<Result> {
    return Promise.race([this.#pool.run(job, { transferList }) as Promise<Result>, this.#lost])
  }

  /** Ends the threads at once. */
  destroy(): Promise<void> {
    this.#ended ??= this.#pool.destroy()
    return this.#ended
  }

  /** Notices threads that exit, as by `process.exit` or out of memory. */
  #watch(): Promise<never> {
    const pool = this.#pool
    const watched = new WeakSet<object>()
    const watch = (): void => {
      for (const thread of pool.threads) {
        if (watched.has(thread)) continue
        watched.add(thread)
        thread.on('error', watch)
        thread.on('exit', (code: unknown) => {
          if (this.ended || !pool.threads.includes(thread)) return
          thread.emit('error', new Error(`the thread exited with code ${code}`))
        })
      }
    }
    watch()
    const lost = new Promise<never>((_, reject) => {
      // of a thread that fails while it has no job
      pool.on('error', (error) => {
        if (!this.ended && pool.threads.length === 0) reject(error)
      })
    })
    // handled where `run` races with it
    lost.catch(() => {})
    return lost
  }
}

export interface WhileOptions {
  /** Ends the threads at once; its reason is thrown. */
  readonly signal?: AbortSignal | undefined
  /** Called ten times a second. */
  readonly onProgress: () => void
}

const PROGRESS_MS = 100

/** What `work` does with the pool, which is destroyed after it: jobs in flight end with their threads. */
export async function whileThreads<T>(
  pool: ThreadPool<never, unknown>,
  { signal, onProgress }: WhileOptions,
  work: () => Promise<T>,
): Promise<T> {
  const end = () => pool.destroy()
  // given to the jobs, the signal would make the pool start new threads in the place of theirs
  signal?.addEventListener('abort', end, { once: true })
  const timer = setInterval(onProgress, PROGRESS_MS)
  try {
    signal?.throwIfAborted()
    return await work()
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    clearInterval(timer)
    signal?.removeEventListener('abort', end)
    await end()
  }
}

/** A copy of the bytes in memory that threads share. */
export function sharedCopy({ buffer, byteOffset, byteLength }: ArrayBufferView): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(byteLength)
  new Uint8Array(shared).set(new Uint8Array(buffer, byteOffset, byteLength))
  return shared
}

/** A count that threads add to, see `countOf`. */
export const sharedCount = (): BigUint64Array<SharedArrayBuffer> =>
  new BigUint64Array(new SharedArrayBuffer(BigUint64Array.BYTES_PER_ELEMENT))

export const countOf = (count: BigUint64Array): number => Number(Atomics.load(count, 0))
