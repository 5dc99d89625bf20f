/**
 * Strokes of other hands grafted onto MNIST's own digits, which are nearly all American: an upstroke and a foot to a 1, a bar to a 7, a slash or a dot to
 * a 0. Each keeps the hand, the pen and the grain of the digit that it grows from.
 */
import { Random } from './random.js'
import { cosine, type Point, sine } from './strokes.js'

const SIDE = 28
/** Ink from which a pixel counts as part of a stroke. */
const SOLID = 100
/** Digits less high than this are left alone: on them nothing can be told. */
const LEAST_HEIGHT = 14

/** A row of a digit: its first and last solid pixel, where its ink is centred, and how much there is, in pixels. */
interface Row {
  readonly left: number
  readonly right: number
  readonly centre: number
  readonly mass: number
}

/** What is known of a digit: rows, the first and last of them that are inked, its height, the width of its stroke. */
interface Digit {
  readonly rows: readonly Row[]
  readonly top: number
  readonly bottom: number
  readonly height: number
  readonly width: number
}

/**
 * A digit with a stroke more; which one is drawn from `seed`.
 *
 * @param pixels 784 bytes, row by row, 255 ink
 * @returns undefined for a digit that nothing can be grafted onto: another than 0, 1 and 7, or one that has such a stroke already
 */
export function graft(pixels: Uint8Array, label: number, seed: number): Uint8Array | undefined {
  if (label !== 0 && label !== 1 && label !== 7) return undefined
  const digit = measure(pixels)
  if (digit.height < LEAST_HEIGHT) return undefined
  const to = pixels.slice()
  const h = new Random(seed)
  const grafted = { 0: onZero, 1: onOne, 7: onSeven }[label](to, digit, h)
  return grafted ? to : undefined
}

function measure(pixels: Uint8Array): Digit {
  const rows: Row[] = []
  let top = SIDE
  let bottom = -1
  for (let y = 0; y < SIDE; y++) {
    let [left, right, mass, moment] = [SIDE, -1, 0, 0]
    for (let x = 0; x < SIDE; x++) {
      const value = pixels[y * SIDE + x]!
      if (value > SOLID) {
        left = Math.min(left, x)
        right = x
      }
      mass += value / 255
      moment += (x * value) / 255
    }
    rows.push({ left, right, centre: mass > 0 ? moment / mass : 14, mass })
    if (right < 0) continue
    top = Math.min(top, y)
    bottom = y
  }
  const height = bottom - top + 1
  const middle = rows.slice(top + Math.floor(height * 0.4), top + Math.ceil(height * 0.6))
  const mean = middle.reduce((sum, { mass }) => sum + mass, 0) / middle.length
  return { rows, top, bottom, height, width: Math.min(Math.max(mean, 1.3), 4.5) }
}

function onOne(to: Uint8Array, { rows, top, bottom, height, width }: Digit, h: Random): boolean {
  const [head, foot] = [rows[top + 1]!, rows[bottom - 1]!]
  // much ink at an end is a flag or a foot
  if (head.mass > 2.2 * width || foot.mass > 2.2 * width) return false
  const y0 = top + width / 2 - 0.3
  const y1 = bottom - width / 2 + 0.3
  if (h.chance(0.85)) {
    const length = height * (h.chance(0.6) ? h.between(0.35, 0.8) : h.between(0.15, 0.4))
    // in turns from the vertical, leaning with the stem
    const angle = h.between(0.05, 0.16) - ((head.centre - foot.centre) / height) * 0.1
    const end: Point = [head.centre - length * sine(angle), y0 + length * cosine(angle)]
    draw(to, [head.centre, y0], end, width * h.between(0.8, 1))
  }
  if (h.chance(0.4)) {
    const tilt = h.about(1)
    const left: Point = [foot.centre - height * h.between(0.12, 0.38), y1 + tilt]
    draw(to, left, [foot.centre + height * h.between(0.12, 0.38), y1 - tilt], width * h.between(0.8, 1))
  }
  return true
}

function onSeven(to: Uint8Array, { rows, top, height, width }: Digit, h: Random): boolean {
  const y = top + Math.round(height * h.between(0.4, 0.64))
  const row = rows[y]!
  // a broad row has a bar already
  if (row.right - row.left > 2.5 * width + 2) return false
  const tilt = h.between(-1, 2)
  const left: Point = [row.centre - height * h.between(0.12, 0.34), y + tilt]
  draw(to, left, [row.centre + height * h.between(0.12, 0.34), y - tilt], width * h.between(0.8, 1))
  return true
}

function onZero(to: Uint8Array, { rows, top, bottom, height, width }: Digit, h: Random): boolean {
  const reach = h.between(0.3, 0.62)
  const { left, right, centre } = rows[Math.round((top + bottom) / 2)]!
  const x = ((right - left) / 2) * reach * 1.4
  const y = height * reach * 0.6
  if (h.chance(0.7)) draw(to, [centre - x, 13.5 + y], [centre + x, 13.5 - y], width * 0.45)
  else draw(to, [centre, 13.5], [centre + 0.3, 14], width * 0.5)
  return true
}

/** A straight stroke of a round pen over what is there. */
function draw(to: Uint8Array, a: Point, b: Point, width: number): void {
  const dx = b[0] - a[0]
  const dy = b[1] - a[1]
  const length = dx * dx + dy * dy
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const k = length > 0 ? Math.min(Math.max(((x - a[0]) * dx + (y - a[1]) * dy) / length, 0), 1) : 0
      const ex = x - a[0] - k * dx
      const ey = y - a[1] - k * dy
      const share = Math.min(Math.max(0.5 + (width / 2 - Math.sqrt(ex * ex + ey * ey)), 0), 1)
      to[y * SIDE + x] = Math.max(to[y * SIDE + x]!, Math.round(255 * share))
    }
}
