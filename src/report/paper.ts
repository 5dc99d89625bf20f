/** The paper's figures, from our own runs: error against the share rejected, and what the layers make of a digit. */
import { type Answers, rejectionCurve } from '../model/rejection.js'
import { H1, H2, IMAGE_SIDE } from '../model/shape.js'
import { spread } from '../sweep/statistics.js'
import type { Charts } from './charts.js'
import { colour } from './colours.js'
import { contactSheet } from './contact-sheet.js'
import { csv } from './download.js'
import { figure, twoWidths } from './html.js'
import { pngDataUri } from './png.js'

/** What the paper's figures are drawn from. */
export interface PaperFigures {
  /** Of each seed, to the test digits. */
  readonly answers: readonly Answers[]
  /** A test digit, 256 pixels, and what the units of one net say to it, planes first; what it is, and what it was read as. */
  readonly digit: Float32Array
  readonly h1: Float32Array
  readonly h2: Float32Array
  readonly label: number
  readonly answer: number
}

/** Rejected for 1% error among the rest (LeCun et al. 1989, section 5). */
export const PAPER_REJECTED = 0.121
const PAPER_ERROR = 0.01

export const paperFigures = (figures: PaperFigures, charts: Charts): string =>
  `<section id="paper"><h2>The paper's figures</h2>${rejection(figures, charts)}${maps(figures)}</section>`

/** Points of the axis at which the seeds' curves are averaged. */
const STEPS = 60
/** The last share rejected that is shown. */
const MOST = 0.3

function rejection({ answers }: PaperFigures, { plot, draw }: Charts): string {
  const curves = answers.map(rejectionCurve)
  const at = (curve: (typeof curves)[number], share: number): number =>
    curve.findLast(({ rejected }) => rejected <= share)!.error
  const points = Array.from({ length: STEPS + 1 }, (_, i) => {
    const rejected = (MOST * i) / STEPS
    const { mean, sd = 0 } = spread(curves.map((curve) => at(curve, rejected)))
    return {
      rejected: 100 * rejected,
      mean: 100 * mean,
      low: 100 * Math.max(0, mean - sd),
      high: 100 * (mean + sd),
    }
  })
  const published = [{ rejected: 100 * PAPER_REJECTED, error: 100 * PAPER_ERROR }]
  const axis = { labelAnchor: 'center', labelArrow: 'none', grid: true } as const
  const chart = (narrow: boolean) =>
    draw({
      ariaLabel: 'Error on the digits answered against the share of digits rejected',
      width: narrow ? 380 : 960,
      height: narrow ? 300 : 380,
      marginLeft: 54,
      marginBottom: 44,
      style: { fontSize: '13px' },
      x: { ...axis, label: 'rejected, %' },
      y: { ...axis, label: 'error on the rest, %', zero: true },
      marks: [
        plot.areaY(points, {
          x: 'rejected',
          y1: 'low',
          y2: 'high',
          fill: colour(0),
          fillOpacity: 0.18,
          curve: 'step-after',
        }),
        plot.lineY(points, {
          x: 'rejected',
          y: 'mean',
          stroke: colour(0),
          strokeWidth: 1.8,
          curve: 'step-after',
        }),
        plot.dot(published, {
          x: 'rejected',
          y: 'error',
          symbol: 'square',
          r: 5,
          fill: 'var(--paper)',
          stroke: 'currentColor',
          strokeWidth: 1.5,
        }),
      ],
    })
  const seeds = answers.length > 1 ? `, mean of ${answers.length} seeds ± one standard deviation` : ''
  const wide = chart(false)
  const data = csv(
    ['rejected, %', 'error on the rest, %', 'mean - sd', 'mean + sd'],
    points.map(({ rejected, mean, low, high }) => [rejected, mean, low, high]),
  )
  return figure(
    twoWidths(wide, chart(true)),
    `Error on the test digits answered as more are rejected, by the difference of the two most active outputs alone${seeds}. □ the paper, with its three thresholds`,
    { download: { name: 'rejection', svg: wide, csv: data } },
  )
}

/** Squashed outputs lie between these. */
const LIMIT = 1.7159

function maps({ digit, h1, h2, label, answer }: PaperFigures): string {
  const layers = [
    { name: 'image', values: digit, side: IMAGE_SIDE, limit: 1 },
    { name: 'H1', values: h1, side: H1.side, limit: LIMIT },
    { name: 'H2', values: h2, side: H2.side, limit: LIMIT },
  ]
  const planes = layers.map(({ name, values, side, limit }) =>
    Array.from({ length: values.length / (side * side) }, (_, plane) => {
      const grey = Uint8Array.from(values.subarray(plane * side * side, (plane + 1) * side * side), (value) =>
        Math.round(255 * (0.5 - Math.min(1, Math.max(-1, value / limit)) / 2)),
      )
      const what = name === 'image' ? `a ${label}` : `${name}, plane ${plane + 1}`
      return { what, side, source: pngDataUri(grey, side, side) }
    }),
  )
  const shown = planes.map(
    (layer) =>
      `<div>${layer.map(({ what, side, source }) => `<img src="${source}" width="${side}" height="${side}" alt="${what}">`).join('')}</div>`,
  )
  const data = csv(
    ['layer', 'plane', 'row', 'column', 'value'],
    layers.flatMap(({ name, values, side }) =>
      Array.from(values, (value, i) => [
        name,
        Math.floor(i / (side * side)) + 1,
        (Math.floor(i / side) % side) + 1,
        (i % side) + 1,
        value,
      ]),
    ),
  )
  const read = answer === label ? `read as ${answer}` : `misread as ${answer}`
  return figure(
    `<div class="maps">${shown.join('')}</div>`,
    `A ${label}, ${read}: the image, the 12 maps of H1 (8 × 8) and of H2 (4 × 4), dark where a unit is active`,
    {
      download: {
        name: 'maps',
        svg: contactSheet(
          planes.flat().map(({ what, source }) => ({ source, caption: what })),
          12,
        ),
        csv: data,
      },
    },
  )
}
