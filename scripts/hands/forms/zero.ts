/** The forms of 0: a plain oval, slashed or dotted as programmers and Scandinavians write it, and one whose ends curl inwards. */
import type { Random } from '../random.js'
import { arc, curve, type Forms, last, type Stroke } from '../strokes.js'

function oval(h: Random, w = h.between(0.2, 0.44)): Stroke {
  const from = -0.25 + h.about(0.14)
  return arc(0, 0.5, w, 0.5, from, from - h.between(0.93, 1.12), h.between(0.88, 1.08))
}
export const zero: Forms = {
  oval: [4, (h) => [oval(h)]],
  slashed: [
    2,
    (h) => {
      const w = h.between(0.26, 0.42),
        reach = h.between(0.6, 1.3),
        steep = h.between(0.5, 1)
      const x = w * reach * 0.8,
        y = 0.4 * reach * steep
      return [
        oval(h, w),
        [
          [-x, 0.5 + y],
          [x, 0.5 - y],
        ],
      ]
    },
  ],
  dotted: [
    1,
    (h) => {
      const w = h.between(0.28, 0.44),
        x = h.about(0.06),
        y = 0.5 + h.about(0.08)
      return [
        oval(h, w),
        [
          [x, y],
          [x + h.about(0.04), y + h.between(0.01, 0.06)],
        ],
      ]
    },
  ],
  curled: [
    2,
    (h) => {
      // begins or ends inside or beyond the oval
      const w = h.between(0.22, 0.4),
        from = -0.25 + h.between(0, 0.12)
      const ring = arc(0, 0.5, w, 0.5, from, from - h.between(1, 1.16), h.between(0.8, 1))
      const [x, y] = last(ring)
      return [[...ring, ...curve([x, y], [x + w * h.between(0.2, 0.6), y + h.between(-0.08, 0.1)])]]
    },
  ],
}
