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
export function centre({ values, width, table, digit, runs }: Ink): Uint8Array {
  const { left, right, top, bottom, mass, momentX, momentY } = digit
  const scale = DIGIT / Math.max(right - left, bottom - top)
  const across = new Axis(scale, place(momentX / mass, left, right, scale))
  const down = new Axis(scale, place(momentY / mass, top, bottom, scale))
  const averages = new Float64Array(SIDE * SIDE)
  const line = new Float64Array(SIDE + 2 * MARGIN)
  // rows that fall into one of the 28 whole are added up before they are spread
  let held = runs[0]!.row
  for (const run of runs) {
    if (run.row !== held && !down.together(held, run.row)) {
      spread(line, down, held, averages)
      line.fill(0)
    }
    held = run.row
    add(line, across, values, held * width, run, table)
  }
  spread(line, down, held, averages)
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

/** Along one axis: where the picture's pixels come to lie among the 28. */
class Axis {
  constructor(
    readonly scale: number,
    readonly offset: number,
  ) {}

  /** Where a pixel begins, and the one before it ends. */
  at(pixel: number): number {
    return pixel * this.scale + this.offset
  }

  /** Whether all pixels from `first` to `last` fall into one of the 28, whole. */
  together(first: number, last: number): boolean {
    return this.at(last + 1) <= Math.floor(this.at(first)) + 1
  }
}

/** Adds the ink of a run to a line of the 28, with MARGIN others on both sides that nobody wants. */
function add(
  line: Float64Array,
  across: Axis,
  values: ArrayLike<number>,
  start: number,
  { left, right }: Run,
  table: Float64Array,
): void {
  for (let x = left; x < right; ) {
    // within a stroke all pixels are alike, and taken as one: a third of the time
    const value = values[start + x]!
    const from = across.at(x)
    do x++
    while (x < right && values[start + x] === value)
    const to = across.at(x)
    const ink = table[value]!
    for (let cell = Math.floor(from); cell < to; cell++)
      line[MARGIN + cell]! += ink * (Math.min(to, cell + 1) - Math.max(from, cell))
  }
}

/** Adds such a line of the picture's row `row` to 28×28. */
function spread(line: Float64Array, down: Axis, row: number, to: Float64Array): void {
  const top = down.at(row)
  const bottom = down.at(row + 1)
  for (let cell = Math.max(0, Math.floor(top)); cell < Math.min(SIDE, bottom); cell++) {
    const share = Math.min(bottom, cell + 1) - Math.max(top, cell)
    for (let x = 0; x < SIDE; x++) to[cell * SIDE + x]! += share * line[MARGIN + x]!
  }
}
