/** What hangs together on a picture: strokes, as opposed to specks of dust. */
import type { Grey } from './grey.js'

/** The digit's box holds what is at least this much ink: the soft rim of a stroke does not make a digit larger. */
const RIM = 0.25

/** Inked pixels of a row next to each other, from the first to the one after the last. */
export interface Run {
  readonly row: number
  readonly left: number
  readonly right: number
  readonly stroke: Stroke
}

/** Runs that touch, if only at a corner: the box of what is not rim, and the ink with its moments. */
export class Stroke {
  left = Infinity
  right = -Infinity
  top = Infinity
  bottom = -Infinity
  pixels = 0
  mass = 0
  /** Σ ink · (column + ½), Σ ink · (row + ½). */
  momentX = 0
  momentY = 0
  /** The stroke that has taken this one in. */
  #into: Stroke | undefined

  /** The stroke that this one belongs to by now. */
  get whole(): Stroke {
    let stroke: Stroke = this
    while (stroke.#into) stroke = stroke.#into
    // whoever asks again finds it at once
    if (stroke !== this) this.#into = stroke
    return stroke
  }

  /** Takes another one in. */
  absorb(other: Stroke): void {
    this.left = Math.min(this.left, other.left)
    this.right = Math.max(this.right, other.right)
    this.top = Math.min(this.top, other.top)
    this.bottom = Math.max(this.bottom, other.bottom)
    this.pixels += other.pixels
    this.mass += other.mass
    this.momentX += other.momentX
    this.momentY += other.momentY
    other.#into = this
  }
}

/**
 * All runs of pixels with any ink, from top to bottom and left to right. `table` gives the ink of a pixel's byte, `paper` is the byte of which there is most, and
 * none: where it stands four times in a row they are passed over at once.
 */
export function inkedRuns({ values, width, height }: Grey, table: Float64Array, paper: number): Run[] {
  const runs: Run[] = []
  const inked = new Uint8Array(256)
  for (let value = 0; value < 256; value++) inked[value] = Number(table[value]! > 0)
  const words = new Uint32Array(values.buffer, 0, values.length >> 2)
  const blank = paper * 0x01010101
  /** Runs of the row above: from, to. */
  let from = 0
  for (let row = 0, start = 0; row < height; row++, start += width) {
    const to = runs.length
    let above = from
    for (let i = start, end = start + width; i < end; i++) {
      if ((i & 3) === 0) while (i < end && words[i >> 2] === blank) i += 4
      if (i >= end) break
      if (inked[values[i]!] === 0) continue
      const left = i - start
      let stroke = new Stroke()
      while (i < end && inked[values[i]!] === 1) i++
      const right = i - start
      add(stroke, values, start, row, left, right, table)
      while (above < to && runs[above]!.right < left) above++
      for (let k = above; k < to && runs[k]!.left <= right; k++) {
        const other = runs[k]!.stroke.whole
        if (other !== stroke) other.absorb(stroke)
        stroke = other
      }
      runs.push({ row, left, right, stroke })
    }
    from = to
  }
  return runs
}

/** A run's pixels to a stroke that has none yet. */
function add(
  stroke: Stroke,
  values: Grey['values'],
  start: number,
  row: number,
  left: number,
  right: number,
  table: Float64Array,
): void {
  let mass = 0
  let moment = 0
  let from = Infinity
  let to = -Infinity
  for (let x = left; x < right; ) {
    // pixels that are alike, as one
    const first = x
    const value = values[start + x]!
    do x++
    while (x < right && values[start + x] === value)
    const ink = table[value]!
    mass += ink * (x - first)
    moment += (ink * (x - first) * (x + first)) / 2
    if (ink < RIM) continue
    if (first < from) from = first
    to = x
  }
  stroke.pixels = right - left
  stroke.mass = mass
  stroke.momentX = moment
  stroke.momentY = mass * (row + 0.5)
  // a run of nothing but rim has no part in the box
  if (to < 0) return
  stroke.left = from
  stroke.right = to
  stroke.top = row
  stroke.bottom = row + 1
}
