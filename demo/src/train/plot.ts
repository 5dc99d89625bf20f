/** A chart of some lines over passes or seconds, in the colours of the page, that says the values under the pointer. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { colours } from '../page/colours.js'

export interface Line {
  readonly label: string
  readonly stroke: string
  readonly dash: readonly number[]
  readonly width?: number
}

export interface PlotPlace {
  readonly chart: HTMLElement
  /** Where the values under the pointer are said. */
  readonly value: HTMLElement
}

export interface Look {
  readonly lines: readonly Line[]
  /** What lies along the x axis. */
  readonly x: string
  /** Where the x axis ends. */
  last(): number
  readonly log: boolean
  readonly height: number
  /** A horizontal line at this value. */
  readonly guide?: number
  /** Behind each value. */
  readonly unit: string
}

export interface Plot {
  show(data: uPlot.AlignedData): void
  destroy(): void
}

export function plot(place: PlotPlace, look: Look, data: uPlot.AlignedData): Plot {
  const { text, quiet, rule } = colours()
  const { lines, log, guide, unit, x, height } = look
  const font = '12px system-ui, sans-serif'
  const axis: uPlot.Axis = { stroke: quiet, font, grid: { stroke: rule, width: 1 }, ticks: { show: false } }
  const round = (ticks: readonly number[]) =>
    ticks.map((tick) => (!log || /^[125]/.test(tick.toExponential()) ? tick : null))
  const options: uPlot.Options = {
    width: place.chart.clientWidth || 320,
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    padding: [8, 12, 0, 0],
    scales: {
      x: { time: false, range: () => [0, look.last()] },
      y: log
        ? { distr: 3, range: (_, low, high) => uPlot.rangeLog(low ?? 0.01, high ?? 1, 10, false) }
        : { range: (_, __, high) => [0, Math.max(6, (high ?? 0) * 1.05)] },
    },
    axes: [
      {
        ...axis,
        size: 30,
        label: x,
        labelSize: 18,
        labelFont: font,
        labelGap: -4,
        grid: { show: false },
        incrs: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500],
      },
      {
        ...axis,
        size: 46,
        grid: { ...axis.grid, filter: (_, ticks) => round(ticks) },
        filter: (_, ticks) => round(ticks),
        values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : plain(tick))),
      },
    ],
    series: [
      {},
      ...lines.map(({ label, stroke, dash, width }) => ({
        label,
        stroke,
        width: width ?? 2,
        dash: [...dash],
        spanGaps: true,
        points: { show: (self: uPlot) => self.data[0].length < 2, size: 6, fill: stroke },
      })),
    ],
    hooks: {
      drawAxes: guide === undefined ? [] : [(self) => guideAt(self, guide, text)],
      setCursor: [(self) => say(self, place.value, x, lines, unit)],
    },
  }
  const made = new uPlot(options, data, place.chart)
  const observer = new ResizeObserver(() => made.setSize({ width: place.chart.clientWidth, height }))
  observer.observe(place.chart)
  return {
    show: (next) => made.setData(next),
    destroy() {
      observer.disconnect()
      made.destroy()
    },
  }
}

/** `pass 12: test 4.33%, training 1.60%`. */
function say(plot: uPlot, place: HTMLElement, x: string, lines: readonly Line[], unit: string): void {
  const at = plot.cursor.idx
  if (at === null || at === undefined || plot.data[0][at] === undefined) {
    place.textContent = ''
    return
  }
  const values = lines.flatMap(({ label }, i) => {
    const value = plot.data[i + 1]![at]
    return value === null || value === undefined
      ? []
      : [`${label} ${unit ? value.toFixed(2) + unit : value.toPrecision(3)}`]
  })
  const where = plot.data[0][at]!
  const said = Number.isInteger(where) ? String(where) : where.toFixed(2)
  place.textContent = values.length > 0 ? `${x} ${said}: ${values.join(', ')}` : ''
}

function guideAt(plot: uPlot, guide: number, stroke: string): void {
  const { ctx } = plot
  const y = Math.round(plot.valToPos(guide, 'y', true)) + 0.5
  ctx.save()
  ctx.strokeStyle = stroke
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([devicePixelRatio, 4 * devicePixelRatio])
  ctx.beginPath()
  ctx.moveTo(plot.bbox.left, y)
  ctx.lineTo(plot.bbox.left + plot.bbox.width, y)
  ctx.stroke()
  ctx.restore()
}

/** `0.05`, `12`, `1e-4`: what a narrow axis has room for. */
const plain = (value: number): string =>
  value !== 0 && value < 0.001 ? value.toExponential(0) : String(Number(value.toPrecision(3)))
