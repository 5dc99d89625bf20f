/** The forms of 2: flat, with a swan’s neck, with a loop at the foot, angular. */
import type { Random } from '../random.js'
import { curve, type Forms, type Point } from '../strokes.js'

/** The head of a 2, down to its neck. */
function head(w: number, h: Random): Point[] {
  const start = h.between(0.1, 0.32)
  return [
    [-w * h.between(0.8, 1.05), start],
    [-0.55 * w, 0.06],
    [0.15 * w, 0],
    [0.85 * w, 0.12],
    [0.85 * w, h.between(0.28, 0.38)],
    [0.25 * w, 0.62],
  ]
}
export const two: Forms = {
  flat: [
    3,
    (h) => {
      const w = h.between(0.24, 0.42),
        x = -w * h.between(0.8, 1.1)
      return [[...curve(...head(w, h), [x, 1]), [w * h.between(0.7, 1.4), 1 + h.about(0.06)]]]
    },
  ],
  swan: [
    2,
    (h) => {
      const w = h.between(0.24, 0.42),
        dip = h.between(0.02, 0.12)
      return [
        [
          ...curve(...head(w, h), [-w, 1]),
          ...curve(
            [-w, 1],
            [-0.3 * w, 1 - dip],
            [0.5 * w, 1 + h.about(0.03)],
            [w * h.between(0.9, 1.4), 1 - dip * h.between(0.5, 1.5)],
          ),
        ],
      ]
    },
  ],
  curled: [
    3,
    (h) => {
      // a loop in the lower left corner
      const w = h.between(0.26, 0.42),
        size = h.between(0.06, 0.18),
        x = -w * h.between(0.7, 1)
      return [
        curve(
          ...head(w, h),
          [x * 0.7, 0.95],
          [x - size * 0.6, 1 - size * 0.4],
          [x - size * 0.3, 1 - size * 1.2],
          [x + size, 1 - size],
          [0.3 * w, 1],
          [w * h.between(0.8, 1.4), 1 - h.between(-0.02, 0.14)],
        ),
      ]
    },
  ],
  angular: [
    1,
    (h) => {
      const w = h.between(0.24, 0.4)
      return [
        [
          ...curve([-w, h.between(0.02, 0.14)], [0, 0], [w, h.between(0, 0.08)]),
          [-w, 1],
          [w * h.between(0.8, 1.2), 1 + h.about(0.05)],
        ],
      ]
    },
  ],
}
