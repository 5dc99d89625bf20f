/** How the error falls as more is rejected: a line over both axes' logarithms, with what three thresholds of rejection reach. */
import * as Plot from '@observablehq/plot'
import { COLOURS, picture } from '../../bench/report/charts.js'

/** @param curve shares, 0 … 1, from no rejection on */
export function rejectionPicture(curve: readonly { rejected: number; error: number }[]): string {
  // no error at all has no place on a logarithmic axis
  const points = curve
    .filter(({ error }) => error > 0)
    .map(({ rejected, error }) => [100 * rejected, 100 * error] as const)
  const options: Plot.PlotOptions = {
    marginLeft: 48,
    x: { label: 'rejected, % of the test digits', grid: true },
    y: {
      label: 'misread, % of the others',
      type: 'log',
      grid: true,
      tickFormat: (value: number) => String(value),
    },
    marks: [Plot.lineY(points, { stroke: COLOURS[0], strokeWidth: 2, curve: 'step-after' })],
  }
  const title = 'The shipped network on MNIST’s 10,000 test digits, when it may refuse to answer'
  return picture(title, [[{ title, width: 640, height: 320, options }]])
}
