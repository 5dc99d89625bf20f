/** The forms of 3: round, with a flat top, with a loop at the waist, angular. */
import type { Random } from '../random.js'
import { curve, type Forms, type Point } from '../strokes.js'

function lowerBowl(w: number, y: number, h: Random): Point[] {
  return [
    [0.7 * w, y + 0.06],
    [w, (y + 1) / 2 + 0.04],
    [0.4 * w, 0.97],
    [-0.35 * w, 1],
    [-w * h.between(0.7, 1.1), h.between(0.78, 0.95)],
  ]
}
export const three: Forms = {
  round: [
    3,
    (h) => {
      const w = h.between(0.24, 0.4),
        y = h.between(0.4, 0.52),
        waist = w * h.between(-0.3, 0.3),
        top = w * h.between(0.6, 1)
      return [
        [
          ...curve(
            [-w * h.between(0.6, 1), h.between(0.06, 0.2)],
            [-0.2 * w, 0],
            [top * 0.85, 0.06],
            [top * 0.95, y * 0.55],
            [waist, y],
          ),
          ...curve([waist, y], ...lowerBowl(w, y, h)),
        ],
      ]
    },
  ],
  flat: [
    3,
    (h) => {
      // a bar on top, a slanting line to the waist
      const w = h.between(0.24, 0.4),
        y = h.between(0.34, 0.5),
        waist = w * h.between(-0.4, 0.2)
      return [
        [
          [-w * h.between(0.7, 1.1), h.about(0.05)],
          [w * h.between(0.7, 1), h.about(0.03)],
          ...curve([waist, y], ...lowerBowl(w, y, h)),
        ],
      ]
    },
  ],
  looped: [
    1,
    (h) => {
      const w = h.between(0.26, 0.4),
        y = h.between(0.42, 0.5),
        s = h.between(0.05, 0.12)
      return [
        curve(
          [-w, 0.14],
          [-0.2 * w, 0],
          [0.8 * w, 0.08],
          [0.7 * w, 0.3],
          [0, y],
          [-s, y + s * 0.6],
          [-s * 0.8, y - s * 0.5],
          [s, y],
          ...lowerBowl(w, y, h),
        ),
      ]
    },
  ],
  angular: [
    1,
    (h) => {
      const w = h.between(0.24, 0.4),
        y = h.between(0.4, 0.52)
      return [
        [
          [-w, h.about(0.05)],
          [w * 0.8, h.between(0.06, 0.18)],
          [w * h.between(-0.3, 0.2), y],
          [w, h.between(0.66, 0.8)],
          [-w * h.between(0.6, 1), 1],
        ],
      ]
    },
  ],
}
