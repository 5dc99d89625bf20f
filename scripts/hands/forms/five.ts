/** The forms of 5: its bar as a stroke of its own or the first of one, flowing as an S, angular. */
import type { Random } from '../random.js'
import { curve, type Forms, type Point } from '../strokes.js'

function belly(w: number, y: number, h: Random): Point[] {
  const rise = h.between(0.02, 0.1)
  return [
    [-0.1 * w, y - rise],
    [0.75 * w, y + 0.08],
    [w, (y + 1) / 2],
    [0.5 * w, 0.94],
    [-0.3 * w, 1],
    [-w * h.between(0.8, 1.1), h.between(0.82, 0.98)],
  ]
}
export const five: Forms = {
  twoStrokes: [
    4,
    (h) => {
      // the bar on top comes last and may miss the upright
      const w = h.between(0.24, 0.4),
        y = h.between(0.36, 0.5),
        x = -w * h.between(0.5, 0.9),
        miss = h.between(-0.04, 0.12)
      return [
        [[x + h.about(0.05), 0], ...curve([x, y], ...belly(w, y, h))],
        [
          [x + miss, h.about(0.06)],
          [w * h.between(0.3, 1.3), h.about(0.07)],
        ],
      ]
    },
  ],
  oneStroke: [
    2,
    (h) => {
      const w = h.between(0.24, 0.4),
        y = h.between(0.34, 0.48),
        x = -w * h.between(0.5, 0.9)
      return [
        [
          [w * h.between(0.4, 1.2), h.about(0.06)],
          [x + 0.03, h.about(0.03)],
          ...curve([x, y], ...belly(w, y, h)),
        ],
      ]
    },
  ],
  flowing: [
    1,
    (h) => {
      // as an S, without corners
      const w = h.between(0.22, 0.36),
        y = h.between(0.34, 0.46)
      return [
        curve(
          [w * h.between(0.7, 1.1), h.about(0.05)],
          [-0.1 * w, 0.02],
          [-0.75 * w, 0.16],
          [-0.6 * w, y],
          [0.5 * w, y + 0.12],
          [w, 0.72],
          [0.4 * w, 0.96],
          [-0.3 * w, 1],
          [-w, 0.92],
        ),
      ]
    },
  ],
  angular: [
    1,
    (h) => {
      const w = h.between(0.22, 0.36),
        y = h.between(0.36, 0.5)
      return [
        [
          [w * h.between(0.7, 1.2), h.about(0.04)],
          [-w, h.about(0.03)],
          [-w, y],
          [w * 0.8, y + h.about(0.05)],
          [w, h.between(0.6, 0.85)],
          [w * 0.3, 1],
          [-w, 1 - h.between(0, 0.08)],
        ],
      ]
    },
  ],
}
