/** Both curves of the race over the seconds of their clocks. */
import type uPlot from 'uplot'
import { colours, onColours } from '../page/colours.js'
import { type PlotPlace, plot } from '../train/plot.js'
import type { Entry, Lane } from './lane.js'

export interface RaceChart {
  show(lanes: readonly Lane[]): void
}

export function raceChart(place: PlotPlace, entries: readonly Entry[]): RaceChart {
  let data: uPlot.AlignedData = [[], [], []]
  let last = 2
  const make = () => {
    const { training, test } = colours()
    const [old, modern] = entries
    return plot(
      place,
      {
        lines: [
          { label: old!.title, stroke: training, dash: [6, 4], width: 2 },
          { label: modern!.title, stroke: test, dash: [], width: 2.5 },
        ],
        x: 'seconds',
        last: () => last,
        log: false,
        height: 240,
        guide: 5,
        unit: '%',
      },
      data,
    )
  }
  let made = make()
  onColours(() => {
    made.destroy()
    made = make()
  })
  return {
    show(lanes) {
      data = joined(lanes.map(({ points }) => points))
      last = Math.max(2, ((data[0] as number[]).at(-1) ?? 0) * 1.02)
      made.show(data)
    },
  }
}

/** Two lists of points as uPlot wants them: all times in order, and null where one has no point. */
function joined(lists: readonly (readonly (readonly [number, number])[])[]): uPlot.AlignedData {
  const times = [...new Set(lists.flat().map(([time]) => time))].sort((a, b) => a - b)
  const lines = lists.map((list) => {
    const at = new Map(list)
    return times.map((time) => at.get(time) ?? null)
  })
  return [times, ...lines] as uPlot.AlignedData
}
