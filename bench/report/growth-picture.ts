/** Growth in four charts. */
import * as Plot from '@observablehq/plot'
import type { BenchResult } from '../result.js'
import { COLOURS, type Panel, picture } from './charts.js'

const WIDTH = 440
const HEIGHT = 260

interface Point {
  readonly x: number
  readonly y: number
  readonly name: string
}

interface Axes {
  readonly x: string
  readonly y: string
  readonly log?: true
  readonly dots?: true
  readonly ticks?: readonly number[]
}

/** @param benchmarks answers of `npm run bench -- growth`, by name */
export const growthPicture = (benchmarks: Readonly<Record<string, BenchResult>>): string =>
  picture('How time and memory grow', [
    [
      lines('Training, by batch size', benchmarks['growth, batch size']!, {
        x: 'batch size',
        y: 'µs a digit',
        log: true,
        dots: true,
        ticks: [1, 4, 16, 64, 256, 1024],
      }),
      lines('fit, by number of digits', benchmarks['growth, digits']!, {
        x: 'digits',
        y: 'µs a step',
        log: true,
        dots: true,
        ticks: [100, 1000, 10_000, 60_000],
      }),
    ],
    [
      lines('Networks side by side, base', benchmarks['growth, side by side']!, {
        x: 'networks',
        y: 'thousand steps a second',
        dots: true,
        ticks: [1, 2, 3, 4],
      }),
      lines('Networks made and disposed of, one after the other', benchmarks['growth, memory']!, {
        x: 'networks so far',
        y: 'MB in use',
      }),
    ],
  ])

function lines(title: string, { curves = [] }: BenchResult, axes: Axes): Panel {
  const points = curves.flatMap(({ name, points }) => points.map(([x, y]): Point => ({ x, y, name })))
  const domain = curves.map(({ name }) => name)
  return {
    title,
    width: WIDTH,
    height: HEIGHT,
    legend: domain.map((name, i) => [name, COLOURS[i]!] as const),
    options: {
      marginLeft: 40,
      marginRight: 24,
      marginTop: 24,
      marginBottom: 40,
      x: {
        label: axes.x,
        labelAnchor: 'center',
        labelArrow: 'none',
        ...(axes.log && { type: 'log' }),
        ...(axes.ticks && { axis: null }),
        tickSize: 0,
      },
      y: { label: axes.y, labelArrow: 'none', zero: true, nice: true, grid: true, ticks: 5, tickSize: 0 },
      color: { domain, range: [...COLOURS] },
      marks: [
        Plot.lineY(points, { x: 'x', y: 'y', stroke: 'name', strokeWidth: 2 }),
        ...(axes.dots ? [Plot.dot(points, { x: 'x', y: 'y', fill: 'name', r: 3 })] : []),
        ...(axes.ticks ? [axis(axes.ticks, axes.x)] : []),
      ],
    },
  }
}

/** These ticks and no others: a logarithmic axis would leave out those that are not its own. */
const axis = (ticks: readonly number[], label: string): Plot.Markish =>
  Plot.axisX([...ticks], {
    label,
    labelAnchor: 'center',
    labelArrow: 'none',
    tickSize: 0,
    tickFormat: null,
    text: (tick: number) => tick.toLocaleString('en'),
  })
