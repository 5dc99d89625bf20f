/** Errors and losses pass by pass: a line for the mean of the runs, a band for their spread. */
import type { Curves, RunResult } from '../sweep/run.js'
import { spread } from '../sweep/statistics.js'
import type { Charts } from './charts.js'
import { colour } from './colours.js'
import { meanRuns, type Row } from './data.js'
import { escapeHtml, figure, twoWidths } from './html.js'
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

/** The test error of all rows in one chart. */
export function errorCurves(rows: readonly Row[], charts: Charts): string {
  const lines = rows.map((row, i) => ({
    name: row.label,
    colour: colour(i),
    points: errorPoints(row, 'testMisses', row.test.length),
  }))
  const banded = rows.some(({ runs }) => runs.length > 1)
  const draw = (narrow: boolean) =>
    lineChart(charts, lines, {
      label: 'Test error pass by pass, one line per recipe',
      unit: 'test error, %',
      size: narrow ? [380, 320] : [960, 430],
    })
  const legend = lines.map(({ name, colour }) => `<li style="--own: ${colour}">${escapeHtml(name)}</li>`)
  return figure(
    `<ul class="legend">${legend.join('')}</ul>${twoWidths(draw)}`,
    `Test error after each pass, on a logarithmic axis${banded ? '; bands: ± one standard deviation over the seeds' : ''}.`,
  )
}

/** Test and training error of a row, and both its losses: two charts. */
export function rowCurves(row: Row, index: number, charts: Charts): string {
  const runs = meanRuns(row)
  const size = [460, 270] as const
  const lines = (test: Point[], train: Point[]): Line[] => [
    { name: 'test', colour: colour(index), points: test },
    { name: 'train', colour: colour(index), points: train, dashed: true },
  ]
  const errors = lineChart(
    charts,
    lines(errorPoints(row, 'testMisses', row.test.length), errorPoints(row, 'trainMisses', row.train)),
    { label: `Errors of ${row.label}`, unit: 'error, %', size, named: true },
  )
  const unit = row.recipe.loss === 'mse' ? 'mean squared error' : 'cross-entropy, nats'
  const losses = lineChart(
    charts,
    lines(points(runs, 'testLoss', 1, 1e-9), points(runs, 'trainLoss', 1, 1e-9)),
    { label: `Losses of ${row.label}`, unit, size, named: true },
  )
  return figure(errors, 'Error after each pass') + figure(losses, 'Loss after each pass')
}

interface LineOptions {
  readonly label: string
  readonly unit: string
  readonly size: readonly [width: number, height: number]
  /** Whether to put the names at the ends of the lines. */
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
  const [marginTop, marginBottom] = [30, 40]
  const names = named ? lineNames(lines, domain, height - marginTop - marginBottom) : []
  return draw({
    ariaLabel: label,
    width,
    height,
    marginTop,
    marginBottom,
    marginLeft: 52,
    marginRight: named ? 48 : 10,
    style: { fontSize: '13px' },
    x: {
      label: 'pass',
      labelAnchor: 'center',
      labelArrow: 'none',
      tickSize: 0,
      ticks: passTicks(Math.max(...all.map(({ pass }) => pass))),
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
        plot.areaY(points, { x: 'pass', y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.18 }),
      ),
      lines.map(({ points, colour, dashed }) => [
        plot.lineY(points, {
          x: 'pass',
          y: 'mean',
          stroke: colour,
          strokeWidth: 1.8,
          ...(dashed && { strokeDasharray: '4 3' }),
        }),
        // recipes have different numbers of passes: the end of a line must be visible in a crowd
        plot.dot(points.slice(-1), { x: 'pass', y: 'mean', fill: colour, r: 2.8 }),
      ]),
      names.map(({ name, colour, pass, at }) =>
        plot.text([name], {
          x: [pass],
          y: [at],
          fill: colour,
          dx: 7,
          textAnchor: 'start',
          fontWeight: 500,
        }),
      ),
    ],
  })
}
