/** Sweeps through a queue on this machine: what it costs beside the local pool, what a short job costs, and what lies in Redis. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import type { Effort } from '../measure.js'
import type { BenchResult } from '../result.js'
import type { Dataset } from '../target.js'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const WORKERS = 2
/** A core that is paid for, for the estimate on paper. */
const RUNS = 1_000_000
const CORES = 1000

export async function queue(_: Dataset, { rounds }: Effort): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'lenet1989-bench-'))
  const port = await freePort()
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
  const server = spawn('redis-server', [...where, '--appendonly', 'yes', '--save', ''], { stdio: 'ignore' })
  const redis = new Redis(port, { maxRetriesPerRequest: null })
  redis.on('error', () => {})
  try {
    await redis.ping()
    return await measure(
      new Machine(folder, `redis://127.0.0.1:${port}`, redis, server.pid!),
      Math.max(2, rounds / 10),
    )
  } finally {
    redis.disconnect()
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Seconds. */
interface Took {
  readonly clock: number
  readonly processors: number
}

/** Seconds that processes have had of the processors so far; NaN where there is no /proc. */
function processorSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const path = `/proc/${pid}/stat`
    if (!existsSync(path)) return Number.NaN
    // user and system time, in hundredths, are the 12th and 13th after the name
    const fields = readFileSync(path, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return sum + (Number(fields[11]) + Number(fields[12])) / 100
  }, 0)
}

/** Runs the command line against one Redis. */
class Machine {
  readonly redis: Redis
  readonly #folder: string
  readonly #url: string
  /** Other processes that take part in a sweep. */
  readonly #others: number[]
  #files = 0

  constructor(folder: string, url: string, redis: Redis, server: number) {
    this.#others = [server]
    this.#folder = folder
    this.#url = url
    this.redis = redis
  }

  /**
   * What the runs take from the first to the last, the start of processes left out: by the growth of the file. On a busy machine the time of the
   * processors, of all processes together, says more than that of the clock.
   */
  async sweep(plan: readonly string[], runs: number, through: 'pool' | 'queue'): Promise<Took> {
    const out = join(this.#folder, `${this.#files++}.jsonl`)
    const how = through === 'pool' ? ['--workers', String(WORKERS)] : ['--queue', this.#url]
    const child = this.start(['sweep', ...plan, ...how, '--out', out, '--no-report', '--json'])
    const ended = once(child, 'exit')
    const stamps: (readonly [lines: number, clock: number, processors: number])[] = []
    const now = () => [performance.now() / 1000, processorSeconds([child.pid!, ...this.#others])] as const
    const lines = new LineCounter(out)
    const look = (): void => {
      const count = lines.count() - 1
      if (count > (stamps.at(-1)?.[0] ?? 0)) stamps.push([count, ...now()])
    }
    const timer = setInterval(look, 20)
    const [code] = await ended
    clearInterval(timer)
    if (code !== 0) throw new Error(`sweep through the ${through}: exit code ${code}`)
    const [first, last] = [stamps[0]!, stamps.findLast(([, , time]) => !Number.isNaN(time)) ?? stamps.at(-1)!]
    // the rate after the first runs are there, for all of them
    const all = runs / (last[0] - first[0])
    return { clock: (last[1] - first[1]) * all, processors: (last[2] - first[2]) * all }
  }

  start(args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  }

  async withWorkers<T>(count: number, body: () => Promise<T>): Promise<T> {
    const workers = Array.from({ length: count }, () =>
      this.start(['worker', '--queue', this.#url, '--workers', '1']),
    )
    this.#others.push(...workers.map(({ pid }) => pid!))
    try {
      return await body()
    } finally {
      this.#others.length = 1
      await Promise.all(
        workers.map(async (worker) => {
          const ended = once(worker, 'exit')
          worker.kill('SIGTERM')
          await ended
        }),
      )
    }
  }

  /** Leaves a sweep in the queue; bytes that Redis takes more then, and bytes that cross the network, for each job. */
  async left(plan: readonly string[], runs: number): Promise<{ memory: number; network: number }> {
    const [memory, network] = [await this.info('used_memory'), await this.info('total_net_input_bytes')]
    await once(
      this.start(['sweep', ...plan, '--queue', this.#url, '--name', 'left', '--detach', '--json']),
      'exit',
    )
    return {
      memory: ((await this.info('used_memory')) - memory) / runs,
      network: ((await this.info('total_net_input_bytes')) - network) / runs,
    }
  }

  async cancel(): Promise<void> {
    await once(this.start(['sweep', '--queue', this.#url, '--cancel', 'left']), 'exit')
  }

  async info(name: string): Promise<number> {
    return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(await this.redis.info())![1])
  }
}

async function measure(machine: Machine, rounds: number): Promise<BenchResult> {
  // a full-size recipe: the net of 1989, as many passes as take a second or so
  const plan = ['--recipe', 'base', '--seeds', '1..16', '--passes', '12']
  const [pool, queued]: [Took[], Took[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    pool.push(await machine.sweep(plan, 16, 'pool'))
    queued.push(await machine.withWorkers(WORKERS, () => machine.sweep(plan, 16, 'queue')))
  }
  const short = ['--seeds', '1..10000', '--passes', '1', '--train', '100', '--test', '100']
  const local = await machine.sweep(short, 10_000, 'pool')
  const [input, output] = [
    await machine.info('total_net_input_bytes'),
    await machine.info('total_net_output_bytes'),
  ]
  const jobs = await machine.withWorkers(WORKERS, () => machine.sweep(short, 10_000, 'queue'))
  const traffic = {
    in: ((await machine.info('total_net_input_bytes')) - input) / 10_000,
    out: ((await machine.info('total_net_output_bytes')) - output) / 10_000,
  }
  const { memory, network } = await machine.left(short, 10_000)
  // results that are not collected
  const results = await machine.withWorkers(WORKERS, async () => {
    const before = await machine.info('used_memory')
    while ((await machine.redis.zcard('lenet1989:queue:left:completed')) < 2000) await sleep(50)
    const made = await machine.redis.zcard('lenet1989:queue:left:completed')
    return ((await machine.info('used_memory')) - before) / made
  })
  await machine.cancel()
  const row = (name: string, a: number, b: number) => [name, a.toFixed(2), b.toFixed(2), (a / b).toFixed(3)]
  const rows = (name: string, a: readonly Took[], b: readonly Took[]) =>
    (['clock', 'processors'] as const).map((of) =>
      row(
        `${name}, s of the ${of}`,
        Math.min(...a.map((took) => took[of])),
        Math.min(...b.map((took) => took[of])),
      ),
    )
  const each = (took: Took) => (took.processors / 10_000) * 1000
  const core = Math.min(...pool.map(({ processors }) => processors)) / 16
  return {
    title: 'Sweeps through a queue: two workers, Redis and the collector on one machine',
    figures: [],
    table: {
      columns: ['', 'pool', 'queue', 'pool/queue'],
      rows: [
        ...rows('16 runs of base, 12 passes, best', pool, queued),
        ...rows('10,000 jobs of 100 digits', [local], [jobs]),
        ['  jobs a second', (10_000 / local.clock).toFixed(0), (10_000 / jobs.clock).toFixed(0), ''],
        row('  ms of processors a job', each(local), each(jobs)),
      ],
    },
    notes: [
      `A waiting job takes ${memory.toFixed(0)} bytes of Redis, its result ${results.toFixed(0)} more until it is collected; ${network.toFixed(0)} bytes to add it.`,
      `Network traffic of a short job in total: ${traffic.in.toFixed(0)} bytes to Redis, ${traffic.out.toFixed(0)} from it.`,
      `Estimate: ${RUNS.toLocaleString('en')} such runs of base on ${CORES.toLocaleString('en')} cores: ${((RUNS * core) / CORES / 60).toFixed(0)} min at ${core.toFixed(2)} s a run and core, ` +
        `${((RUNS * memory) / 1e9).toFixed(2)} GB of Redis, ${(CORES / core).toFixed(0)} results a second, ${(((CORES / core) * (traffic.in + traffic.out)) / 1e6).toFixed(1)} MB/s.`,
    ],
  }
}

/** Counts the lines of a file that grows, without reading any of it twice. */
class LineCounter {
  readonly #path: string
  readonly #buffer = Buffer.alloc(1 << 20)
  #file: number | undefined
  #lines = 0

  constructor(path: string) {
    this.#path = path
  }

  count(): number {
    if (this.#file === undefined && !existsSync(this.#path)) return 0
    this.#file ??= openSync(this.#path, 'r')
    for (let read = 1; read > 0; ) {
      read = readSync(this.#file, this.#buffer)
      const chunk = this.#buffer.subarray(0, read)
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) this.#lines++
    }
    return this.#lines
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
