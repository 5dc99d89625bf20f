/** How the error falls as more is rejected: a line, the error on a logarithmic axis. */
import * as Plot from '@observablehq/plot'
import { COLOURS, picture } from '../../bench/report/charts.js'

/** @param curve shares, 0 … 1, from no rejection on */
export function rejectionPicture(curve: readonly { rejected: number; error: number }[]): string {
  // no error at all has no place on a logarithmic axis
  const points = curve
    .filter(({ error }) => error > 0)
    .map(({ rejected, error }) => ({ rejected: 100 * rejected, error: 100 * error }))
  const options: Plot.PlotOptions = {
    marginLeft: 48,
    x: { label: 'rejected, % of the test digits', grid: true },
    y: { label: 'misread, % of the others', type: 'log', grid: true, tickFormat: String },
    marks: [Plot.line(points, { x: 'rejected', y: 'error', stroke: COLOURS[0], strokeWidth: 2 })],
  }
  const title = 'Error of the shipped network on MNIST’s test digits, against the share rejected'
  return picture(title, [[{ title, width: 640, height: 320, options }]])
}
