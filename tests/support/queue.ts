/** Sweeps through a queue, by the built command line and the built package: a thread's worker is a file of its own. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '../../src/queue/connect.js'
import type { QueueWorker } from '../../src/queue/worker.js'
import type { WorkerEvent, WorkerOptions } from '../../src/queue/worker-options.js'
import { lines, type Running, start } from './cli.js'
import type { RedisServer } from './redis.js'

const built = <T>(path: string): Promise<T> => import(new URL(`../../dist/${path}`, import.meta.url).href)

const connectModule = await built<typeof import('../../src/queue/connect.js')>('queue/connect.js')
const workerModule = await built<typeof import('../../src/queue/worker.js')>('queue/worker.js')
export const sweepQueueModule =
  await built<typeof import('../../src/queue/sweep-queue.js')>('queue/sweep-queue.js')
const poolModule = await built<typeof import('../../src/sweep/pool.js')>('sweep/pool.js')
const { loadMnist } = await built<typeof import('../../src/node/index.js')>('node/index.js')
const { wasmSha256 } =
  await built<typeof import('../../src/cli/output/wasm-digest.js')>('cli/output/wasm-digest.js')

/** The lines of a file of runs, its times taken out: the head, and the others in one order. */
export function timeless(path: string): string[] {
  const [head, ...runs] = lines(readFileSync(path, 'utf8'))
  return [head, ...runs.map((line) => line.replace(/"trainSeconds":[^,]+/, '"trainSeconds":0')).sort()]
}

/** Waits until something is so. */
export async function until(what: string, is: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  for (const end = performance.now() + 1000 * seconds; !(await is()); await sleep(20)) {
    if (performance.now() > end) throw new Error(`waited ${seconds} s in vain: ${what}`)
  }
}

const started: Running[] = []

/** A worker as a process of its own. */
export function startWorker({ url }: RedisServer, data: string, ...args: readonly string[]): Running {
  const worker = start(['worker', '--queue', url, '--data', data, '--workers', '1', ...args])
  started.push(worker)
  return worker
}

/** Ends those that a test which failed has left: they would take the runs of the next. */
export function killWorkers(): void {
  for (const { child } of started.splice(0)) child.kill('SIGKILL')
}

type Make = NonNullable<WorkerOptions['make']>

/** Makes a run in a thread of this process, as a worker does of itself. */
export async function makeHere(data: string, ...[job, options]: Parameters<Make>): ReturnType<Make> {
  const digits = await loadMnist({ dir: data, train: job.train, test: job.test, seed: 1337 })
  const pool = new poolModule.RunPool(digits, 1)
  try {
    return await pool.runSaving(job, options)
  } finally {
    await pool.destroy()
  }
}

/** Seconds of silence after which the runs of a worker are taken by others: short, for the tests that kill some. */
export const LEASE = 2

/** A worker in this process. */
export interface WorkerHere {
  readonly worker: QueueWorker
  readonly events: readonly WorkerEvent[]
  /** Stops it, or tells why it has ended. */
  stop(): Promise<void>
}

export async function workHere(
  url: string,
  data: string,
  options: Partial<WorkerOptions> = {},
): Promise<WorkerHere> {
  const connection: Connection = await connectModule.connect(url)
  const stopping = new AbortController()
  const events: WorkerEvent[] = []
  const worker = new workerModule.QueueWorker(connection, {
    threads: 1,
    wasmSha256: wasmSha256(),
    loadDigits: ({ train, test, dataSeed }) => loadMnist({ dir: data, train, test, seed: dataSeed }),
    signal: stopping.signal,
    lease: LEASE,
    saveSeconds: 0.2,
    onEvent: (event) => events.push(event),
    ...options,
  })
  const working = worker.work()
  return {
    worker,
    events,
    stop: async () => {
      stopping.abort(new Error('stop'))
      await working
      connection.close()
    },
  }
}
