/** A worker: takes jobs of all sweeps that it is able to make, the oldest sweep first, and makes their runs in threads. */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Worker } from 'bullmq'
import { LenetError } from '../model/errors.js'
import type { LoadedDigits } from '../node/index.js'
import { RunPool } from '../sweep/pool.js'
import { difference, type Settings } from '../sweep/settings.js'
import type { Connection } from './connect.js'
import { type Hands, InHand } from './in-hand.js'
import { KEEP_SECONDS, leftovers, PREFIX, recordKey, SWEEPS, trainedKey } from './keys.js'
import { decodeRecord, jobFrom } from './record.js'
import type { WorkerEvent, WorkerOptions } from './worker-options.js'

/** A sweep that the worker takes part in. */
interface Membership {
  readonly name: string
  readonly settings: Settings
  readonly digest: string
  readonly queue: Worker
  readonly digits: LoadedDigits
  readonly hands: Set<InHand>
  pool: RunPool | undefined
  /** Digits that were trained and told of. */
  told: number
}

const REFRESH_MS = 1000
/** Time between two looks at queues that were empty. */
const POLL_MS = 200
/** A sweep that was refused is looked at again: its digits may be there by then. */
const REFUSED_MS = 60_000
/** Longest time that saving runs may take when the worker is stopped: Kubernetes kills after 30 s. */
const STOP_MS = 10_000
/** So many workers may vanish over one run; then it is given up. */
const MAX_STALLED = 9

export class QueueWorker {
  /** Its name, for people. */
  readonly by = `${hostname()}, process ${process.pid}`
  readonly #id = randomUUID()
  readonly #connection: Connection
  readonly #options: WorkerOptions
  readonly #sweeps = new Map<string, Membership>()
  readonly #refused = new Map<string, number>()
  readonly #working = new Set<Promise<void>>()
  #refreshed = Number.NEGATIVE_INFINITY
  #taken = 0
  #wake = (): void => {}

  constructor(connection: Connection, options: WorkerOptions) {
    this.#connection = connection
    this.#options = options
  }

  /** Works until it is stopped, or has been idle for long enough. */
  async work(): Promise<void> {
    const { signal, threads, idleExit = Number.POSITIVE_INFINITY } = this.#options
    let busy = performance.now()
    let forced: NodeJS.Timeout | undefined
    const stop = (): void => {
      // commands wait while Redis is away; stopping the worker must not
      forced = setTimeout(() => this.#connection.close(), STOP_MS)
      for (const { hands } of this.#sweeps.values()) for (const inHand of hands) inHand.putBack()
      this.#wake()
    }
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    const progress = setInterval(() => void this.#tell().catch(() => {}), REFRESH_MS)
    try {
      while (!signal.aborted) {
        const took = await this.#turn().catch((error: Error) => {
          if (!signal.aborted) this.#event({ what: 'trouble', why: error.message })
          return undefined
        })
        if (took) continue
        if (this.#working.size > 0) busy = performance.now()
        else if (performance.now() - busy >= 1000 * idleExit) break
        const rest = took === undefined || this.#working.size >= threads ? REFRESH_MS : POLL_MS
        if (!signal.aborted) await this.#rest(rest)
      }
    } finally {
      await Promise.all(this.#working)
      await this.#tell().catch(() => {})
      clearInterval(progress)
      for (const membership of [...this.#sweeps.values()]) {
        await this.#leave(membership).catch(() => {})
        await this.#endPool(membership)
      }
      clearTimeout(forced)
      signal.removeEventListener('abort', stop)
    }
  }

  /** Waits until a run is finished, the worker is stopped, or the time is over. */
  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Looks for sweeps if that is due, and takes a job if a thread is free. */
  async #turn(): Promise<boolean> {
    if (performance.now() - this.#refreshed >= REFRESH_MS) await this.#refresh()
    if (this.#working.size >= this.#options.threads) return false
    for (const membership of this.#sweeps.values()) {
      if (await this.#take(membership)) return true
    }
    return false
  }

  /** Takes a job of the sweep, if there is one. */
  async #take(membership: Membership): Promise<boolean> {
    const token = `${this.#id}-${this.#taken++}`
    const queued = await membership.queue.getNextJob(token, { block: false })
    if (queued === undefined) return false
    if (this.#options.signal.aborted) {
      await queued.moveToWait(token)
      return false
    }
    const { name, settings, digest } = membership
    const work = async (): Promise<void> => {
      let which = String(queued.id)
      try {
        const { not, ...job } = jobFrom(queued.data, settings, digest)
        which = `${job.name}, seed ${job.config.seed}`
        if (not === this.#id) {
          // For another worker. The delay is random: after a whole number of this worker's own polls, this worker would mostly
          // be the first to see the job again, and two workers could pass half a minute like that.
          await queued.moveToDelayed(Date.now() + POLL_MS * (1 + 2 * Math.random()), token)
          return
        }
        const inHand = new InHand(this.#hands(membership), queued, token, job)
        membership.hands.add(inHand)
        if (this.#options.signal.aborted) inHand.putBack()
        const ending = await inHand.work()
        membership.hands.delete(inHand)
        if (ending.how === 'finished') this.#event({ what: 'finished', sweep: name, run: ending.run })
        else if (ending.how === 'failed') {
          this.#event({ what: 'failed', sweep: name, run: which, why: ending.message })
        } else this.#event({ what: ending.how, sweep: name, run: which })
      } catch (error) {
        // no run could be made of what the queue holds
        if (!(error instanceof LenetError)) throw error
        await queued.moveToFailed(new this.#connection.bullmq.UnrecoverableError(error.message), token)
        this.#event({ what: 'failed', sweep: name, run: which, why: error.message })
      }
    }
    const working = work().catch((error: unknown) => {
      this.#event({ what: 'failed', sweep: name, run: String(queued.id), why: (error as Error).message })
    })
    this.#working.add(working)
    void working.finally(() => {
      this.#working.delete(working)
      this.#wake()
    })
    return true
  }

  #hands(membership: Membership): Hands {
    const { lease, saveSeconds, make } = this.#options
    return {
      redis: this.#connection.redis,
      sweep: membership.name,
      settings: membership.digest,
      by: this.by,
      worker: this.#id,
      leaseMs: 1000 * lease,
      saveSeconds,
      make: make ?? ((job, options) => this.#pool(membership).runSaving(job, options)),
    }
  }

  /** The threads of a sweep. Those of others that have nothing to do are ended: they hold a copy of their digits. */
  #pool(membership: Membership): RunPool {
    for (const other of this.#sweeps.values()) {
      if (other !== membership && other.hands.size === 0) void this.#endPool(other)
    }
    membership.pool ??= new RunPool(membership.digits, this.#options.threads)
    return membership.pool
  }

  async #endPool(membership: Membership): Promise<void> {
    const { pool } = membership
    membership.pool = undefined
    membership.told = 0
    await pool?.destroy()
  }

  /** Joins new sweeps, and leaves those that are over. */
  async #refresh(): Promise<void> {
    const found = await this.#connection.redis.hgetall(SWEEPS)
    this.#refreshed = performance.now()
    for (const membership of [...this.#sweeps.values()]) {
      if (found[membership.name]?.split(' ')[1] !== membership.digest) await this.#leave(membership)
    }
    const byAge = Object.entries(found).sort(([, a], [, b]) => (a < b ? -1 : 1))
    for (const [name] of byAge) {
      const refused = this.#refused.get(name) ?? Number.NEGATIVE_INFINITY
      if (this.#sweeps.has(name) || performance.now() - refused < REFUSED_MS) continue
      await this.#join(name).catch((error: unknown) => {
        if (!(error instanceof LenetError)) throw error
        if (!this.#refused.has(name)) this.#event({ what: 'refused', sweep: name, why: error.message })
        this.#refused.set(name, performance.now())
      })
    }
    for (const name of this.#refused.keys()) if (!Object.hasOwn(found, name)) this.#refused.delete(name)
  }

  /** @throws {LenetError} saying why this worker cannot make the runs of the sweep */
  async #join(name: string): Promise<void> {
    const { redis, bullmq } = this.#connection
    const { wasmSha256, lease } = this.#options
    const text = await redis.get(recordKey(name))
    const digest = (await redis.hget(SWEEPS, name))?.split(' ')[1]
    if (text === null || digest === undefined) return
    const { settings } = decodeRecord(text, name)
    if (settings.wasmSha256 !== wasmSha256) {
      throw new LenetError(
        'ERR_DIGEST',
        `its wasm modules have the SHA-256 ${settings.wasmSha256}, those here ${wasmSha256}`,
      )
    }
    const digits = await this.#options.loadDigits(settings)
    const different = difference(digits.digests, settings.data, ['here', 'in the sweep'])
    if (different !== undefined) throw new LenetError('ERR_DIGEST', `other digits: ${different}`)
    const queue = new bullmq.Worker(name, null, {
      connection: redis,
      prefix: PREFIX,
      autorun: false,
      name: this.by,
      lockDuration: 1000 * lease,
      stalledInterval: 500 * lease,
      maxStalledCount: MAX_STALLED,
    })
    queue.on('error', () => {
      // the connection tells of it
    })
    await queue.startStalledCheckTimer()
    this.#sweeps.set(name, {
      name,
      settings,
      digest,
      queue,
      digits,
      hands: new Set(),
      pool: undefined,
      told: 0,
    })
    this.#event({ what: 'joined', sweep: name })
  }

  /** Leaves a sweep: it is over or cancelled, or the worker is. */
  async #leave(membership: Membership): Promise<void> {
    this.#sweeps.delete(membership.name)
    for (const inHand of membership.hands) inHand.drop()
    await membership.queue.close(true).catch(() => {})
    await this.#endPool(membership)
    // what was on its way when the sweep was taken away, and what BullMQ's look for stalled jobs writes anew
    const { redis } = this.#connection
    if (await redis.exists(recordKey(membership.name))) return
    await redis.unlink(leftovers(membership.name))
  }

  /** Adds what was trained since the last time to the sweep's count. */
  async #tell(): Promise<void> {
    if (this.#connection.redis.status !== 'ready') return
    for (const membership of this.#sweeps.values()) {
      const trained = membership.pool?.trained ?? 0
      const more = trained - membership.told
      if (more <= 0) continue
      membership.told = trained
      if (!(await this.#connection.redis.exists(recordKey(membership.name)))) continue
      const key = trainedKey(membership.name)
      await this.#connection.redis.multi().incrby(key, more).expire(key, KEEP_SECONDS).exec()
    }
  }

  #event(event: WorkerEvent): void {
    this.#options.onEvent?.(event)
  }
}
