/** What a sweep prints at the end. */
import { signedPercent } from '../../report/text.js'
import { finalMisses, type RunResult } from '../../sweep/run.js'
import { CONFIDENCE, type Spread, spread } from '../../sweep/statistics.js'
import { errorDifference, errorSpread } from '../../sweep/summary.js'
import { percent, table } from '../terminal/format.js'
import type { Terminal } from '../terminal/terminal.js'

/** The runs of each recipe. */
type Groups = readonly (readonly RunResult[])[]

/** The difference of each later recipe from the first. */
export const groupDifferences = (groups: Groups, testDigits: number) =>
  groups.slice(1).flatMap((group) => errorDifference(groups[0]!, group, testDigits) ?? [])

/** The summary for a program: errors and their differences are shares, not percentages. */
export function summaryObject(groups: Groups, testDigits: number): object {
  const recipes = Object.fromEntries(
    groups.map((runs) => [
      runs[0]!.name,
      {
        ...errorSpread(runs, testDigits),
        sha256: Object.fromEntries(runs.map((run) => [run.seed, run.sha256])),
      },
    ]),
  )
  return { confidence: CONFIDENCE, recipes, differences: groupDifferences(groups, testDigits) }
}

/** The summary as two tables: the recipes, and how each differs from the first. */
export function summaryLines(groups: Groups, testDigits: number, terminal: Terminal): string[] {
  const confidence = `${CONFIDENCE * 100}% interval`
  const [headings, ...rows] = table([
    ['test error', 'runs', 'mean', 'sd', 'min', 'max', confidence, 'misses'],
    ...groups.map((runs) => {
      const errors = errorSpread(runs, testDigits)
      const misses = spread(runs.map(finalMisses))
      return [runs[0]!.name, ...cells(errors, percent), misses.mean.toFixed(1)]
    }),
  ])
  const lines = ['', terminal.style('bold', headings!), ...rows]
  const differing = groupDifferences(groups, testDigits)
  if (differing.length === 0) return lines
  const [heads, ...others] = table([
    ['difference, seed by seed', 'pairs', 'mean', 'sd', 'min', 'max', confidence],
    ...differing.map((difference) => [
      `${difference.to} − ${difference.from}`,
      ...cells(difference, signedPercent),
    ]),
  ])
  return [...lines, '', terminal.style('bold', heads!), ...others]
}

function cells({ n, mean, sd, min, max, interval }: Spread, show: (share: number) => string): string[] {
  return [
    String(n),
    show(mean),
    sd === undefined ? '–' : percent(sd),
    show(min),
    show(max),
    interval === undefined ? '–' : `${show(interval[0])} … ${show(interval[1])}`,
  ]
}
