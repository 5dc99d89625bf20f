/** What a sweep shows at its end, wherever its runs were made: the summary, and the page. */
import type { LoadedDigits } from '../../node/index.js'
import type { Row } from '../../report/data.js'
import type { Recipes } from '../../sweep/grid.js'
import type { RunResult } from '../../sweep/run.js'
import type { Context } from '../command.js'
import type { openReport } from '../output/report-folder.js'
import { thousands } from '../terminal/format.js'
import { groupDifferences, summaryLines, summaryObject } from './sweep-summary.js'

/** Prints the summary: two tables, or an object for a program. */
export function printSummary(
  groups: readonly (readonly RunResult[])[],
  testDigits: number,
  json: boolean,
  { terminal }: Context,
): void {
  if (json) terminal.print(JSON.stringify(summaryObject(groups, testDigits)))
  else for (const line of summaryLines(groups, testDigits, terminal)) terminal.print(line)
}

/** What the report tells: there is nothing published to compare with, since these digits and recipes may be any. */
export function reportContent(
  recipes: Recipes,
  groups: readonly (readonly RunResult[])[],
  { train, test, source }: LoadedDigits,
): Parameters<Awaited<ReturnType<typeof openReport>>>[0] {
  const rows = groups.map(
    (runs): Row => ({
      label: runs[0]!.name,
      recipe: recipes[runs[0]!.name]!,
      train: train.length,
      test,
      runs,
      published: [],
    }),
  )
  const seeds = Math.max(...groups.map((runs) => runs.length))
  const names = groups.map((runs) => runs[0]!.name).join(', ')
  const intro = `${seeds} ${seeds === 1 ? 'seed' : 'seeds'} of ${names}, trained on ${thousands(train.length)} digits and tested on ${thousands(test.length)} others.`
  const differences = groupDifferences(groups, test.length)
  return { title: 'A sweep over seeds', intro, rows, differences, source }
}
