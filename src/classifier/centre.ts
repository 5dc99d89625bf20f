/** Brings a drawn digit to the size and place of MNIST's (LeCun, Cortes and Burges, "The MNIST database"). */
import type { Ink } from './ink.js'
import type { Run } from './strokes.js'

const SIDE = 28
/** The longer side of the digit. */
const DIGIT = 20
/** MNIST puts the centre of mass into pixel 14 (of 0 … 27), measured over its first 9,298 digits as 14.00; half a pixel on, counted from the edge. */
const MIDDLE = 14.5
/** The rim of a digit may fall this far outside: a pixel of the smallest, which is one. */
const MARGIN = DIGIT + 2

/**
 * Scales the box of the ink to a longer side of 20 pixels and puts its centre of mass into the middle of 28×28, each pixel the average of the area that
 * falls into it; the darkest becomes 255. A digit whose mass lies so far to one side that it would stick out is moved back inside. Fine lines become broad.
 *
 * @returns 784 bytes, row by row, 255 ink; `shrink` takes them from here to 16×16
 */
export function centre({ values, width, height, table, digit, runs }: Ink): Uint8Array {
  const { left, right, top, bottom, mass, momentX, momentY } = digit
  const scale = DIGIT / Math.max(right - left, bottom - top)
  const across = new Shares(scale, place(momentX / mass, left, right, scale), width)
  const down = new Shares(scale, place(momentY / mass, top, bottom, scale), height)
  const averages = new Float64Array(SIDE * SIDE)
  const line = new Float64Array(SIDE + 2 * MARGIN)
  // rows that fall into one of the 28 whole are added up before they are spread
  let held = runs[0]!.row
  for (const run of runs) {
    if (run.row !== held && !down.together(held, run.row)) {
      down.spread(line, held, averages)
      line.fill(0)
    }
    held = run.row
    across.add(line, values, held * width, run, table)
  }
  down.spread(line, held, averages)
  const ink = thickened(averages)
  let darkest = 0
  for (const value of ink) if (value > darkest) darkest = value
  const bytes = new Uint8Array(SIDE * SIDE)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.round((255 * ink[i]!) / darkest)
  return bytes
}

/** How full the pixels of a line are on average, weighted by their ink, if it is thinner than one of the 28: below this it is a pen's fine line. */
const THIN = 0.57
/** A line of thickness t < 1 fills its pixels by about t / 1.3; MNIST's pen was 2.2 pixels thick. */
const FULL = 1.3
const THICK = 2.2

/** A fine line as a broad one: spread over its neighbours, and darker by as much as its thickness lacks. */
function thickened(ink: Float64Array): Float64Array {
  let sum = 0
  let squares = 0
  for (const value of ink) {
    sum += value
    squares += value * value
  }
  if (squares >= THIN * sum) return ink
  const gain = THICK / ((FULL * squares) / sum) / 16
  const at = (i: number) => ink[i] ?? 0
  return ink.map((value, i) => {
    const sides = at(i - 1) + at(i + 1) + at(i - SIDE) + at(i + SIDE)
    const corners = at(i - SIDE - 1) + at(i - SIDE + 1) + at(i + SIDE - 1) + at(i + SIDE + 1)
    return Math.min(1, gain * (4 * value + 2 * sides + corners))
  })
}

/** Where the picture's edge comes to lie along one axis, in pixels of the 28. */
function place(middle: number, from: number, to: number, scale: number): number {
  const wanted = MIDDLE - middle * scale
  return Math.min(Math.max(wanted, -from * scale), SIDE - to * scale)
}

/** Along one axis: how much of each pixel of the picture falls into which of the 28. */
class Shares {
  /** The first of the 28 that a pixel falls into, and how many it can fall into. */
  readonly #first: Int32Array
  readonly #span: number
  /** `span` shares for each pixel. */
  readonly #share: Float64Array

  constructor(scale: number, offset: number, size: number) {
    this.#span = Math.ceil(scale) + 1
    this.#first = new Int32Array(size)
    this.#share = new Float64Array(size * this.#span)
    for (let x = 0, i = 0; x < size; x++) {
      const start = x * scale + offset
      const first = Math.floor(start)
      this.#first[x] = first
      for (let at = first; at < first + this.#span; at++, i++)
        this.#share[i] = Math.max(0, Math.min(start + scale, at + 1) - Math.max(start, at))
    }
  }

  /** Adds the ink of a run to a line of the 28, with MARGIN others on both sides that nobody wants. */
  add(
    line: Float64Array,
    values: ArrayLike<number>,
    start: number,
    { left, right }: Run,
    table: Float64Array,
  ): void {
    const first = this.#first
    const share = this.#share
    const span = this.#span
    // most pixels fall into one of the 28 whole, as the one before: their sum stays in a register (60 → 40 µs for a digit of 200 pixels)
    let at = MARGIN + first[left]!
    let sum = 0
    for (let x = left; x < right; x++) {
      const ink = table[values[start + x]!]!
      const own = MARGIN + first[x]!
      if (own !== at) {
        line[at]! += sum
        at = own
        sum = 0
      }
      sum += ink * share[x * span]!
      for (let s = 1; s < span; s++) {
        const more = share[x * span + s]!
        if (more > 0) line[at + s]! += ink * more
      }
    }
    line[at]! += sum
  }

  /** Whether two pixels fall whole into the same of the 28. */
  together(one: number, other: number): boolean {
    const whole = (pixel: number) => this.#share[pixel * this.#span + 1] === 0
    return this.#first[one] === this.#first[other] && whole(one) && whole(other)
  }

  /** Adds such a line of the picture's row `row` to 28×28. */
  spread(line: Float64Array, row: number, to: Float64Array): void {
    for (let s = 0, at = this.#first[row]!; s < this.#span; s++, at++) {
      const share = this.#share[row * this.#span + s]!
      if (share === 0 || at < 0 || at >= SIDE) continue
      for (let x = 0; x < SIDE; x++) to[at * SIDE + x]! += share * line[MARGIN + x]!
    }
  }
}
