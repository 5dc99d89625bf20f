/** The queue's packages, which are optional for users of this one, and the connection to Redis or Valkey. */
import { setTimeout as sleep } from 'node:timers/promises'
import type * as BullMq from 'bullmq'
import type { Redis } from 'ioredis'
import { LenetError } from '../model/errors.js'
import { show } from '../model/validate.js'
import { SWEEPS } from './keys.js'

/** The packages, as npm knows them. */
export const queuePackages = ['bullmq', 'ioredis'] as const

/** Where the password stands that is not in the URL: other users of a machine see the command line. */
export const PASSWORD_VARIABLE = 'LENET1989_QUEUE_PASSWORD'

/** A connection that was made once, and is made again whenever it breaks. */
export interface Connection {
  readonly redis: Redis
  readonly bullmq: typeof BullMq
  /** Where to, without user and password. */
  readonly host: string
  /** Ends it at once; what still waits for an answer fails. */
  close(): void
}

const CONNECT_MS = 10_000
/** Longest time between two attempts to connect again. */
const RETRY_MS = 2000

/**
 * Connects to `redis://[user[:password]@]host[:port][/database]`, or `rediss://` for TLS.
 *
 * @param onTrouble told when the connection breaks, and when it stands again
 * @throws {LenetError} ERR_FILE, saying what to install, where a package is missing; ERR_CONFIG for another kind of address; ERR_WORKER if
 *   nobody answers there, or refuses
 */
export async function connect(
  url: string,
  onTrouble: (text: string) => void = () => {},
): Promise<Connection> {
  const { host, options } = parseUrl(url)
  const [bullmq, { Redis }] = await loadPackages()
  let [connected, away] = [false, false]
  let trouble: unknown
  const redis = new Redis({
    ...options,
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    // a command waits until Redis is there again
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (connected ? Math.min(100 * times, RETRY_MS) : null),
  })
  redis.on('error', (error: Error) => {
    trouble = error
  })
  redis.on('close', () => {
    if (!connected) return
    if (!away) onTrouble(`${host}: connection lost; going on as soon as it is there again`)
    away = true
  })
  redis.on('ready', () => {
    if (away) onTrouble(`${host}: connected again`)
    away = false
  })
  try {
    await redis.connect()
    connected = true
    await probe(redis)
  } catch (cause) {
    connected = false
    redis.disconnect()
    const error = (trouble ?? cause) as NodeJS.ErrnoException
    const reason = error.message || error.code || error.name
    throw new LenetError('ERR_WORKER', `${host}: cannot connect: ${reason}${adviceOn(error)}`, { cause })
  }
  const close = (): void => {
    away = true
    redis.disconnect()
  }
  return { redis, bullmq, host, close }
}

/** One command of each kind that a sweep needs, so that a user who lacks a right is told now and not in the middle. */
async function probe(redis: Redis): Promise<void> {
  await redis.info('server')
  await redis.eval("return redis.call('exists', KEYS[1])", 1, SWEEPS)
}

const UNTRUSTED = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]

/** What to do, where the error says it clearly enough. */
function adviceOn({ code, message }: NodeJS.ErrnoException): string {
  if (code !== undefined && UNTRUSTED.includes(code))
    return '; set NODE_EXTRA_CA_CERTS to a file with the certificate of the authority that signed it'
  if (message.startsWith('NOAUTH'))
    return `; give user and password in the address, or the password in ${PASSWORD_VARIABLE}`
  if (message.startsWith('NOPERM')) return '; docs/scaling.md lists the rights that its user needs'
  return ''
}

const BROKEN =
  /connection is closed|connection close|ECONN|EPIPE|ETIMEDOUT|stream isn't writeable|^(LOADING|MASTERDOWN|READONLY|TRYAGAIN) /i
/** Whether a command failed only because the connection did, or because Redis is just starting. */
export const isConnectionError = (error: unknown): boolean =>
  error instanceof Error && !(error instanceof LenetError) && BROKEN.test(`${error.message}`)

/** Asks until there is an answer: most commands wait for the connection to be there again, but one that was on its way may fail. */
export async function insist<T>(redis: Redis, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (redis.status === 'end' || !isConnectionError(error)) throw error
      await sleep(RETRY_MS / 4)
    }
  }
}

function parseUrl(text: string) {
  let url: URL | undefined
  try {
    url = new URL(text)
  } catch {
    // said below
  }
  const database = /^\/?(\d{0,5})$/.exec(url?.pathname ?? '')
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === '' || database === null) {
    // never the text itself: there may be a password in it
    throw new LenetError(
      'ERR_CONFIG',
      'the address of the queue is invalid, expected redis://HOST:PORT or rediss://HOST:PORT',
    )
  }
  if (url.search !== '')
    throw new LenetError(
      'ERR_CONFIG',
      `the address of the queue ends in ${show(url.search)}, expected redis://HOST:PORT/DATABASE and nothing more`,
    )
  const password = url.password === '' ? process.env[PASSWORD_VARIABLE] : decodeURIComponent(url.password)
  const port = url.port === '' ? 6379 : Number(url.port)
  return {
    host: `${url.protocol}//${url.hostname}:${port}`,
    options: {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port,
      db: Number(database[1]),
      ...(url.username !== '' && { username: decodeURIComponent(url.username) }),
      ...(password !== undefined && password !== '' && { password }),
      ...(url.protocol === 'rediss:' && { tls: {} }),
    },
  }
}

async function loadPackages(): Promise<[typeof BullMq, { Redis: typeof Redis }]> {
  try {
    return await Promise.all([import('bullmq'), import('ioredis')])
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new LenetError(
      'ERR_FILE',
      `a queue needs two more packages: npm install ${queuePackages.join(' ')}`,
      { cause },
    )
  }
}
