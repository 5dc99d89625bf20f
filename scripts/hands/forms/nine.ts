/** The forms of 9: a straight, curved or curled tail, angular, or open at its ring. */
import type { Random } from '../random.js'
import { arc, curve, type Forms, type Point, type Stroke } from '../strokes.js'

/** A ring on top, closed at its right side, and a tail from there. */
function nineWith(h: Random, turns: number, grow: number, tail: (x: number, y: number) => Point[]): Stroke[] {
  const w = h.between(0.17, 0.34),
    r = h.between(0.16, 0.31),
    from = h.between(-0.12, 0.02)
  const ring = arc(0, r, w, r, from, from - turns, grow)
  return [[...ring, ...curve([w * h.between(0.9, 1.05), r * h.between(0.6, 1)], ...tail(w, r))]]
}
export const nine: Forms = {
  straight: [
    3,
    (h) =>
      nineWith(h, h.between(0.85, 1.02), h.between(0.9, 1.05), (x) => [
        [x + h.about(0.04), 0.6],
        [x + h.between(-0.14, 0.08), 1],
      ]),
  ],
  curved: [
    2,
    (h) =>
      nineWith(h, h.between(0.85, 1.02), h.between(0.9, 1.05), (x) => [
        [x * 0.95, 0.55],
        [x * h.between(0, 0.7), 0.85],
        [-x * h.between(0, 0.8), 1],
      ]),
  ],
  curled: [
    4,
    (h) =>
      nineWith(h, h.between(0.82, 1.02), h.between(0.9, 1.05), (x) => {
        const out = -x * h.between(0.5, 1.5),
          up = h.between(0.78, 0.98)
        return [
          [x, 0.6],
          [x * h.between(0.7, 1), 0.86],
          [x * 0.1, 1],
          [out, up],
          ...(h.chance(0.35) ? [[out + 0.02, up - h.between(0.06, 0.2)] as Point] : []),
        ]
      }),
  ],
  angular: [
    1,
    (h) =>
      nineWith(h, h.between(0.8, 1), h.between(0.85, 1.1), (x) => [
        [x * h.between(0.6, 1), 0.8],
        [-x * h.between(0.2, 1.2), h.between(0.9, 1.05)],
      ]),
  ],
  open: [
    1,
    (h) =>
      nineWith(h, h.between(0.68, 0.84), h.between(0.85, 1), (x) => [
        [x + h.about(0.03), 0.6],
        [x * h.between(-0.2, 1), 1],
      ]),
  ],
}
