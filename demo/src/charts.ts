/** The curves of error and loss, one point for each pass. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { colours, onColours } from './colours.js'
import { TEST, TRAIN } from './digits-file.js'
import type { PassLine } from './pass-line.js'

/** What the paper reports for its own test digits, % (LeCun et al. 1989). */
const PAPER_ERROR = 5
const HEIGHT = 200

export interface Charts {
  /** Shows these passes of `passes` that there are to be. */
  show(lines: readonly PassLine[], passes: number): void
}

export function charts(error: HTMLElement, loss: HTMLElement): Charts {
  let data: { error: uPlot.AlignedData; loss: uPlot.AlignedData } = {
    error: [[], [], []],
    loss: [[], [], []],
  }
  let last = 1
  const make = () => [
    chart(error, () => last, { log: false, guide: PAPER_ERROR }, data.error),
    chart(loss, () => last, { log: true }, data.loss),
  ]
  let plots = make()
  const resize = () => {
    for (const plot of plots) plot.setSize({ width: plot.root.parentElement!.clientWidth, height: HEIGHT })
  }
  new ResizeObserver(resize).observe(error)
  onColours(() => {
    for (const plot of plots) plot.destroy()
    plots = make()
  })
  return {
    show(lines, passes) {
      last = passes
      const x = lines.map(({ pass }) => pass)
      data = {
        error: [
          x,
          lines.map(({ testMisses }) => (100 * testMisses) / TEST),
          lines.map(({ trainMisses }) => (100 * trainMisses) / TRAIN),
        ],
        loss: [x, lines.map(({ testLoss }) => testLoss), lines.map(({ trainLoss }) => trainLoss)],
      }
      plots[0]!.setData(data.error)
      plots[1]!.setData(data.loss)
    },
  }
}

interface Look {
  readonly log: boolean
  readonly guide?: number
}

function chart(place: HTMLElement, last: () => number, { log, guide }: Look, data: uPlot.AlignedData): uPlot {
  const { text, quiet, rule, test, training } = colours()
  const font = '12px system-ui, sans-serif'
  const axis: uPlot.Axis = {
    stroke: quiet,
    font,
    grid: { stroke: rule, width: 1 },
    ticks: { show: false },
  }
  const line = (label: string, stroke: string, dash: number[]): uPlot.Series => ({
    label,
    stroke,
    width: 2,
    dash,
    points: { show: (plot) => plot.data[0].length < 2, size: 6, fill: stroke },
  })
  /** On a logarithmic axis only 1, 2 and 5 and their tenfolds have a line and a label. */
  const round: uPlot.Axis.Filter = (_, ticks) =>
    ticks.map((tick) => (!log || /^[125]/.test(tick.toExponential()) ? tick : null))
  const options: uPlot.Options = {
    width: place.clientWidth || 320,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 12, 0, 0],
    scales: {
      x: { time: false, range: () => [0, Math.max(1, last())] },
      y: log
        ? { distr: 3, range: (_, low, high) => uPlot.rangeLog(low ?? 0.01, high ?? 1, 10, false) }
        : { range: (_, __, high) => [0, Math.max(6, (high ?? 0) * 1.05)] },
    },
    axes: [
      { ...axis, size: 26, grid: { show: false }, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] },
      {
        ...axis,
        size: 46,
        grid: { ...axis.grid, filter: round },
        filter: round,
        values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : plain(tick))),
      },
    ],
    series: [{}, line('test', test, []), line('training', training, [6, 4])],
    hooks: {
      drawAxes: [
        (plot) => {
          if (guide === undefined) return
          const { ctx } = plot
          const y = Math.round(plot.valToPos(guide, 'y', true)) + 0.5
          ctx.save()
          ctx.strokeStyle = text
          ctx.lineWidth = devicePixelRatio
          ctx.setLineDash([devicePixelRatio, 4 * devicePixelRatio])
          ctx.beginPath()
          ctx.moveTo(plot.bbox.left, y)
          ctx.lineTo(plot.bbox.left + plot.bbox.width, y)
          ctx.stroke()
          ctx.restore()
        },
      ],
    },
  }
  return new uPlot(options, data, place)
}

/** `0.05`, `12`, `1e-4`: what a narrow axis has room for. */
const plain = (value: number): string =>
  value !== 0 && value < 0.001 ? value.toExponential(0) : String(Number(value.toPrecision(3)))
