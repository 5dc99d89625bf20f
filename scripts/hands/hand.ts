/** What a hand does to the strokes of a form. */
import type { Random } from './random.js'
import { cosine, last, type Point, type Stroke, sine } from './strokes.js'

/** Tremor, slant, turn, uneven joins and proportions: what a hand does to the strokes of a form. */
export function shake(strokes: Stroke[], h: Random): Stroke[] {
  const slant = h.about(0.35) + 0.08,
    turn = h.about(0.03),
    wide = 1 + h.about(0.3)
  const c = cosine(turn),
    s = sine(turn)
  const waves = Array.from({ length: 4 }, () => [h.about(0.045), h.between(0.6, 1.6), h.next()] as const)
  const shaky = h.chance(0.2) ? h.between(0.008, 0.02) : h.between(0, 0.008)
  const wave = (k: number, t: number): number => waves[k]![0] * sine(waves[k]![1] * t + waves[k]![2])
  return strokes.map((stroke) => {
    const ox = h.about(0.025),
      oy = h.about(0.025),
      f = h.between(2, 5),
      p = h.next(),
      q = h.next()
    return fine(stroke).map(([x0, y0], i): Point => {
      const x = (x0 + wave(0, y0) + wave(1, x0)) * wide,
        y = y0 + wave(2, x0) + wave(3, y0) - 0.5
      const sx = x - slant * y + ox + shaky * sine(f * i * 0.06 + p),
        sy = y + oy + shaky * sine(f * i * 0.053 + q)
      return [c * sx - s * sy, s * sx + c * sy]
    })
  })
}
/** Points at most 0.08 apart. */
function fine(stroke: Stroke): Stroke {
  const to: Stroke = [stroke[0]!]
  for (const [x, y] of stroke.slice(1)) {
    const [a, b] = last(to)
    const steps = Math.ceil(Math.sqrt((x - a) * (x - a) + (y - b) * (y - b)) / 0.08)
    for (let k = 1; k <= steps; k++) to.push([a + ((x - a) * k) / steps, b + ((y - b) * k) / steps])
  }
  return to
}
