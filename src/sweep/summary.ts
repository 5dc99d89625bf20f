/** The test errors of many runs: what they come to for each name, and how two names differ seed by seed. */
import { finalMisses, type RunResult } from './run.js'
import { pairedDifference, type Spread, spread } from './statistics.js'

/** How the test error of `to` differs from that of `from`, over the seeds that both have: below 0, `to` is better. */
export interface Difference extends Spread {
  readonly from: string
  readonly to: string
}

/** Test errors (shares) by seed. */
export const testErrors = (runs: readonly RunResult[], testDigits: number): Map<number, number> =>
  new Map(runs.map((run) => [run.seed, finalMisses(run) / testDigits]))

/** Mean, spread and interval of the test errors. */
export const errorSpread = (runs: readonly RunResult[], testDigits: number): Spread =>
  spread([...testErrors(runs, testDigits).values()])

/**
 * The difference between two sets of runs.
 *
 * @returns undefined if they have no seed in common
 */
export function errorDifference(
  from: readonly RunResult[],
  to: readonly RunResult[],
  testDigits: number,
): Difference | undefined {
  const found = pairedDifference(testErrors(from, testDigits), testErrors(to, testDigits))
  return found && { from: from[0]!.name, to: to[0]!.name, ...found }
}
