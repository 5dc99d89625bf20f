/**
 * What digits are written with: points, strokes, curves. A digit is written in a frame of height 1 (y downwards, 0 … 1; x about 0). Only + − × ÷ √ and
 * integers are used, so that every machine draws the same.
 */
import type { Random } from './random.js'

export type Point = readonly [x: number, y: number]
export type Stroke = Point[]
/** One way to write a digit: its strokes, where all that differs from hand to hand comes from `h`. */
export type Form = (h: Random) => Stroke[]
/** The forms of a digit by name, and how often each is written, relative to the others. */
export type Forms = Readonly<Record<string, readonly [weight: number, form: Form]>>

/** Sine of so many turns, the same on every machine. */
export function sine(turns: number): number {
  const whole = turns - Math.floor(turns)
  const half = whole < 0.5 ? whole : whole - 0.5
  const x = half * 2 * Math.PI
  const y = x > Math.PI / 2 ? Math.PI - x : x
  const s = y * y
  const value = y * (1 - (s / 6) * (1 - (s / 20) * (1 - (s / 42) * (1 - (s / 72) * (1 - s / 110)))))
  return whole < 0.5 ? value : -value
}
export const cosine = (turns: number): number => sine(turns + 0.25)

/** A smooth line through all points (Catmull–Rom). */
export function curve(...p: Point[]): Stroke {
  const STEPS = 7
  const to: Stroke = [p[0]!]
  for (let i = 0; i + 1 < p.length; i++) {
    const a = p[Math.max(i - 1, 0)]!,
      b = p[i]!,
      c = p[i + 1]!,
      d = p[Math.min(i + 2, p.length - 1)]!
    for (let k = 1; k <= STEPS; k++) {
      const t = k / STEPS,
        t2 = t * t,
        t3 = t2 * t
      const mix = (q: 0 | 1): number =>
        0.5 *
        (2 * b[q] +
          (c[q] - a[q]) * t +
          (2 * a[q] - 5 * b[q] + 4 * c[q] - d[q]) * t2 +
          (3 * b[q] - a[q] - 3 * c[q] + d[q]) * t3)
      to.push([mix(0), mix(1)])
    }
  }
  return to
}
/** Part of an ellipse; angles in turns: 0 right, ¼ bottom, ½ left, ¾ or −¼ top. The radii become `grow` times as large on the way. */
export function arc(
  cx: number,
  cy: number,
  rx: number,
  ry: number,
  from: number,
  to: number,
  grow = 1,
): Stroke {
  const steps = Math.max(4, Math.round(Math.abs(to - from) * 28))
  return Array.from({ length: steps + 1 }, (_, i): Point => {
    const t = i / steps,
      k = 1 + (grow - 1) * t,
      angle = from + (to - from) * t
    return [cx + rx * k * cosine(angle), cy + ry * k * sine(angle)]
  })
}
export const last = (s: Stroke): Point => s[s.length - 1]!
