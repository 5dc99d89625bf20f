/** Runs one test file in a process of its own and judges it. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Account } from './guard.js'

/** The outcome of one test file. `problems` is empty if and only if the file passed. */
export interface FileResult {
  readonly file: string
  readonly passed: number
  /** Failed tests; at least 1 when there is any problem, so that a crash counts. */
  readonly failed: number
  readonly skipped: number
  readonly problems: readonly string[]
  /** Names of the tests registered as skipped. */
  readonly skippedNames: readonly string[]
  /** All that the file printed, in order of arrival. */
  readonly output: string
  /** What the tests themselves printed: `output` without uvu's dots and summary. */
  readonly notes: string
  readonly seconds: number
}

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOut: boolean
  readonly stdout: string
  readonly output: string
  readonly account: Account | undefined
}

const register = fileURLToPath(new URL('./register.mjs', import.meta.url))
const summary = /\n {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)\n {2}Duration: .*\n\n?/
/** Time between asking a process to end and ending it: browsers started by a test get to close. */
const graceMs = 3000

/** Process groups of the test processes alive now, to be ended with the runner itself. */
const alive = new Set<number>()

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // already gone
  }
}

/** Ends every test process: for a runner that is itself told to end. */
export function killAll(): void {
  for (const pid of alive) killGroup(pid, 'SIGKILL')
}

/** Runs `file` (absolute path) for at most `timeoutMs` milliseconds; `name` is how reports call it. */
export async function runFile(file: string, name: string, timeoutMs: number): Promise<FileResult> {
  const start = performance.now()
  const ended = await run(file, timeoutMs)
  return { ...judge(name, ended, timeoutMs), seconds: (performance.now() - start) / 1000 }
}

function run(file: string, timeoutMs: number): Promise<Ended> {
  const { FORCE_COLOR: _, ...env } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', register, file], {
    env: { ...env, LENET_TEST_ACCOUNT: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // A group of its own, so that a time-out takes along what the test has started.
    detached: true,
  })
  const { pid } = child
  if (pid !== undefined) alive.add(pid)

  let stdout = ''
  let output = ''
  let account = ''
  const [, outPipe, errPipe, accountPipe] = child.stdio
  for (const pipe of [outPipe, errPipe, accountPipe]) (pipe as NodeJS.ReadableStream).setEncoding('utf8')
  outPipe?.on('data', (text: string) => {
    stdout += text
    output += text
  })
  errPipe?.on('data', (text: string) => {
    output += text
  })
  accountPipe?.on('data', (text: string) => {
    account += text
  })

  let timedOut = false
  let killer: NodeJS.Timeout | undefined
  const timer = setTimeout(() => {
    timedOut = true
    if (pid === undefined) return
    killGroup(pid, 'SIGTERM')
    killer = setTimeout(() => killGroup(pid, 'SIGKILL'), graceMs)
  }, timeoutMs)

  return new Promise((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      clearTimeout(timer)
      clearTimeout(killer)
      if (pid !== undefined) {
        killGroup(pid, 'SIGKILL') // what the file left running
        alive.delete(pid)
      }
      resolve({ code, signal, timedOut, stdout, output, account: account ? JSON.parse(account) : undefined })
    }
    child.on('error', (error) => {
      output += `${error}\n`
      end(null, null)
    })
    // 'exit' comes before the pipes are read to their end, 'close' after; but what the test left running may hold
    // the pipes open for ever, so that goes first.
    child.on('exit', () => pid !== undefined && killGroup(pid, 'SIGKILL'))
    child.on('close', end)
  })
}

/** Holds exit code, uvu's summary and the account against each other. */
function judge(file: string, ended: Ended, timeoutMs: number): Omit<FileResult, 'seconds'> {
  const { account, stdout, output } = ended
  const problems: string[] = []
  const found = stdout.split(summary)
  const [total, passed, skipped] = found.length === 5 ? found.slice(1, 4).map(Number) : [0, 0, 0]

  if (ended.timedOut) problems.push(`was ended after ${timeoutMs / 1000} s`)
  else if (ended.signal) problems.push(`was ended by ${ended.signal}`)
  else if (ended.code !== 0) problems.push(`exited with code ${ended.code}`)

  if (account === undefined)
    problems.push('ended without a word about its tests (crash, or no import of uvu)')
  else if (account.registered === 0) problems.push('registers no test')
  else if (found.length === 1) problems.push("ended without uvu's summary (is `run()` missing?)")
  else if (found.length > 5) problems.push('ran its suites in more than one go: call every `run()` at once')
  else {
    if (total + skipped !== account.registered)
      problems.push(
        `ran ${total} and skipped ${skipped} of ${account.registered} tests (is a \`run()\` missing?)`,
      )
    if (passed < total) problems.push(`${total - passed} of ${total} tests did not pass`)
  }
  for (const failure of account?.hookFailures ?? []) problems.push(failure)
  if (account && account.only > 0 && process.env.CI) problems.push('holds back its other tests by `only`')

  return {
    file,
    passed,
    failed: Math.max(total - passed, problems.length > 0 ? 1 : 0),
    skipped,
    problems,
    skippedNames: account?.skipped ?? [],
    output,
    notes: withoutDots(output, account?.suites ?? []),
  }
}

/** Output without what uvu writes of its own: suite titles, one dot per test, counts, summary. */
function withoutDots(output: string, suites: readonly string[]): string {
  const titles = suites.filter(Boolean).map((title) => ` ${title}  `)
  const lines = output.replace(summary, '\n').split('\n')
  return lines
    .map((line) => {
      const title = titles.find((title) => line.startsWith(title)) ?? ''
      return line.slice(title.length).replace(/(?:[•✘] )+/g, '')
    })
    .filter((line) => line.trim() !== '' && !/^ +\(\d+ \/ \d+\)$/.test(line))
    .join('\n')
}
