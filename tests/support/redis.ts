/** A Redis of one's own: on a free port of this machine, every write in a file, gone when the process ends. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

const SERVER = process.env.REDIS_SERVER ?? 'redis-server'

/** Why tests with Redis are left out; undefined if they are not. CI has to have it. */
export function lacksRedis(): string | undefined {
  if (process.env.CI === 'true' || spawnSync(SERVER, ['--version']).status === 0) return undefined
  return 'redis-server is not installed: apt-get install redis-server'
}

export class RedisServer {
  readonly port: number
  readonly url: string
  readonly #folder: string
  #child: ChildProcess | undefined

  readonly #options: readonly string[]

  private constructor(port: number, folder: string, options: readonly string[]) {
    this.port = port
    this.url = `redis://127.0.0.1:${port}`
    this.#folder = folder
    this.#options = options
    process.on('exit', () => {
      this.#child?.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    })
  }

  /** @param options more options of the server */
  static async start(options: readonly string[] = []): Promise<RedisServer> {
    const folder = mkdtempSync(join(tmpdir(), 'lenet1989-redis-'))
    const server = new RedisServer(await freePort(), folder, options)
    await server.up()
    return server
  }

  /** Starts it, with what it had on its disk. */
  async up(): Promise<void> {
    this.#child = spawn(
      SERVER,
      [
        ...['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder],
        // every command is with the system before it is answered, so that a SIGKILL loses nothing; on the disk it need not be
        ...['--appendonly', 'yes', '--appendfsync', 'no', '--save', ''],
        ...this.#options,
      ],
      { stdio: 'ignore' },
    )
    const failed = once(this.#child, 'error')
    for (let tries = 0; tries < 200; tries++) {
      const client = new Redis(this.port, { lazyConnect: true, retryStrategy: () => null })
      client.on('error', () => {})
      const there = await Promise.race([
        client.connect().then(
          () => true,
          () => false,
        ),
        failed.then(([error]) => Promise.reject(error)),
      ])
      client.disconnect()
      if (there) return
      await sleep(50)
    }
    throw new Error(`${SERVER} does not answer at port ${this.port}`)
  }

  /** Ends it as a power failure would. */
  async kill(): Promise<void> {
    const ended = once(this.#child!, 'exit')
    this.#child!.kill('SIGKILL')
    await ended
  }

  /** Nothing is answered any more, as behind a broken network. */
  pause(): void {
    this.#child!.kill('SIGSTOP')
  }

  resume(): void {
    this.#child!.kill('SIGCONT')
  }

  /** A client that does not keep the process alive for longer than it is used. */
  async ask<T>(body: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.port)
    try {
      return await body(redis)
    } finally {
      redis.disconnect()
    }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
