/** Sweeps that something happens to on their way through a queue: at the end the file must be that of a sweep alone. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { idxFolder, type Running, run, scratch, start } from './cli.js'
import { killWorkers, LEASE, startWorker as startWorkerProcess, timeless, until } from './queue.js'
import { lacksRedis, RedisServer } from './redis.js'

/** Written down often enough that a process which is killed has always left something. */
export const OFTEN = ['--checkpoint-every', '0.1']

export class Survival {
  readonly test: ReturnType<typeof suite>
  readonly folder = scratch()
  readonly data = idxFolder(this.folder)
  #redis: RedisServer | undefined

  /** @param plans by name, the options of sweeps; each is made once, without a queue, to compare with */
  constructor(name: string, plans: (folder: string) => Readonly<Record<string, readonly string[]>>) {
    this.test = suite(name)
    this.#plans = plans(this.folder)
    this.test.before(async () => {
      this.#redis = await RedisServer.start()
      for (const [plan, options] of Object.entries(this.#plans)) {
        const { code, stderr } = await run(['sweep', ...this.#small, ...options, '--out', this.out(plan)])
        assert.is(code, 0, stderr)
      }
    })
    this.test.after(() => this.#redis?.kill())
    this.test.after.each(killWorkers)
  }

  readonly #plans: Readonly<Record<string, readonly string[]>>

  get #small(): string[] {
    return ['--data', this.data, '--train', '300', '--test', '100', '--no-report']
  }

  get redis(): RedisServer {
    return this.#redis!
  }

  out(name: string): string {
    return join(this.folder, `${name}.jsonl`)
  }

  /** Puts a sweep into the queue and collects it. */
  sweep(name: string, plan: string): Running {
    const queue = ['--queue', this.redis.url, '--name', name, '--out', this.out(name)]
    return start(['sweep', ...this.#small, ...this.#plans[plan]!, ...queue])
  }

  /** A worker that is known to be dead soon. */
  worker(...args: readonly string[]): Running {
    return startWorkerProcess(this.redis, this.data, '--lease', String(LEASE), ...args)
  }

  /** Checkpoints in the queue, two fields each. */
  checkpoints(name: string): Promise<number> {
    return this.redis.ask((client) => client.hlen(`lenet1989:checkpoints:${name}`))
  }

  /** Runs in the file. */
  kept(name: string): number {
    const file = this.out(name)
    return existsSync(file) ? Math.max(0, readFileSync(file, 'utf8').split('\n').length - 2) : 0
  }

  /** The same runs as those of a sweep alone, each once; nothing in Redis. */
  async whole(name: string, plan: string): Promise<void> {
    assert.equal(timeless(this.out(name)), timeless(this.out(plan)))
    const size = () => this.redis.ask((client) => client.dbsize())
    await until('nothing is left in Redis', async () => (await size()) === 0)
  }

  run(name: string): void {
    const lacking = lacksRedis()
    if (lacking === undefined) this.test.run()
    else {
      const none = suite(name)
      none.skip(lacking)
      none.run()
    }
  }
}
