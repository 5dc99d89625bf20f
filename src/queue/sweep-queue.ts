/** A sweep in the queue: to create, collect or cancel it. */
import { randomInt } from 'node:crypto'
import type { Queue } from 'bullmq'
import { LenetError } from '../model/errors.js'
import { planJobs } from '../sweep/plan.js'
import type { Job } from '../sweep/run.js'
import { type Connection, insist } from './connect.js'
import { doublesKey, ownKeys, PREFIX, recordKey, SWEEPS } from './keys.js'
import {
  checkResultSizes,
  decodeRecord,
  encodeRecord,
  type JobData,
  jobOf,
  recipeNumbers,
  type SweepRecord,
  settingsDigest,
} from './record.js'

/** A run that fails as often as this is given up. */
const ATTEMPTS = 3
const RETRY_MS = 1000
/** Jobs that are added in one piece. */
const CHUNK = 1000
/** BullMQ's own event log, which is not read here; by default it keeps 10,000 results. */
const EVENTS = 10

/** A job of a sweep, and what its run is called in the queue. */
export interface QueuedJob {
  readonly id: string
  readonly job: Job
}

export class SweepQueue {
  readonly name: string
  readonly record: SweepRecord
  readonly connection: Connection
  readonly queue: Queue
  readonly #digest: string

  private constructor(connection: Connection, name: string, record: SweepRecord) {
    this.name = name
    this.record = record
    this.connection = connection
    this.#digest = settingsDigest(record.settings)
    this.queue = new connection.bullmq.Queue(name, {
      connection: connection.redis,
      prefix: PREFIX,
      streams: { events: { maxLen: EVENTS } },
      defaultJobOptions: {
        attempts: ATTEMPTS,
        backoff: { type: 'fixed', delay: RETRY_MS },
        stackTraceLimit: 0,
      },
    })
    this.queue.on('error', () => {
      // the connection tells of it
    })
  }

  /**
   * Puts a new sweep into the queue: first what it is, then what has to be made of it.
   *
   * @param verify the share of the jobs that are made twice
   * @throws {LenetError} ERR_CONFIG if there is a sweep of that name, or a result might be too large
   */
  static async create(
    connection: Connection,
    name: string,
    record: SweepRecord,
    missing: readonly QueuedJob[],
    verify: number,
  ): Promise<SweepQueue> {
    checkResultSizes(record.settings)
    const { redis, host } = connection
    if (!(await redis.set(recordKey(name), encodeRecord(record), 'NX'))) {
      throw new LenetError(
        'ERR_CONFIG',
        `there is a sweep ${name} at ${host}: --attach ${name} collects it, --cancel ${name} takes it away`,
      )
    }
    const sweep = new SweepQueue(connection, name, record)
    const doubles = chosen(missing, verify).map(({ id }) => id)
    for (let at = 0; at < doubles.length; at += CHUNK) {
      const chunk = doubles.slice(at, at + CHUNK)
      await insist(redis, () => redis.sadd(doublesKey(name), ...chunk))
    }
    await sweep.queue.waitUntilReady()
    await sweep.add(missing)
    await insist(redis, () => redis.hset(SWEEPS, name, `${new Date().toISOString()} ${sweep.#digest}`))
    return sweep
  }

  /** @throws {LenetError} ERR_CONFIG if there is no such sweep; as `decodeRecord` */
  static async open(connection: Connection, name: string): Promise<SweepQueue> {
    const text = await connection.redis.get(recordKey(name))
    if (text === null) {
      const others = await connection.redis.hkeys(SWEEPS)
      const there = others.length > 0 ? `there are ${others.sort().join(', ')}` : 'no sweep is queued'
      throw new LenetError('ERR_CONFIG', `there is no sweep ${name} at ${connection.host}; ${there}`)
    }
    const record = decodeRecord(text, name)
    const sweep = new SweepQueue(connection, name, record)
    // one that was killed before it had told the workers
    await connection.redis.hsetnx(SWEEPS, name, `${new Date().toISOString()} ${sweep.#digest}`)
    return sweep
  }

  /** All jobs of the sweep, in their order. */
  jobs(): QueuedJob[] {
    const { settings, seeds } = this.record
    return queuedJobs(settings, seeds)
  }

  /** Adds jobs; those that are in the queue already stay as they are. */
  async add(jobs: readonly QueuedJob[]): Promise<void> {
    const numbers = recipeNumbers(this.record.settings)
    for (let at = 0; at < jobs.length; at += CHUNK) {
      const chunk = jobs.slice(at, at + CHUNK).map(({ job }) => {
        const { id, data } = jobOf(job, numbers, this.#digest)
        return { name: 'run', data, opts: { jobId: id } }
      })
      await insist(this.connection.redis, () => this.queue.addBulk(chunk))
    }
  }

  /** Adds a job for a run that somebody else is to make again. */
  async addDouble({ job }: QueuedJob, jobId: string, not: string): Promise<void> {
    const data: JobData = { ...jobOf(job, recipeNumbers(this.record.settings), this.#digest).data, not }
    await this.queue.add('run', data, { jobId })
  }

  /** Takes the whole sweep away; a worker that is at it hears of it within a second. */
  async remove(): Promise<void> {
    await this.connection.redis.hdel(SWEEPS, this.name)
    await this.queue.obliterate({ force: true })
    // the name is free only when nothing else is left
    const [record, ...others] = ownKeys(this.name)
    await this.connection.redis.unlink(others)
    await this.connection.redis.unlink(record!)
  }

  async close(): Promise<void> {
    await this.queue.close().catch(() => {})
  }
}

/** The jobs of a sweep and what they are called. */
export function queuedJobs(settings: SweepRecord['settings'], seeds: readonly number[]): QueuedJob[] {
  const numbers = recipeNumbers(settings)
  return planJobs(settings.recipes, seeds, settings).map((job) => ({ id: jobOf(job, numbers, '').id, job }))
}

/** An unpredictable share of the jobs, at least one. */
function chosen(jobs: readonly QueuedJob[], share: number): QueuedJob[] {
  const left = [...jobs]
  const count = share === 0 ? 0 : Math.min(left.length, Math.max(1, Math.round(share * left.length)))
  return Array.from({ length: count }, () => {
    const at = randomInt(left.length)
    const job = left[at]!
    left[at] = left.at(-1)!
    left.pop()
    return job
  })
}
