/** Collects the runs of a sweep out of the queue: onto the disk first, then out of Redis, so that no moment is fatal. */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Job as FinishedJob } from 'bullmq'
import { LenetError } from '../model/errors.js'
import { sameRun } from '../sweep/merge.js'
import { runKey } from '../sweep/plan.js'
import { jobDigits } from '../sweep/pool.js'
import type { RunResult } from '../sweep/run.js'
import { checkRun } from '../sweep/run-line.js'
import { strange } from '../sweep/runs-file.js'
import { insist } from './connect.js'
import { collectorKey, doublesKey, firstsKey, trainedKey } from './keys.js'
import { doubleId, type Result } from './record.js'
import type { QueuedJob, SweepQueue } from './sweep-queue.js'

export interface CollectOptions {
  /** The runs that are there already. */
  readonly found: readonly RunResult[]
  /** Puts runs onto the disk; they leave Redis when that is done. */
  readonly keep: (runs: readonly RunResult[]) => Promise<void>
  /** Ends the collecting; the sweep goes on without. */
  readonly signal: AbortSignal
  /** Called several times a second. */
  readonly onProgress?: (progress: QueueProgress) => void
}

export interface QueueProgress {
  /** Runs on the disk, of how many. */
  readonly done: number
  readonly runs: number
  /** In the hands of workers just now. */
  readonly active: number
  /** Made once, and to be made by another worker. */
  readonly unverified: number
  /** Digits trained by all workers since the sweep was made, and those that the runs still to come train on. */
  readonly trained: number
  readonly digitsLeft: number
}

export interface Collected {
  /** By `runKey`. */
  readonly made: ReadonlyMap<string, RunResult>
  /** What failed each time it was tried: which run, and why. */
  readonly failed: readonly { readonly run: string; readonly why: string }[]
}

/** A checked result. */
interface Checked {
  readonly by: string
  readonly worker: string
  readonly run: RunResult
}

const POLL_MS = 200
/** Results that are fetched in one piece. */
const CHUNK = 100
/** A collector that was killed is forgotten after so long. */
const COLLECTOR_MS = 10_000

export class Collector {
  readonly #sweep: SweepQueue
  readonly #options: CollectOptions
  readonly #made: Map<string, RunResult>
  readonly #failed = new Map<string, string>()
  /** Jobs by name, and the names of those that are run twice. */
  readonly #jobs: ReadonlyMap<string, QueuedJob>
  #doubles: ReadonlySet<string> = new Set()
  /** The first of two runs. */
  readonly #firsts = new Map<string, Checked>()
  readonly #self = `${hostname()}, process ${process.pid} ${randomUUID()}`
  /** Jobs in the queue that were given up, as far as they are known here. */
  #failedThere = 0
  /** Whether there was nothing in the queue at the last look. */
  #idle = false
  #digitsLeft = 0
  #claimed = Number.NEGATIVE_INFINITY

  constructor(sweep: SweepQueue, options: CollectOptions) {
    this.#sweep = sweep
    this.#options = options
    const jobs = sweep.jobs()
    this.#jobs = new Map(jobs.map((job) => [job.id, job]))
    const wanted = new Set(jobs.map(({ job }) => runKey(job.name, job.config.seed)))
    const found = options.found.map((run) => [runKey(run.name, run.seed), run] as const)
    this.#made = new Map(found.filter(([key]) => wanted.has(key)))
    this.#digitsLeft = this.#left().reduce((sum, { job }) => sum + jobDigits(job), 0)
  }

  /** Runs on the disk. */
  get done(): number {
    return this.#made.size
  }

  /**
   * Collects until every run is made or given up.
   *
   * @throws {LenetError} ERR_BUSY if somebody else collects; ERR_VALUE for one run made to two ends; what `keep` throws; the signal's reason
   */
  async collect(): Promise<Collected> {
    const { signal } = this.#options
    const { connection, name } = this.#sweep
    const { redis } = connection
    // each step may be done again: what has failed with the connection may have been done or not
    await insist(redis, () => this.#claim())
    await insist(redis, () => this.#loadDoubles())
    while (this.#made.size + this.#failed.size < this.#jobs.size) {
      signal.throwIfAborted()
      if (await insist(redis, () => this.#look())) continue
      await sleep(POLL_MS, undefined, { signal }).catch(() => {})
    }
    await insist(redis, () => this.#sweep.remove())
    await insist(redis, () => redis.del(collectorKey(name)))
    const failed = [...this.#failed].map(([id, why]) => ({ run: this.#which(id), why }))
    return { made: this.#made, failed }
  }

  /** Takes what there is; whether there may be more at once. */
  async #look(): Promise<boolean> {
    await this.#claim()
    const completed = await this.#sweep.queue.getJobs(['completed'], 0, CHUNK - 1, true)
    if (completed.length > 0) {
      await this.#take(completed)
      return true
    }
    const counts = await this.#sweep.queue.getJobCounts()
    const { completed: more = 0, failed = 0, active = 0, waiting = 0, delayed = 0 } = counts
    if (more > 0) return true
    if (failed > this.#failedThere) {
      await this.#takeFailed()
      return true
    }
    // jobs that an earlier collector has put into another file, or a crash of Redis has lost
    const nothing = active + waiting + delayed === 0
    if (nothing && this.#idle) await this.#restore()
    this.#idle = nothing && !this.#idle
    await this.#report(active)
    return false
  }

  /** Lets others collect. */
  async release(): Promise<void> {
    const { redis } = this.#sweep.connection
    const key = collectorKey(this.#sweep.name)
    if (redis.status === 'ready' && (await redis.get(key)) === this.#self) await redis.del(key)
  }

  /** There is one collector: two would each have half of the runs. */
  async #claim(): Promise<void> {
    if (performance.now() - this.#claimed < COLLECTOR_MS / 4) return
    const { redis } = this.#sweep.connection
    const key = collectorKey(this.#sweep.name)
    // one that was killed is waited for
    for (const until = performance.now() + 1.5 * COLLECTOR_MS; ; await sleep(POLL_MS)) {
      this.#options.signal.throwIfAborted()
      const mine = await redis.set(key, this.#self, 'PX', COLLECTOR_MS, 'NX')
      const other = mine ? this.#self : await redis.get(key)
      if (other === this.#self) {
        await redis.pexpire(key, COLLECTOR_MS)
        this.#claimed = performance.now()
        return
      }
      if (other === null || performance.now() < until) continue
      const [who] = other.split(/ \S+$/)
      throw new LenetError('ERR_BUSY', `the runs of ${this.#sweep.name} are being collected by ${who}`)
    }
  }

  /** Jobs without a run that were not given up. */
  #left(): QueuedJob[] {
    return [...this.#jobs.values()].filter((job) => !this.#has(job) && !this.#failed.has(job.id))
  }

  #has({ job }: QueuedJob): boolean {
    return this.#made.has(runKey(job.name, job.config.seed))
  }

  #which(id: string): string {
    const { job } = this.#jobs.get(id)!
    return `${job.name}, seed ${job.config.seed}`
  }

  async #loadDoubles(): Promise<void> {
    const { redis } = this.#sweep.connection
    this.#doubles = new Set(await redis.smembers(doublesKey(this.#sweep.name)))
    for (const [id, text] of Object.entries(await redis.hgetall(firstsKey(this.#sweep.name)))) {
      const queued = this.#jobs.get(id)
      if (queued === undefined || this.#has(queued)) continue
      const first = this.#check(JSON.parse(text), queued)
      if (typeof first === 'string') continue
      this.#firsts.set(id, first)
      await this.#sweep.addDouble(queued, doubleId(id), first.worker)
    }
  }

  /** Takes results out of the queue. */
  async #take(jobs: readonly FinishedJob[]): Promise<void> {
    const { name, connection } = this.#sweep
    const keep: RunResult[] = []
    const verified: string[] = []
    for (const { id = '', returnvalue } of jobs) {
      const first = id.replace(/-again$/, '')
      const queued = this.#jobs.get(first)
      if (queued === undefined || this.#has(queued)) continue
      const result = this.#check(returnvalue, queued)
      if (typeof result === 'string') {
        this.#giveUp(first, result)
      } else if (id !== first) {
        const other = this.#firsts.get(first)
        if (other === undefined) continue
        this.#compare(other, result, this.#which(first))
        keep.push(other.run)
        verified.push(first)
      } else if (this.#doubles.has(id)) {
        // told before it leaves, so that it is there at every moment
        await connection.redis.hset(firstsKey(name), id, JSON.stringify(returnvalue))
        await this.#sweep.addDouble(queued, doubleId(id), result.worker)
        this.#firsts.set(id, result)
      } else keep.push(result.run)
    }
    if (keep.length > 0) await this.#options.keep(keep)
    for (const run of keep) {
      this.#made.set(runKey(run.name, run.seed), run)
      this.#digitsLeft -= run.curves.testMisses.length * this.#sweep.record.settings.train
    }
    if (verified.length > 0) await connection.redis.hdel(firstsKey(name), ...verified)
    for (const id of verified) this.#firsts.delete(id)
    await Promise.all(jobs.map((job) => this.#sweep.queue.remove(job.id!)))
  }

  /** The run of a result, or what is wrong with it: a worker may send anything. */
  #check(value: unknown, { job }: QueuedJob): Checked | string {
    const { by, worker, run } = Object(value) as Partial<Result>
    if (typeof by !== 'string' || typeof worker !== 'string') return 'a result that does not say who made it'
    try {
      const checked = checkRun(run, `a result of ${by}`)
      if (checked.name !== job.name || checked.seed !== job.config.seed) {
        return `a result of ${by} for ${checked.name}, seed ${checked.seed}`
      }
      const wrong = strange(checked, this.#sweep.record.settings)
      return wrong === undefined ? { by, worker, run: checked } : `a result of ${by} with ${wrong}`
    } catch (error) {
      if (!(error instanceof LenetError)) throw error
      return error.message
    }
  }

  #compare(first: Checked, second: Checked, which: string): void {
    if (sameRun(first.run, second.run) && first.worker !== second.worker) return
    const ends = ({ by, run }: Checked) => `${run.sha256} (${by})`
    const what =
      first.worker === second.worker
        ? `was made twice by ${first.by}`
        : first.run.sha256 === second.run.sha256
          ? `has other figures on ${first.by} than on ${second.by}`
          : `ends at ${ends(first)} and at ${ends(second)}`
    throw new LenetError(
      'ERR_VALUE',
      `${which} ${what}: broken memory, another wasm module or a tampered worker; trust no run of either before that is known`,
    )
  }

  async #takeFailed(): Promise<void> {
    const jobs = await this.#sweep.queue.getJobs(['failed'], 0, -1, true)
    this.#failedThere = jobs.length
    for (const { id = '', failedReason } of jobs) this.#giveUp(id.replace(/-again$/, ''), failedReason)
  }

  #giveUp(id: string, why: string): void {
    const queued = this.#jobs.get(id)
    if (queued === undefined || this.#has(queued) || this.#failed.has(id)) return
    this.#failed.set(id, why)
    this.#digitsLeft -= jobDigits(queued.job)
  }

  async #restore(): Promise<void> {
    const left = this.#left().filter(({ id }) => !this.#firsts.has(id))
    await this.#sweep.add(left)
    for (const [id, { worker }] of this.#firsts) {
      if (this.#failed.has(id)) continue
      await this.#sweep.addDouble(this.#jobs.get(id)!, doubleId(id), worker)
    }
  }

  async #report(active: number): Promise<void> {
    const { onProgress } = this.#options
    if (onProgress === undefined) return
    const trained = Number(await this.#sweep.connection.redis.get(trainedKey(this.#sweep.name)))
    onProgress({
      done: this.done,
      runs: this.#jobs.size,
      active,
      unverified: this.#firsts.size,
      trained,
      digitsLeft: this.#digitsLeft,
    })
  }
}
