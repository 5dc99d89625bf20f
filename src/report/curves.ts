/** Errors and losses pass by pass: a line for the mean of the runs, a band for their spread. */
import type { Curves, RunResult } from '../sweep/run.js'
import { spread } from '../sweep/statistics.js'
import type { Charts } from './charts.js'
import { colour, dash } from './colours.js'
import { meanRuns, type Row } from './data.js'
import { csv, fileName } from './download.js'
import { escapeHtml } from './escape.js'
import { figure, textWidth, twoWidths } from './html.js'
import { type Line, lineNames, type Point, passTicks, roundTicks } from './scales.js'

/**
 * Mean and mean ± standard deviation of a curve, pass by pass.
 *
 * @param scale factor for all values
 * @param floor the smallest value shown, since a logarithmic axis has no 0
 */
function points(runs: readonly RunResult[], curve: keyof Curves, scale: number, floor: number): Point[] {
  return runs[0]!.curves[curve].map((_, i) => {
    const { mean, sd = 0 } = spread(runs.map((run) => run.curves[curve][i]! * scale))
    const shown = (value: number) => Math.max(value, floor)
    return { pass: i + 1, mean: shown(mean), low: shown(mean - sd), high: shown(mean + sd) }
  })
}

/** Errors in percent. No error is drawn as half a digit. */
const errorPoints = (row: Row, curve: 'testMisses' | 'trainMisses', digits: number): Point[] =>
  points(meanRuns(row), curve, 100 / digits, 50 / digits)

/** The data of a chart's lines. */
const linesCsv = (lines: readonly Line[], unit: string): string =>
  csv(
    ['line', 'pass', unit, 'mean - sd', 'mean + sd'],
    lines.flatMap(({ name, points }) =>
      points.map(({ pass, mean, low, high }) => [name, pass, mean, low, high]),
    ),
  )

/** The test error of all rows in one chart. */
export function errorCurves(rows: readonly Row[], charts: Charts): string {
  const lines = rows.map((row, i) => ({
    name: row.label,
    colour: colour(i),
    dash: dash(i),
    points: errorPoints(row, 'testMisses', row.test.length),
  }))
  const banded = rows.some(({ runs }) => runs.length > 1)
  const unit = 'test error, %'
  const label = 'Test error pass by pass, one line per recipe'
  const wide = lineChart(charts, lines, { label, unit, size: [960, 430], named: true })
  const narrow = lineChart(charts, lines, { label, unit, size: [380, 320] })
  const legend = lines.map(
    ({ name, colour, dash }) =>
      `<li><svg width="30" height="10" aria-hidden="true"><line x2="30" y1="5" y2="5" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash}"/></svg>${escapeHtml(name)}</li>`,
  )
  return figure(
    twoWidths(wide, `<ul class="legend">${legend.join('')}</ul>${narrow}`),
    `Test error after each pass, on a logarithmic axis${banded ? '; bands: ± one standard deviation over the seeds' : ''}.`,
    { download: { name: 'learning', svg: wide, csv: linesCsv(lines, unit) } },
  )
}

/** Test and training error of a row, and both its losses: two charts. */
export function rowCurves(row: Row, index: number, charts: Charts): string {
  const runs = meanRuns(row)
  const chart = (what: 'Error' | 'Loss', unit: string, test: Point[], train: Point[]): string => {
    const lines: Line[] = [
      { name: 'test', colour: colour(index), dash: '', points: test },
      { name: 'train', colour: colour(index), dash: '4 3', points: train },
    ]
    const svg = lineChart(charts, lines, {
      label: `${what} of ${row.label}`,
      unit,
      size: [460, 270],
      named: true,
    })
    const name = fileName(what, row.label)
    return figure(svg, `${what} after each pass`, { download: { name, svg, csv: linesCsv(lines, unit) } })
  }
  return (
    chart(
      'Error',
      'error, %',
      errorPoints(row, 'testMisses', row.test.length),
      errorPoints(row, 'trainMisses', row.train),
    ) +
    chart(
      'Loss',
      row.recipe.loss === 'mse' ? 'mean squared error' : 'cross-entropy, nats',
      points(runs, 'testLoss', 1, 1e-9),
      points(runs, 'trainLoss', 1, 1e-9),
    )
  )
}

interface LineOptions {
  readonly label: string
  readonly unit: string
  readonly size: readonly [width: number, height: number]
  /** Whether to put the names beside the ends of the lines. */
  readonly named?: true
}

function lineChart({ plot, draw }: Charts, lines: readonly Line[], options: LineOptions): string {
  const { label, unit, named } = options
  const [width, height] = options.size
  const all = lines.flatMap(({ points }) => points)
  const domain = [
    Math.min(...all.map(({ low }) => low)) * 0.9,
    Math.max(...all.map(({ high }) => high)) * 1.1,
  ] as const
  const last = Math.max(...all.map(({ pass }) => pass))
  const [marginTop, marginBottom] = [30, 40]
  const names = named ? lineNames(lines, domain, height - marginTop - marginBottom) : []
  return draw({
    ariaLabel: label,
    width,
    height,
    marginTop,
    marginBottom,
    marginLeft: 52,
    marginRight: 10 + Math.min(240, Math.max(0, ...names.map(({ name }) => 12 + textWidth(name)))),
    style: { fontSize: '13px' },
    x: {
      label: 'pass',
      labelAnchor: 'center',
      labelArrow: 'none',
      tickSize: 0,
      ticks: passTicks(last),
      tickFormat: 'd',
    },
    y: {
      type: 'log',
      domain: [...domain],
      label: unit,
      labelArrow: 'none',
      ticks: roundTicks(domain),
      tickFormat: 'g',
      tickSize: 0,
      grid: true,
    },
    marks: [
      lines.map(({ points, colour }) =>
        plot.areaY(points, { x: 'pass', y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.14 }),
      ),
      lines.map(({ points, colour, dash }) => [
        plot.lineY(points, {
          x: 'pass',
          y: 'mean',
          stroke: colour,
          strokeWidth: 2,
          ...(dash && { strokeDasharray: dash }),
        }),
        // recipes have different numbers of passes: the end of a line must be visible in a crowd
        plot.dot(points.slice(-1), { x: 'pass', y: 'mean', fill: colour, r: 3 }),
      ]),
      // from the end of each line to its name
      plot.link(names, {
        x1: 'pass',
        y1: 'end',
        x2: () => last,
        y2: 'at',
        stroke: 'currentColor',
        strokeOpacity: 0.3,
        strokeWidth: 1,
      }),
      plot.text(names, {
        text: 'name',
        x: () => last,
        y: 'at',
        fill: 'currentColor',
        dx: 7,
        textAnchor: 'start',
        lineWidth: 18,
        textOverflow: 'ellipsis',
      }),
    ],
  })
}
