/** The tables below the ladder. */
import type { Spread } from '../sweep/statistics.js'
import { errorSpread } from '../sweep/summary.js'
import { allRuns, meanRuns, type Report, type Row } from './data.js'
import { csv, csvLink } from './download.js'
import { escapeHtml } from './escape.js'
import { table } from './html.js'
import { meanAndSd, percent, publishedError, signedPercent, thousands } from './text.js'

/** The figures of each row. */
export function ladderTable(rows: readonly Row[]): string {
  const seeds = Math.max(...rows.map(({ runs }) => runs.length))
  const single = rows.find((row) => row.single)?.single
  const columns: [heading: string, cell: (row: Row) => string][] = [
    ['recipe', ({ label }) => escapeHtml(label)],
  ]
  for (const who of ['paper', 'notebook', 'upstream'] as const) {
    if (rows.some(({ published }) => published.some((mark) => mark.by === who))) {
      columns.push([who, ({ published }) => publishedError(published, who)])
    }
  }
  if (single) {
    columns.push(
      [
        `ours, seed ${single.seed}`,
        ({ single, test }) => (single ? percent(errorSpread([single], test.length).mean) : '–'),
      ],
      ['misses', ({ single }) => (single ? thousands(single.curves.testMisses.at(-1)!) : '–')],
    )
  }
  if (seeds > 0) {
    columns.push(
      [
        seeds > 1 ? `ours, ${seeds} seeds` : 'ours',
        (row) => meanAndSd(errorSpread(row.runs, row.test.length)),
      ],
      ['95% interval', (row) => interval(errorSpread(row.runs, row.test.length))],
    )
  }
  columns.push(['training', (row) => `${mean(meanRuns(row).map((run) => run.trainSeconds)).toFixed(1)} s`])
  return table(
    'Test errors',
    columns.map(([heading]) => heading),
    rows.map((row) => columns.map(([, cell]) => cell(row))),
  )
}

/** Differences between rows that share seeds. */
export function differenceTable({ differences }: Report): string {
  if (differences.length === 0) return ''
  const rows = differences.map(({ from, to, n, mean, sd, interval }) => [
    `${escapeHtml(to)} <span class="quiet">against</span> ${escapeHtml(from)}`,
    signedPercent(mean),
    sd === undefined ? '–' : percent(sd),
    interval ? `${signedPercent(interval[0])} … ${signedPercent(interval[1])}` : '–',
    String(n),
  ])
  return `<h3>Differences, seed by seed</h3>${table('Differences, seed by seed', ['recipes', 'difference', 'sd', '95% interval', 'pairs'], rows)}`
}

const interval = ({ interval }: Spread): string =>
  interval ? `${(interval[0] * 100).toFixed(2)} … ${percent(interval[1])}` : '–'

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Every run, with what it can be repeated and checked by. */
export function runsTable(rows: readonly Row[]): string {
  const runs = rows.flatMap((row) => allRuns(row).map((run) => ({ row, run })))
  const columns = ['recipe', 'seed', 'misses', 'test error', 'training', 'SHA-256 of the weights']
  const cells = runs.map(({ row, run }) => {
    const misses = run.curves.testMisses.at(-1)!
    return [
      escapeHtml(row.label),
      String(run.seed),
      thousands(misses),
      percent(misses / row.test.length),
      `${run.trainSeconds.toFixed(1)} s`,
      `<code>${escapeHtml(run.sha256)}</code>`,
    ]
  })
  const data = csv(
    ['recipe', 'seed', 'misses', 'test digits', 'steps', 'training, s', 'sha256'],
    runs.map(({ row: { label, test }, run }) => [
      label,
      run.seed,
      run.curves.testMisses.at(-1)!,
      test.length,
      run.steps,
      run.trainSeconds,
      run.sha256,
    ]),
  )
  return `<p>The same seed gives the same weights on every machine.<span class="save">Save: ${csvLink('runs', data)}</span></p>${table('Every run', columns, cells, 'runs')}`
}
