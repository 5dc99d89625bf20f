/** Brings a drawn digit to the size and place of MNIST's (LeCun, Cortes and Burges, "The MNIST database"). */
import type { Ink } from './ink.js'

const SIDE = 28
/** The longer side of the digit. */
const DIGIT = 20
/** MNIST puts the centre of mass into pixel 14 (of 0 … 27), measured over its first 9,298 digits as 14.00; half a pixel on, counted from the edge. */
const MIDDLE = 14.5
/** The digit's box holds what is at least this much ink: the soft rim of a stroke does not make a digit larger. */
const RIM = 0.25

/** From, to: the first pixel and the one after the last. */
type Span = readonly [number, number]

/**
 * Scales the box of the ink to a longer side of 20 pixels and puts its centre of mass into the middle of 28×28, each pixel the average of the area that
 * falls into it; the darkest becomes 255. A digit whose mass lies so far to one side that it would stick out is moved back inside.
 *
 * @returns 784 bytes, row by row, 255 ink; `resize` takes them from here to 16×16
 */
export function centre(ink: Ink): Uint8Array {
  const { values, width, height } = ink
  const columns = new Float64Array(width)
  const rows = new Float64Array(height)
  const box = { x: extent(), y: extent() }
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const value = values[i]!
      if (value === 0) continue
      columns[x]! += value
      rows[y]! += value
      if (value >= RIM) {
        box.x.add(x)
        box.y.add(y)
      }
    }
  }
  const scale = DIGIT / Math.max(length(box.x.span), length(box.y.span))
  const across = shares(scale, place(columns, box.x.span, scale), width)
  const down = shares(scale, place(rows, box.y.span, scale), height)
  const averages = new Float64Array(SIDE * SIDE)
  const line = new Float64Array(width)
  for (let row = 0; row < SIDE; row++) {
    line.fill(0)
    for (const { pixel, share } of down[row]!)
      for (let x = 0; x < width; x++) line[x]! += share * values[pixel * width + x]!
    for (let column = 0; column < SIDE; column++)
      for (const { pixel, share } of across[column]!) averages[row * SIDE + column]! += share * line[pixel]!
  }
  const darkest = averages.reduce((most, value) => Math.max(most, value), 0)
  return Uint8Array.from(averages, (value) => Math.round((255 * value) / darkest))
}

/** Collects the pixels that a box has to hold, along one axis. */
function extent() {
  let [from, to] = [Infinity, -Infinity]
  return {
    add(at: number): void {
      if (at < from) from = at
      if (at >= to) to = at + 1
    },
    get span(): Span {
      return [from, to]
    },
  }
}

const length = ([from, to]: Span): number => to - from

/** Where the picture's edge comes to lie along one axis, in pixels of the 28. */
function place(masses: Float64Array, [from, to]: Span, scale: number): number {
  let mass = 0
  let moment = 0
  masses.forEach((value, at) => {
    mass += value
    moment += value * (at + 0.5)
  })
  const wanted = MIDDLE - (moment / mass) * scale
  return Math.min(Math.max(wanted, -from * scale), SIDE - to * scale)
}

interface Share {
  readonly pixel: number
  readonly share: number
}

/** For each of the 28: which of the picture's pixels fall into it, and how much of it each takes up; together 1 inside of the picture. */
function shares(scale: number, offset: number, size: number): Share[][] {
  return Array.from({ length: SIDE }, (_, at) => {
    const from = (at - offset) / scale
    const to = (at + 1 - offset) / scale
    const list: Share[] = []
    for (let pixel = Math.max(0, Math.floor(from)); pixel < Math.min(size, to); pixel++) {
      const overlap = Math.min(to, pixel + 1) - Math.max(from, pixel)
      list.push({ pixel, share: overlap * scale })
    }
    return list
  })
}
