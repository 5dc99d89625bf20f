/** The forms of 8: one crossing stroke, one ring on another, or open at the top. */
import { arc, curve, type Forms } from '../strokes.js'

export const eight: Forms = {
  crossed: [
    3,
    (h) => {
      // one stroke, crossing at the waist; its ends may miss each other
      const w = h.between(0.2, 0.36),
        t = w * h.between(0.55, 1),
        y = h.between(0.4, 0.52),
        gap = h.about(0.07)
      return [
        curve(
          [t * 0.75 + gap, 0.1 + Math.abs(gap)],
          [0, 0],
          [-t, y * 0.45],
          [0, y],
          [w, (1 + y) / 2],
          [0, 1],
          [-w, (1 + y) / 2],
          [0, y + h.about(0.02)],
          [t, y * 0.5],
          [t * 0.7, 0.08 + h.about(0.04)],
        ),
      ]
    },
  ],
  twoLoops: [
    3,
    (h) => {
      // one ring on another
      const r = h.between(0.17, 0.27),
        b = 0.5 - r,
        from = h.next(),
        w = h.between(0.6, 1.1)
      const upper = arc(h.about(0.06), r, r * w, r, from, from - h.between(0.95, 1.1), h.between(0.92, 1.04))
      return [
        upper,
        arc(
          h.about(0.05),
          1 - b + h.about(0.03),
          b * w * h.between(0.85, 1.2),
          b,
          -0.25 + h.about(0.1),
          -0.25 + h.between(0.95, 1.1),
          h.between(0.92, 1.04),
        ),
      ]
    },
  ],
  open: [
    1,
    (h) => {
      // begins at the upper right and does not close
      const w = h.between(0.2, 0.34),
        t = w * h.between(0.6, 1),
        y = h.between(0.4, 0.5)
      return [
        curve(
          [t, h.between(0.04, 0.14)],
          [0.1 * t, 0],
          [-t * 0.8, 0.18],
          [0, y],
          [w, 0.74],
          [0, 1],
          [-w, 0.76],
          [0, y],
          [t * h.between(0.9, 1.3), h.between(0.1, 0.2)],
        ),
      ]
    },
  ],
}
