/** The forms of 7, with and without a serif and the bar of continental Europe. */
import type { Random } from '../random.js'
import { curve, type Forms, type Point, type Stroke } from '../strokes.js'

function sevenWith(h: Random, serif: boolean, bar: boolean): Stroke[] {
  const w = h.between(0.2, 0.42),
    end = h.between(-0.8, 0.45) * w,
    wave = h.about(0.08),
    lift = h.about(0.12)
  const beam = curve([-w, lift], [-0.3 * w, lift / 2 - wave], [0.35 * w, wave], [w, 0])
  const middle: Point = [(w + end) / 2 - h.between(-0.05, 0.14), 0.5]
  const down = curve([w, 0], middle, [end, 1])
  const strokes: Stroke[] = [
    [...(serif ? [[-w + h.about(0.04), lift + h.between(0.06, 0.22)] as Point] : []), ...beam, ...down],
  ]
  if (bar) {
    const y = h.between(0.34, 0.66),
      k = (y - 0.5) * 2
    const x = k < 0 ? middle[0] + (w - middle[0]) * -k : middle[0] + (end - middle[0]) * k
    const tilt = h.between(-0.04, 0.09),
      side = h.about(0.08)
    strokes.push([
      [x - h.between(0.1, 0.36) + side, y + tilt],
      [x + h.between(0.1, 0.36) + side, y - tilt],
    ])
  }
  return strokes
}
export const seven: Forms = {
  plain: [2, (h) => sevenWith(h, false, false)],
  barred: [4, (h) => sevenWith(h, false, true)],
  serif: [1, (h) => sevenWith(h, true, false)],
  serifBarred: [2, (h) => sevenWith(h, true, true)],
}
