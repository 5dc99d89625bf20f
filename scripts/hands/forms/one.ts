/** The forms of 1: bare as in America, with a short or long upstroke as in most of Europe, with a foot, with serifs. */
import type { Random } from '../random.js'
import { cosine, curve, type Forms, type Point, type Stroke, sine } from '../strokes.js'

/** The upstroke of a 1: from its lower end to the tip at (0, 0); `angle` in turns from the vertical. */
function flag(h: Random, length: number, angle: number): Stroke {
  const x = -length * sine(angle),
    y = length * cosine(angle),
    bow = h.about(0.12) * length
  return curve([x, y], [x / 2 - bow * cosine(angle), y / 2 - bow * sine(angle)], [0, 0])
}
function stem(h: Random): Stroke {
  const x = h.about(0.1)
  return curve(
    [0, 0],
    [x / 2 + h.about(0.06), 0.5],
    ...(h.chance(0.12) ? [[x, 0.92] as Point, [x + h.about(0.2), 1] as Point] : [[x, 1] as Point]),
  )
}
function foot(h: Random): Stroke {
  const y = 1 + h.about(0.03),
    tilt = h.about(0.04)
  return [
    [-h.between(0.1, 0.4), y + tilt],
    [h.between(0.1, 0.4), y - tilt],
  ]
}
const shortFlag = (h: Random): Stroke => flag(h, h.between(0.14, 0.4), h.between(0.05, 0.14))
const longFlag = (h: Random): Stroke => flag(h, h.between(0.35, 0.75), h.between(0.045, 0.115))
export const one: Forms = {
  bare: [2, (h) => [stem(h)]],
  flagged: [3, (h) => [[...shortFlag(h), ...stem(h)]]],
  longFlagged: [4, (h) => [[...longFlag(h), ...stem(h)]]],
  roof: [1, (h) => [[...flag(h, h.between(0.65, 1), h.between(0.045, 0.1)), ...stem(h)]]],
  footed: [3, (h) => [[...shortFlag(h), ...stem(h)], foot(h)]],
  longFlaggedFooted: [2, (h) => [[...longFlag(h), ...stem(h)], foot(h)]],
  apart: [
    1,
    (h) => {
      // flag and stem as two strokes that miss or pass each other
      const x = h.about(0.06),
        y = h.between(-0.06, 0.08)
      return [
        longFlag(h).map(([a, b]): Point => [a + x, b + y]),
        stem(h),
        ...(h.chance(0.4) ? [foot(h)] : []),
      ]
    },
  ],
  serifs: [1, (h) => [stem(h), foot(h)]],
}
