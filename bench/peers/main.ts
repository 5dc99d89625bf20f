/** `npm run bench:peers`: this project beside what else could train or run the network, in one run. README.md in this folder says how to read it. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { headline, thisMachine } from '../machine.js'
import { middle } from '../measure.js'
import { type About, agreementDigits, type Case, cases, type Timing } from './cases.js'
import { type Entry, entries, isTorch } from './entries.js'
import { type Expected, prepare } from './prepare.js'
import { firstPrediction, PeerProcess } from './processes.js'
import type { CaseResult, PeerResult, PeersRun, Result } from './run.js'
import { type Size, sizeOf } from './sizes.js'
import { tables } from './tables.js'

/** How far outputs may be from ours. */
const TOLERANCE = 1e-5
/** Milliseconds that one case of one peer may take in all; slow ones get fewer rounds, but `LEAST`. */
const BUDGET = 6000
const LEAST = 3

interface Options {
  readonly quick?: true
  readonly only?: readonly string[]
  readonly json?: string
}

const program = new Command('bench:peers')
  .description('Times this project and its peers on the same weights and digits.')
  .option('--quick', 'fewer rounds')
  .option('--only <names...>', 'only rows whose name contains one of these')
  .option('--json <file>', 'keep the figures in a file')
  .action((options: Options) => main(options))

interface Row {
  readonly entry: Entry
  readonly process: PeerProcess
  readonly about: About
  readonly size: Size
  readonly opened: Map<string, Result<{ difference?: number }>>
  readonly timings: Map<string, Timing[]>
  readonly firsts: number[]
  firstError?: string
}

async function main({ quick, only, json }: Options): Promise<void> {
  const [rounds, milliseconds, starts] = quick ? [5, 10, 3] : [30, 10, 9]
  const machine = thisMachine()
  console.log(`${headline(machine)}\n`)
  const python = findPython()
  const expected = await prepare()
  const missing: Record<string, string> = {}
  const rows: Row[] = []
  for (const entry of entries) {
    if (only && !only.some((part) => entry.name.includes(part))) continue
    if (isTorch(entry) && python === undefined) missing[entry.name] = 'no Python with torch'
    else await start(entry, python ?? '', rows, missing)
  }
  try {
    for (const row of rows) for (const one of cases) await open(row, one, expected)
    progress('warming up')
    for (let round = 0; round <= rounds; round++) {
      if (round > 0) progress(`round ${round} of ${rounds}`)
      // the first compiles and finds out how much makes a sample
      for (const row of rows) for (const one of cases) await time(row, one, round, milliseconds)
    }
    for (let i = 0; i < starts; i++) {
      progress(`first predictions, ${i + 1} of ${starts}`)
      for (const row of rows) if (row.about.cases.includes('predict')) await first(row, python ?? '')
    }
    progress('')
  } finally {
    for (const { process } of rows) process.end()
  }
  const peers = rows.map(resultOf)
  const run: PeersRun = { machine, rounds, milliseconds, cases, peers, missing }
  console.log(tables(run))
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(run, undefined, 2)}\n`)
}

/** Python that has torch: of the path, or Debian's own. */
function findPython(): string | undefined {
  return ['python3', '/usr/bin/python3'].find((python) => {
    try {
      execFileSync(python, ['-c', 'import torch'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
}

async function start(
  entry: Entry,
  python: string,
  rows: Row[],
  missing: Record<string, string>,
): Promise<void> {
  progress(`starting ${entry.name}`)
  const process = new PeerProcess(entry, python)
  try {
    const about = await process.ask<About>({ ask: 'about' })
    const size = isTorch(entry)
      ? ({ bytes: about.installed ?? 0, of: 'installed' } as const)
      : await sizeOf(entry.download)
    rows.push({ entry, process, about, size, opened: new Map(), timings: new Map(), firsts: [] })
  } catch (error) {
    process.end()
    missing[entry.name] = messageOf(error)
  }
}

/** Makes a case in a peer's process, and compares what it gives with ours. */
async function open({ entry, process, about, opened }: Row, one: Case, expected: Expected): Promise<void> {
  if (!about.cases.includes(one.kind)) return
  progress(`${entry.name}: ${one.name}`)
  try {
    const outputs = await process.ask<number[]>({ ask: 'open', case: one, digits: agreementDigits(one) })
    if (about.nearest !== undefined) {
      opened.set(one.name, {})
      return
    }
    const difference = distance(outputs, expected(one))
    const right = difference <= TOLERANCE
    opened.set(
      one.name,
      right ? { difference } : { error: `outputs differ by ${difference.toExponential(1)}` },
    )
  } catch (error) {
    opened.set(one.name, { error: messageOf(error) })
  }
}

/** The largest difference; NaN, which is within no tolerance, if one of them is none. */
function distance(a: readonly number[], b: Float32Array): number {
  if (a.length !== b.length) return Number.NaN
  return a.reduce((most, value, i) => {
    const difference = Math.abs(value - b[i]!)
    return Number.isNaN(difference) ? difference : Math.max(most, difference)
  }, 0)
}

async function time(
  { process, opened, timings }: Row,
  one: Case,
  round: number,
  milliseconds: number,
): Promise<void> {
  const state = opened.get(one.name)
  if (state === undefined || 'error' in state) return
  const known = timings.get(one.name) ?? []
  const spent = known.reduce((sum, { median }) => sum + (2 * median * one.batch) / 1000, 0)
  if (known.length >= LEAST && spent > BUDGET) return
  try {
    const timing = await process.ask<Timing>({ ask: 'time', case: one, milliseconds })
    if (round > 0) timings.set(one.name, [...known, timing])
  } catch (error) {
    opened.set(one.name, { error: messageOf(error) })
  }
}

async function first(row: Row, python: string): Promise<void> {
  try {
    row.firsts.push(await firstPrediction(row.entry, python))
  } catch (error) {
    row.firstError = messageOf(error)
  }
}

function resultOf({ entry, about, size, opened, timings, firsts, firstError }: Row): PeerResult {
  const results = [...opened].map(([name, state]): [string, Result<CaseResult>] => {
    const rounds = timings.get(name) ?? []
    if ('error' in state) return [name, state]
    return [
      name,
      {
        ...state,
        ...summary(
          rounds.map(({ min }) => min),
          rounds.map(({ median }) => median),
        ),
      },
    ]
  })
  const found = firstError === undefined ? summary(firsts, firsts) : { error: firstError }
  return {
    name: entry.name,
    version: about.version ?? (isTorch(entry) ? '' : versionsOf(entry.packages)),
    about: about.about,
    ...(about.nearest !== undefined && { nearest: about.nearest }),
    cases: Object.fromEntries(results),
    ...(about.cases.includes('predict') && { first: found }),
    size,
  }
}

const summary = (mins: readonly number[], medians: readonly number[]): Timing => ({
  min: Math.min(...mins),
  median: middle(medians),
})

/** Of packages in this folder; without any, of our own. */
const versionsOf = (packages: readonly string[]): string =>
  (packages.length > 0 ? packages.map((name) => `node_modules/${name}/package.json`) : ['../../package.json'])
    .map((file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')).version as string)
    .filter((version, i, all) => all.indexOf(version) === i)
    .join(', ')

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** One line that is written over, on a terminal. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

await program.parseAsync()
