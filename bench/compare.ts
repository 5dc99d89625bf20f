/**
 * A run held against an earlier one, by what the machine could have done in the same time: least time × multiply-add peak of the same rounds. So a
 * slower clock, a busier neighbour, or another machine of the same kind do not count as a change.
 */
import { readFileSync } from 'node:fs'
import type { Machine } from './machine.js'
import type { BenchResult, Figure, Table } from './result.js'

/** What is kept of a run. */
export interface Run {
  readonly machine: Machine
  readonly benchmarks: Readonly<Record<string, Answer>>
}
type Answer = Pick<BenchResult, 'peak' | 'figures'>

/** How much longer a figure may take than before, as a ratio. */
const ALLOWED = 1.1
/** Microseconds from which on a figure is judged; a call that takes less is too short to tell a tenth. */
const SHORTEST = 0.1

export interface Change {
  readonly benchmark: string
  readonly name: string
  readonly before: Figure
  readonly now: Figure
  /** Time now over time before, both in units of the peak. */
  readonly ratio: number
  readonly slower: boolean
}

/** Every figure that both runs have, of benchmarks that measured the peak. */
export function changes(before: Run, now: Run): Change[] {
  return Object.entries(now.benchmarks).flatMap(([benchmark, answer]) => {
    const old = before.benchmarks[benchmark]
    if (old?.peak === undefined || answer.peak === undefined) return []
    const scale = answer.peak / old.peak
    return answer.figures.flatMap((figure): Change[] => {
      const known = old.figures.find(({ name }) => name === figure.name)
      if (!known) return []
      const ratio = (figure.min / known.min) * scale
      const slower = ratio > ALLOWED && known.min >= SHORTEST
      return [{ benchmark, name: figure.name, before: known, now: figure, ratio, slower }]
    })
  })
}

export const changeTable = (list: readonly Change[]): Table => ({
  columns: ['', 'before, µs', 'now, µs', 'in units of the peak', ''],
  rows: list.map(({ benchmark, name, before, now, ratio, slower }) => [
    `${benchmark}: ${name}`,
    before.min.toFixed(3),
    now.min.toFixed(3),
    ratio.toFixed(2),
    slower ? 'slower' : '',
  ]),
})

/** The better of two answers to the same benchmark, figure by figure, in units of the first one's peak. */
export function better(a: Answer, b: Answer): Answer {
  const scale = (b.peak ?? 1) / (a.peak ?? 1)
  const figures = a.figures.map((figure) => {
    const other = b.figures.find(({ name }) => name === figure.name)
    if (!other || other.min * scale >= figure.min) return figure
    return { ...figure, min: other.min * scale, median: other.median * scale }
  })
  return { ...a, figures }
}

/** @throws {Error} if the file cannot be read or was not written by `--json` */
export function readRun(file: string): Run {
  const run = JSON.parse(readFileSync(file, 'utf8')) as Partial<Run>
  if (typeof run !== 'object' || run === null || !run.machine || !run.benchmarks) {
    throw new Error(`${file} does not hold the figures of a run: write it with --json`)
  }
  return run as Run
}
