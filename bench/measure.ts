/**
 * Timing on machines that are not quiet: every case gets a turn in every round, and what counts is the best of all rounds. Neighbours and clock
 * changes then meet all cases alike, and only ever make them slower.
 */
import { Bench, type Task } from 'tinybench'
import type { KernelExports } from './target.js'

/** One thing to time. */
export interface Case {
  readonly name: string
  /** Does the work `count` times over; a call should take some ten microseconds or more. */
  readonly run: () => void | Promise<void>
  readonly count: number
  /** Puts things back to where they were, once a round. */
  readonly before?: () => void | Promise<void>
  /** Whether there is something to wait for in them. */
  readonly async?: true
}

/** Microseconds for one of `count`: the least, and the median of the rounds' medians. */
export interface Timing {
  readonly min: number
  readonly median: number
}

/** What is left of `a` without `b`. */
export const minus = (a: Timing, b: Timing): Timing => ({ min: a.min - b.min, median: a.median - b.median })

/** How long to measure. */
export interface Effort {
  readonly rounds: number
  /** Milliseconds for each case in each round. */
  readonly time: number
  /** Milliseconds for each case before the first: until V8 has compiled everything as well as it can. */
  readonly warmup: number
}

export const thorough: Effort = { rounds: 40, time: 5, warmup: 100 }
export const quick: Effort = { rounds: 8, time: 4, warmup: 60 }

export interface Measurement {
  /** The machine's multiply-adds per second in the same rounds, in 10⁹. */
  readonly peak: number
  timing(name: string): Timing
}

/** Vector multiply-adds of a call of `peak`, see assembly/testing/peak.ts. */
const PEAK_ROUNDS = 32_000
const PEAK_MACS = PEAK_ROUNDS * 16 * 4

/** Times all cases, and with them the multiply-add peak by whichever of its two loops is faster on this engine. */
export async function measure(
  { peak }: KernelExports,
  cases: readonly Case[],
  effort: Effort,
): Promise<Measurement> {
  const peaks: Case[] = [
    { name: 'peak, narrow loop', count: PEAK_MACS, run: () => void peak(PEAK_ROUNDS, 0) },
    { name: 'peak, wide loop', count: PEAK_MACS, run: () => void peak(PEAK_ROUNDS, 1) },
  ]
  const timings = await interleave([...peaks, ...cases], effort)
  const timing = (name: string): Timing => {
    const found = timings.get(name)
    if (!found) throw new Error(`nothing called "${name}" was measured`)
    return found
  }
  return { peak: 1e-3 / Math.min(...peaks.map(({ name }) => timing(name).min)), timing }
}

async function interleave(cases: readonly Case[], effort: Effort): Promise<Map<string, Timing>> {
  await round(cases, effort.warmup)
  const least = new Map<string, number>()
  const medians = new Map<string, number[]>()
  for (let i = 0; i < effort.rounds; i++) {
    for (const [name, { min, median }] of await round(cases, effort.time)) {
      least.set(name, Math.min(min, least.get(name) ?? Number.POSITIVE_INFINITY))
      medians.set(name, [...(medians.get(name) ?? []), median])
    }
  }
  return new Map(
    cases.map(({ name }) => [name, { min: least.get(name)!, median: middle(medians.get(name)!) }]),
  )
}

/** Each case for `time` milliseconds, but twice at least, one after the other. */
export async function round(cases: readonly Case[], time: number): Promise<Map<string, Timing>> {
  const bench = new Bench({ time, iterations: 2, warmup: false })
  for (const { name, run, before, async = false } of cases) {
    bench.add(name, run, { async, ...(before && { beforeAll: before }) })
  }
  if (cases.some(({ async }) => async)) await bench.run()
  else bench.runSync()
  // whatever waits for a turn of the event loop shall not wait until a case is being timed
  await new Promise((resolve) => setImmediate(resolve))
  return new Map(cases.map(({ name, count }, i) => [name, timingOf(bench.tasks[i]!, count)]))
}

function timingOf(task: Task, count: number): Timing {
  const { result } = task
  // tinybench goes on after a case has thrown
  if (result.state === 'errored')
    throw new Error(`"${task.name}" failed: ${result.error}`, { cause: result.error })
  if (result.state !== 'completed') throw new Error(`"${task.name}" was not measured: ${result.state}`)
  return { min: (result.latency.min * 1000) / count, median: (result.latency.p50 * 1000) / count }
}

export function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
