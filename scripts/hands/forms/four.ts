/** The forms of 4: open, closed, with an upright arm, as a chair, in one stroke. */
import { curve, type Forms } from '../strokes.js'

export const four: Forms = {
  open: [
    3,
    (h) => {
      // arm slanting, upright through the bar
      const w = h.between(0.26, 0.44),
        y = h.between(0.5, 0.74),
        x = w * h.between(0.1, 0.8),
        top = h.between(0, 0.45)
      return [
        [
          [w * h.between(-0.6, 0.1), 0],
          [-w, y],
          [Math.max(x + 0.02, w * h.between(0.6, 1.4)), y + h.about(0.05)],
        ],
        [
          [x + h.about(0.05), top],
          [x + h.about(0.06), 1],
        ],
      ]
    },
  ],
  closed: [
    3,
    (h) => {
      const w = h.between(0.26, 0.46),
        y = h.between(0.52, 0.78),
        x = w * h.between(0.1, 0.7),
        peak = x + h.about(0.05)
      return [
        [
          [peak, h.about(0.04)],
          [-w, y],
          [x + h.between(0.02, 0.34), y + h.about(0.05)],
        ],
        [
          [peak, 0],
          [x + h.about(0.04), 1],
        ],
      ]
    },
  ],
  upright: [
    3,
    (h) => {
      // left arm upright or nearly, as a chair
      const w = h.between(0.2, 0.4),
        y = h.between(0.4, 0.62),
        x = w * h.between(0.5, 1),
        arm = -w + w * h.between(-0.1, 0.4)
      const corner = h.between(0, 0.12)
      return [
        curve(
          [arm, h.between(0, 0.12)],
          [-w, y - corner - 0.05],
          [-w + corner, y],
          [x + h.between(0, 0.24), y + h.about(0.04)],
        ),
        [
          [x, h.between(-0.02, 0.25)],
          [x + h.about(0.06), 1],
        ],
      ]
    },
  ],
  chair: [
    2,
    (h) => {
      // the upright begins only a little above the bar
      const w = h.between(0.2, 0.4),
        y = h.between(0.44, 0.68),
        x = w * h.between(0.2, 0.9),
        arm = -w + w * h.between(-0.1, 0.9)
      return [
        curve([arm, 0], [-w * 0.95, y * 0.7], [-w * 0.7, y], [x + h.between(0, 0.3), y + h.about(0.05)]),
        [
          [x + h.about(0.05), y - h.between(0.05, 0.25)],
          [x + h.about(0.08), h.between(0.85, 1.15)],
        ],
      ]
    },
  ],
  rounded: [
    1,
    (h) => {
      // one stroke: arm, bar, back up and down
      const w = h.between(0.24, 0.4),
        y = h.between(0.46, 0.6),
        x = w * h.between(0.4, 0.9),
        top = h.between(0.05, 0.3)
      return [
        [
          ...curve([-w * h.between(0.5, 1), 0], [-w, y * 0.8], [-0.6 * w, y], [x * 0.8, y - 0.06], [x, top]),
          [x + h.about(0.06), 1],
        ],
      ]
    },
  ],
}
