/** One job in the hands of a worker: its lease, the run, where it stands, and how it ends. */
import type { Job as QueueJob } from 'bullmq'
import type { Redis } from 'ioredis'
import { parseJson } from '../formats/json.js'
import { LenetError } from '../model/errors.js'
import type { RunOptions } from '../sweep/pool.js'
import type { Job, RunResult, Unfinished } from '../sweep/run.js'
import { isCurves } from '../sweep/run-line.js'
import { insist, isConnectionError } from './connect.js'
import { checkpointsKey, KEEP_SECONDS } from './keys.js'
import { MAX_RESULT_BYTES, type Result } from './record.js'

/** What a worker knows that works on the job. */
export interface Hands {
  readonly redis: Redis
  readonly sweep: string
  /** Digest of the sweep's settings. */
  readonly settings: string
  readonly by: string
  readonly worker: string
  readonly leaseMs: number
  readonly saveSeconds: number
  readonly make: (job: Job, options: RunOptions) => Promise<RunResult>
}

/** How a job left the worker's hands. */
export type Ending =
  | { readonly how: 'finished'; readonly run: RunResult }
  | { readonly how: 'failed'; readonly message: string }
  /** Put back, to be gone on with. */
  | { readonly how: 'returned' }
  /** It is no longer this worker's: it was silent for too long, or the sweep was cancelled. */
  | { readonly how: 'lost' }

const RETURN = new Error('to be returned')
const LOST = new Error('lost')
/** The lease is renewed so many times while it lasts. */
const RENEWALS = 6

export class InHand {
  readonly #hands: Hands
  readonly #job: Job
  readonly #queued: QueueJob
  readonly #token: string
  readonly #stopping = new AbortController()
  #saving: Promise<unknown> = Promise.resolve()
  #latest: Unfinished | undefined

  constructor(hands: Hands, queued: QueueJob, token: string, job: Job) {
    this.#hands = hands
    this.#queued = queued
    this.#token = token
    this.#job = job
  }

  /** Stops the run, leaves where it stands in the queue, and puts the job back. */
  putBack(): void {
    this.#stopping.abort(RETURN)
  }

  /** Stops the run; the job then no longer belongs to this worker. */
  drop(): void {
    this.#stopping.abort(LOST)
  }

  /** Makes the run; whatever happens to it, this resolves. */
  async work(): Promise<Ending> {
    const { leaseMs, make } = this.#hands
    const renewing = setInterval(() => void this.#renew(), leaseMs / RENEWALS)
    let from: Unfinished | undefined
    try {
      from = await this.#found()
      const run = await make(this.#job, {
        signal: this.#stopping.signal,
        from,
        saveSeconds: this.#hands.saveSeconds,
        onUnfinished: (unfinished) => this.#save(unfinished),
      })
      return await this.#finish(run)
    } catch (error) {
      return await this.#giveUp(error, from !== undefined).catch((error: unknown): Ending => {
        if (isLost(error) || isConnectionError(error)) return { how: 'lost' }
        return { how: 'failed', message: (error as Error).message }
      })
    } finally {
      clearInterval(renewing)
    }
  }

  async #finish(run: RunResult): Promise<Ending> {
    const { by, worker, redis, sweep } = this.#hands
    const result: Result = { by, worker, run }
    if (JSON.stringify(result).length > MAX_RESULT_BYTES) {
      throw new LenetError(
        'ERR_VALUE',
        `a result of more than ${MAX_RESULT_BYTES} bytes, the most that a queue takes; use fewer passes or test digits`,
      )
    }
    await this.#saving
    await insist(redis, () => this.#queued.moveToCompleted(result, this.#token, false))
    await insist(redis, () => redis.hdel(checkpointsKey(sweep), ...this.#fields))
    return { how: 'finished', run }
  }

  async #giveUp(error: unknown, resumed: boolean): Promise<Ending> {
    // the connection fails for good only when the worker ends it: it could not wait any longer
    if (error === LOST || isLost(error) || isConnectionError(error)) return { how: 'lost' }
    const { redis, sweep } = this.#hands
    await this.#saving
    if (error === RETURN) {
      await insist(redis, () => this.#queued.moveToWait(this.#token))
      return { how: 'returned' }
    }
    // the next attempt starts afresh, in case the saved state is what made this one fail
    if (resumed) await insist(redis, () => redis.hdel(checkpointsKey(sweep), ...this.#fields))
    const failure = error instanceof Error ? error : new Error(String(error))
    const told = new Error(`${failure.message} (on ${this.#hands.by})`)
    await insist(redis, () => this.#queued.moveToFailed(told, this.#token))
    return { how: 'failed', message: failure.message }
  }

  async #renew(): Promise<void> {
    try {
      if (!(await this.#queued.extendLock(this.#token, this.#hands.leaseMs))) this.drop()
    } catch (error) {
      // while Redis is away the call waits; it fails only when the connection was ended by us
      if (isLost(error)) this.drop()
    }
  }

  /** The fields of this job in the hash of checkpoints. */
  get #fields(): [bytes: string, curves: string] {
    return [this.#queued.id!, `${this.#queued.id} curves`]
  }

  /** Where an earlier attempt has come to, if it has left that and belongs to these settings. */
  async #found(): Promise<Unfinished | undefined> {
    if (this.#queued.attemptsStarted <= 1) return undefined
    const { redis, sweep, settings } = this.#hands
    const key = checkpointsKey(sweep)
    const [bytes, text] = await insist(redis, () => redis.hmgetBuffer(key, ...this.#fields))
    if (!bytes || !text) return undefined
    try {
      const { settings: of, curves } = parseJson(text.toString()) as Record<string, unknown>
      if (of !== settings || !isCurves(curves)) return undefined
      return { checkpoint: new Uint8Array(bytes), curves }
    } catch {
      return undefined
    }
  }

  /** Writes where the run stands. While one is being written only the newest waits. */
  #save(unfinished: Unfinished): void {
    const waiting = this.#latest !== undefined
    this.#latest = unfinished
    if (!waiting) this.#saving = this.#saving.then(() => this.#write())
  }

  async #write(): Promise<void> {
    const { checkpoint, curves } = this.#latest!
    this.#latest = undefined
    const { redis, sweep, settings } = this.#hands
    const [bytes, text] = this.#fields
    const key = checkpointsKey(sweep)
    try {
      await redis.hset(key, bytes, Buffer.from(checkpoint.buffer), text, JSON.stringify({ settings, curves }))
      await redis.expire(key, KEEP_SECONDS)
    } catch {
      // the run goes on without; what a crash costs is more then
    }
  }
}

/** What BullMQ answers when a job is not there, not in hand or in other hands. */
const LOST_CODES: readonly unknown[] = [-1, -2, -3, -6]
const isLost = (error: unknown): boolean => LOST_CODES.includes((error as { code?: unknown } | null)?.code)
