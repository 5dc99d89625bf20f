/**
 * A lock beside a file that a process writes for a long time, so that a second one is refused before it changes anything.
 *
 * It is a file `.NAME.lock` that is made with `wx` and says who holds it: pid, host, and when the process started, since pids come again (in a
 * container it is always the same one). Its holder touches it every few seconds, so that one left behind on another host can be told, too.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { LenetError } from '../model/errors.js'
import { fileError } from './files.js'

const TOUCH_MS = 5000
/** A lock of another host that has not been touched for this long is stale. */
const STALE_MS = 60_000
/** A lock says who holds it by then. */
const WRITTEN_MS = 1000

interface Holder {
  readonly pid: number
  readonly host: string
  /** When the process started: of no unit, but another for each process of that pid. */
  readonly started: string
}

/** Fields of /proc/PID/stat behind the name of the command; the 20th is the start in clock ticks since the machine's own. */
const START_FIELD = 19

/** When a process started, where the system says so; undefined where it does not, or there is no such process. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return `${boot} ${text.slice(text.lastIndexOf(')') + 2).split(' ')[START_FIELD]}`
  } catch {
    return undefined
  }
}

const ownStart = String(Math.round(performance.timeOrigin))
const me = (): Holder => ({ pid: process.pid, host: hostname(), started: startOf(process.pid) ?? ownStart })

/** Locks that this process holds. */
const held = new Set<string>()
let watching = false

/** Whether a holder on this host is gone. */
function isGone({ pid, started }: Holder): boolean {
  if (pid === process.pid) return started !== me().started
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it is there, and somebody else's
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true
  }
  const start = startOf(pid)
  return start !== undefined && start !== started
}

/**
 * Takes the lock of a file; a lock that is left over is taken over.
 *
 * @param path of the file, which need not exist
 * @returns gives the lock back
 * @throws LenetError `ERR_FILE` naming the process that holds it, or if the folder cannot be written
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const lock = join(dirname(path), `.${basename(path)}.lock`)
  for (let attempt = 0; attempt < 40; attempt++) {
    try {
      const file = await open(lock, 'wx')
      try {
        await file.writeFile(JSON.stringify(me()))
      } catch (cause) {
        await rm(lock, { force: true })
        throw cause
      } finally {
        await file.close()
      }
      await removeAsides(lock)
      return keep(lock)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw fileError('write', path, cause)
    }
    await removeStale(lock, path)
  }
  throw new LenetError(
    'ERR_FILE',
    `${path}: cannot be locked: other processes keep taking ${lock}; try again`,
  )
}

function keep(lock: string): () => Promise<void> {
  held.add(lock)
  if (!watching) {
    watching = true
    process.on('exit', () => {
      for (const each of held) rmSync(each, { force: true })
    })
  }
  const timer = setInterval(() => {
    const now = new Date()
    utimes(lock, now, now).catch(() => {})
  }, TOUCH_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    held.delete(lock)
    await rm(lock, { force: true })
  }
}

/** @throws LenetError `ERR_FILE` if the lock is held */
async function removeStale(lock: string, path: string): Promise<void> {
  const text = await readFile(lock, 'utf8').catch(() => undefined)
  const touched = await stat(lock).catch(() => undefined)
  // given back meanwhile
  if (text === undefined || touched === undefined) return
  const holder = parse(text)
  const age = Date.now() - touched.mtimeMs
  if (holder === undefined && age < WRITTEN_MS) {
    // it is written a moment after it is created; a process killed in between leaves it empty
    await new Promise((resolve) => setTimeout(resolve, 50))
    return
  }
  const stale = holder === undefined || (holder.host === hostname() ? isGone(holder) : age > STALE_MS)
  if (!stale) {
    const who = `process ${holder.pid} on ${holder.host}`
    throw new LenetError(
      'ERR_FILE',
      `${path}: ${who} is writing it; wait for it to end, or remove ${lock} if it is gone`,
    )
  }
  // of two that find it stale only one takes it away, and puts back what is not what it has looked at
  const aside = `${lock}.${randomBytes(6).toString('hex')}`
  try {
    await rename(lock, aside)
    if ((await readFile(aside, 'utf8')) !== text) await rename(aside, lock)
    else await rm(aside, { force: true })
  } catch {
    // another process was faster
  }
}

/** Removes stale locks whose taker was killed before it could. */
async function removeAsides(lock: string): Promise<void> {
  const folder = dirname(lock)
  const prefix = `${basename(lock)}.`
  for (const name of await readdir(folder).catch(() => []))
    if (name.startsWith(prefix) && /^[0-9a-f]{12}$/.test(name.slice(prefix.length)))
      await rm(join(folder, name), { force: true })
}

function parse(text: string): Holder | undefined {
  try {
    const { pid, host, started } = JSON.parse(text)
    return Number.isSafeInteger(pid) && typeof host === 'string' ? { pid, host, started } : undefined
  } catch {
    return undefined
  }
}
