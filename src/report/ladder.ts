/** The ladder: the test error of every recipe, with its spread, beside the published figures. */

import { finalMisses } from '../sweep/run.js'
import type { Spread } from '../sweep/statistics.js'
import { errorSpread, testErrors } from '../sweep/summary.js'
import type { Charts } from './charts.js'
import { colour } from './colours.js'
import { meanRuns, type Published, type Report, type Row } from './data.js'
import { csv } from './download.js'
import { figure, textWidth, twoWidths } from './html.js'
import { differenceTable, ladderTable } from './tables.js'
import { meanAndSd } from './text.js'

const symbols = { paper: 'square', notebook: 'triangle', upstream: 'diamond2' } as const
const marks = { paper: '□', notebook: '△', upstream: '◇' } as const

/** The chart and the table below it. */
export function ladder(report: Report, charts: Charts): string {
  const { rows } = report
  const wide = ladderChart(rows, charts, false)
  const chart = figure(twoWidths(wide, ladderChart(rows, charts, true)), ladderCaption(rows), {
    download: { name: 'test-error', svg: wide, csv: ladderCsv(rows) },
  })
  return `${chart}${ladderTable(rows)}${differenceTable(report)}`
}

/** Every mark of the chart. */
function ladderCsv(rows: readonly Row[]): string {
  const marks = rows.flatMap(({ label, single, runs, test, published }) => [
    ...(single && runs.length > 0 ? [[label, `seed ${single.seed}`, finalMisses(single) / test.length]] : []),
    ...(runs.length > 0 ? runs : single ? [single] : []).map((run) => [
      label,
      `seed ${run.seed}`,
      finalMisses(run) / test.length,
    ]),
    ...published.map(({ by, error }) => [label, by, error]),
  ])
  return csv(['recipe', 'by', 'test error'], marks)
}

interface Mark {
  readonly row: string
  readonly error: number
}

function ladderChart(rows: readonly Row[], { plot, draw }: Charts, narrow: boolean): string {
  const colours = { domain: rows.map(({ label }) => label), range: rows.map((_, i) => colour(i)) }
  const seeds: Mark[] = rows.flatMap((row) =>
    [...testErrors(row.runs, row.test.length).values()].map((error) => ({ row: row.label, error })),
  )
  const means = rows.map((row) => ({ row: row.label, ...errorSpread(meanRuns(row), row.test.length) }))
  const published = rows.flatMap((row) => row.published.map((mark) => ({ row: row.label, ...mark })))
  const single = rows.flatMap(({ label, single, test }) =>
    single ? [{ row: label, error: [...testErrors([single], test.length).values()][0]! }] : [],
  )
  const spread = means.filter(({ sd }) => sd !== undefined)
  const share = (value: number) => value * 100
  const labelRoom = Math.min(300, 20 + Math.max(...rows.map(({ label }) => textWidth(label))))
  return draw({
    ariaLabel: 'Test error of each recipe, with its spread and the published figures',
    width: narrow ? 380 : 960,
    height: 60 + rows.length * (narrow ? 62 : 58),
    marginLeft: narrow ? 4 : labelRoom,
    marginRight: narrow ? 12 : 120,
    marginTop: narrow ? 26 : 10,
    marginBottom: 44,
    style: { fontSize: '13px' },
    x: {
      label: 'test error, %',
      labelAnchor: 'center',
      labelArrow: 'none',
      grid: true,
      zero: true,
      nice: true,
      ticks: 6,
      tickFormat: '~g',
    },
    y: {
      domain: colours.domain,
      label: null,
      axis: null,
      padding: 0.4,
    },
    color: colours,
    symbol: { domain: Object.keys(symbols), range: Object.values(symbols) },
    marks: [
      ...(narrow
        ? [
            plot.text(means, {
              text: 'row',
              y: 'row',
              frameAnchor: 'left',
              dy: -27,
              fontWeight: 500,
              textAnchor: 'start',
            }),
          ]
        : [
            plot.axisY({
              label: null,
              tickSize: 0,
              tickPadding: 14,
              lineWidth: 22,
              textOverflow: 'ellipsis-start',
            }),
            plot.text(means, {
              text: (mean: Spread) => meanAndSd(mean),
              y: 'row',
              frameAnchor: 'right',
              dx: 14,
              textAnchor: 'start',
              fontVariant: 'tabular-nums',
            }),
          ]),
      plot.ruleY(means, { y: 'row', stroke: 'currentColor', strokeOpacity: 0.12 }),
      plot.dot(seeds, { x: (d: Mark) => share(d.error), y: 'row', r: 3, fill: 'row', fillOpacity: 0.28 }),
      plot.link(spread, {
        x1: (d: Spread) => share(d.mean - d.sd!),
        x2: (d: Spread) => share(d.mean + d.sd!),
        y: 'row',
        stroke: 'row',
        strokeWidth: 3,
      }),
      plot.dot(means, {
        x: (d: Spread) => share(d.mean),
        y: 'row',
        r: 6,
        fill: 'row',
        stroke: 'var(--paper)',
        strokeWidth: 1.5,
      }),
      plot.dot(spread.length > 0 ? single : [], {
        x: (d: Mark) => share(d.error),
        y: 'row',
        r: 4.5,
        stroke: 'currentColor',
        strokeWidth: 1.5,
        dy: 11,
      }),
      plot.dot(published, {
        x: (d: Published) => share(d.error),
        y: 'row',
        symbol: 'by',
        r: 5,
        fill: 'var(--paper)',
        stroke: 'currentColor',
        strokeWidth: 1.5,
        dy: -12,
      }),
    ],
  })
}

function ladderCaption(rows: readonly Row[]): string {
  const seeds = Math.max(...rows.map(({ runs }) => runs.length))
  const ours =
    seeds > 1
      ? [
          `<b class="dot">●</b> ours, mean of ${seeds} seeds; bars ± one standard deviation, each seed a faint dot`,
          ...rows.slice(0, 1).flatMap(({ single }) => (single ? [`○ ours, seed ${single.seed}`] : [])),
        ]
      : ['<b class="dot">●</b> ours']
  const others = (['paper', 'notebook', 'upstream'] as const)
    .filter((by) => rows.some(({ published }) => published.some((mark) => mark.by === by)))
    .map((by) => `${marks[by]} ${published[by]}`)
  return [...ours, ...others].map((item) => `<span>${item}</span>`).join(' ')
}

const published = {
  paper: 'paper, 1989 (postal digits)',
  notebook: 'notebook, PyTorch, one seed',
  upstream: 'upstream repository, one seed',
} as const
