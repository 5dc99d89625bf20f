/** What stands on the drawing area before anybody has drawn. */
import { ASPECT, type Drawing, type Stroke } from './strokes.js'

const left = (ASPECT - 1) / 2

const three: readonly (readonly [number, number])[] = [
  [0.3, 0.24],
  [0.4, 0.16],
  [0.52, 0.14],
  [0.64, 0.19],
  [0.67, 0.3],
  [0.6, 0.41],
  [0.47, 0.47],
  [0.6, 0.51],
  [0.71, 0.61],
  [0.7, 0.75],
  [0.59, 0.85],
  [0.44, 0.86],
  [0.31, 0.79],
]

export const example = (): Drawing => ({
  kind: 'written',
  strokes: [three.map(([x, y]) => [left + x, y]) as Stroke],
  example: true,
})
