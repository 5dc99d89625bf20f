/** The curves of error and loss, one point for each pass. */
import type uPlot from 'uplot'
import { colours, onColours } from '../page/colours.js'
import { TEST, TRAIN } from './digits-file.js'
import type { PassLine } from './pass-line.js'
import { type Line, type PlotPlace, plot } from './plot.js'

/** What the paper reports for its own test digits, % (LeCun et al. 1989). */
const PAPER_ERROR = 5

export interface Charts {
  /** Shows these passes of `passes` that there are to be. */
  show(lines: readonly PassLine[], passes: number): void
}

export function charts(error: PlotPlace, loss: PlotPlace): Charts {
  let data: { error: uPlot.AlignedData; loss: uPlot.AlignedData } = {
    error: [[], [], []],
    loss: [[], [], []],
  }
  let last = 1
  const lines = (): Line[] => {
    const { test, training } = colours()
    return [
      { label: 'test', stroke: test, dash: [] },
      { label: 'training', stroke: training, dash: [6, 4] },
    ]
  }
  const common = { x: 'pass', last: () => last, height: 200 }
  const make = () => [
    plot(error, { ...common, lines: lines(), log: false, guide: PAPER_ERROR, unit: '%' }, data.error),
    plot(loss, { ...common, lines: lines(), log: true, unit: '' }, data.loss),
  ]
  let plots = make()
  onColours(() => {
    for (const { destroy } of plots) destroy()
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
      plots[0]!.show(data.error)
      plots[1]!.show(data.loss)
    },
  }
}
