/** Strokes as ink on 28×28 pixels. */
import type { Random } from './random.js'
import { type Stroke, sine } from './strokes.js'

const SIDE = 28
/** The longer side of a written digit, ink included. */
const DIGIT = 20

/** A round pen: its width in pixels, how soft its edge is, how much and how often its pressure changes along a stroke. */
interface Nib {
  width: number
  soft: number
  pressure: number
  beat: number
  phase: number
}

/** How much of every pixel strokes cover, 0 … 1, after scaling and moving. */
function cover(strokes: Stroke[], nib: Nib, scale: number, moveX: number, moveY: number): Float64Array {
  const to = new Float64Array(SIDE * SIDE)
  for (const stroke of strokes) {
    for (let i = 0; i + 1 < stroke.length; i++) {
      const [ax, ay] = stroke[i]!
      const [bx, by] = stroke[i + 1]!
      const x = ax * scale + moveX
      const y = ay * scale + moveY
      const dx = (bx - ax) * scale
      const dy = (by - ay) * scale
      const length = dx * dx + dy * dy
      const radius = (nib.width / 2) * (1 + nib.pressure * sine((nib.beat * i) / stroke.length + nib.phase))
      const reach = radius + nib.soft
      const right = Math.min(SIDE - 1, Math.floor(Math.max(x, x + dx) + reach))
      const bottom = Math.min(SIDE - 1, Math.floor(Math.max(y, y + dy) + reach))
      for (let py = Math.max(0, Math.ceil(Math.min(y, y + dy) - reach)); py <= bottom; py++) {
        for (let px = Math.max(0, Math.ceil(Math.min(x, x + dx) - reach)); px <= right; px++) {
          const k = length > 0 ? Math.min(Math.max(((px - x) * dx + (py - y) * dy) / length, 0), 1) : 0
          const ex = px - x - k * dx
          const ey = py - y - k * dy
          const share = Math.min(Math.max(0.5 + (radius - Math.sqrt(ex * ex + ey * ey)) / nib.soft, 0), 1)
          if (share > to[py * SIDE + px]!) to[py * SIDE + px] = share
        }
      }
    }
  }
  return to
}

/** Inks strokes as MNIST has them: the longer side 20 pixels, the centre of mass in the middle of 28×28, the darkest pixel 255. */
export function ink(strokes: Stroke[], h: Random): Uint8Array {
  const xs = strokes.flatMap((stroke) => stroke.map(([x]) => x))
  const ys = strokes.flatMap((stroke) => stroke.map(([, y]) => y))
  const left = Math.min(...xs)
  const right = Math.max(...xs)
  const top = Math.min(...ys)
  const bottom = Math.max(...ys)
  const t = h.next()
  const nib: Nib = {
    width: 1.1 + 2.9 * t * (0.4 + 0.6 * t),
    soft: h.between(0.7, 1.3),
    pressure: h.between(0, 0.3),
    beat: h.between(0.5, 1.5),
    phase: h.next(),
  }
  const scale = Math.min((DIGIT - nib.width) / Math.max(right - left, bottom - top, 1e-6), 40)
  const middleX = 13.5 - ((left + right) / 2) * scale
  const middleY = 13.5 - ((top + bottom) / 2) * scale
  let mass = 0
  let momentX = 0
  let momentY = 0
  cover(strokes, nib, scale, middleX, middleY).forEach((value, i) => {
    mass += value
    momentX += value * (i % SIDE)
    momentY += value * Math.floor(i / SIDE)
  })
  /** Moves the box of the ink by `by`, but not out of the picture. */
  const inside = (by: number, low: number, high: number): number =>
    Math.min(Math.max(by, nib.width / 2 - low), SIDE - 1 - high - nib.width / 2)
  const byX = inside(14 - momentX / mass, left * scale + middleX, right * scale + middleX)
  const byY = inside(14 - momentY / mass, top * scale + middleY, bottom * scale + middleY)
  const whole = cover(strokes, nib, scale, middleX + byX, middleY + byY)
  const darkest = whole.reduce((a, b) => Math.max(a, b), 0)
  return Uint8Array.from(whole, (value) => Math.round((255 * value) / darkest))
}
