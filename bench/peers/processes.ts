/** Processes that hold a peer each, see serve.ts and pytorch.py: a benchmark and its answer are a line of JSON each. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Answer, Benchmark } from './cases.js'
import { type Entry, isTorch } from './entries.js'

/** Milliseconds after which a process is taken for stuck. */
const PATIENCE = 180_000
/** Characters of a process's complaints that are kept. */
const COMPLAINTS = 2000

/** Libraries that start threads look here for how many. */
const environment = { ...process.env, OMP_NUM_THREADS: '1' }

const build = new URL('build/', import.meta.url)

/** The command that does `what` with a peer. */
function command(entry: Entry, what: 'serve' | 'first', python: string): [string, string[]] {
  if (isTorch(entry)) {
    const [script, dataset] = [new URL('pytorch.py', import.meta.url), new URL('dataset/', build)]
    return [python, [script.pathname, what, entry.form, dataset.pathname]]
  }
  return [process.execPath, [new URL(`${what}.js`, build).pathname, `./${entry.adapter}.js`, entry.name]]
}

/** Milliseconds from import to the first prediction, in a process of its own. */
export function firstPrediction(entry: Entry, python: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(...command(entry, 'first', python), { env: environment, timeout: PATIENCE })
    let [out, complaints] = ['', '']
    child.stdout.on('data', (text) => {
      out += text
    })
    child.stderr.on('data', (text) => {
      complaints += text
    })
    child.on('error', reject)
    child.on('close', (code) => {
      // some greet on the same channel
      const milliseconds = Number(out.trim().split('\n').at(-1))
      if (code === 0 && milliseconds > 0) resolve(milliseconds)
      else reject(new Error(lastLine(complaints) || `ended with code ${code}`))
    })
  })
}

export class PeerProcess {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  #complaints = ''
  #end: string | undefined

  constructor(entry: Entry, python: string) {
    const [program, parameters] = command(entry, 'serve', python)
    this.#child = spawn(program, parameters, {
      env: environment,
      // what a library prints shall not be taken for an answer
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    })
    this.#lines = createInterface({ input: this.#child.stdio[3] as Readable })[Symbol.asyncIterator]()
    this.#child.stderr!.on('data', (text) => {
      this.#complaints = (this.#complaints + text).slice(-COMPLAINTS)
    })
    this.#child.on('error', ({ message }) => {
      this.#end = message
    })
    this.#child.on('exit', (code, signal) => {
      this.#end ??= `its process ended with ${signal ?? `code ${code}`}`
    })
    // writing to a process that has ended: the answer that does not come says so
    this.#child.stdin!.on('error', () => {})
  }

  /** @throws {Error} with what the peer said, or what became of its process */
  async ask<T>(benchmark: Benchmark): Promise<T> {
    this.#child.stdin!.write(`${JSON.stringify(benchmark)}\n`)
    const stuck = setTimeout(() => {
      this.#end = `no answer in ${PATIENCE / 1000} s`
      this.#child.kill('SIGKILL')
    }, PATIENCE)
    const { value, done } = await this.#lines.next()
    clearTimeout(stuck)
    if (done) throw new Error(lastLine(this.#complaints) || (this.#end ?? 'its process ended'))
    const reply = JSON.parse(value) as Answer<T>
    if ('error' in reply) throw new Error(reply.error)
    return reply.answer
  }

  end(): void {
    this.#child.kill('SIGKILL')
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1)!.trim()
