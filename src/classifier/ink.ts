/** Finds the digit on a picture, whatever the colours of pen and paper. */
import { counted, edge, type Grey, grey } from './grey.js'
import { channelsOf, type Picture } from './picture.js'
import { inkedRuns, type Run, type Stroke } from './strokes.js'

/** A picture's ink, and where on it the digit is. */
export interface Ink extends Grey {
  /** The ink that a byte of `values` stands for, 0 … 1. */
  readonly table: Float64Array
  /** The digit's strokes as one, and the pixels of which they consist. */
  readonly digit: Stroke
  readonly runs: readonly Run[]
}

/** Pen and paper must differ by an eighth of the scale, or there is nothing drawn. */
const LEAST_CONTRAST = 32
/** What differs from the paper by less than this share of the darkest ink is the paper's own: compression, a shadow. */
const GRAIN = 0.1
/** Strokes with less ink than this share of the greatest are dust. */
const DUST = 0.03
/** On grainy paper fewer connected pixels than these are grain. */
const LEAST_PIXELS = 12
/** Grain of more than this share of the contrast is smoothed away, in as many rounds at most. */
const SMOOTH = 1 / 20
const ROUNDS = 3

/**
 * The ink of a picture, `undefined` where nothing is drawn. The paper is what most of the picture's edge shows: where that is transparent, everything that is
 * not transparent is ink; else ink is what is darker, or lighter, than the edge, whichever there is more of. The darkest ink is 1.
 *
 * @throws {LenetError} ERR_SHAPE for a picture without pixels, or with another number of bytes than 1, 3 or 4 for each
 */
export function findInk(picture: Picture): Ink | undefined {
  let seen = grey(picture, channelsOf(picture))
  for (let round = 0; ; round++) {
    const { paper, grain } = paperOf(seen)
    const side = seen.mean > paper ? 1 : -1
    const contrast = side > 0 ? seen.most - paper : paper - seen.least
    if (contrast < LEAST_CONTRAST) return undefined
    if (grain > SMOOTH * contrast && round < ROUNDS) {
      seen = smoothed(seen)
      continue
    }
    const ground = Math.max(GRAIN * contrast, 3 * grain)
    if (ground >= contrast) return undefined
    const table = new Float64Array(256)
    for (let value = 0; value < 256; value++)
      table[value] = Math.min(1, Math.max(0, side * (value - paper) - ground) / (contrast - ground))
    const runs = withoutDust(inkedRuns(seen, table, paper), grain > 0 ? LEAST_PIXELS : 1)
    return runs.length === 0 ? undefined : { ...seen, table, runs, digit: runs[0]!.stroke.whole }
  }
}

/** The median of the edge, and its grain: three quarters of what is paper there differ by less, taken from the median difference, since a digit may touch the edge. */
function paperOf({ values, width, height }: Grey): { paper: number; grain: number } {
  const counts = new Uint32Array(256)
  const pixels = edge(width, height)
  for (let i = 0; i < pixels.length; i++) counts[values[pixels[i]!]!]!++
  const total = pixels.length
  let paper = 0
  for (let below = counts[0]!; 2 * below < total; below += counts[paper]!) paper++
  let difference = 0
  for (let within = counts[paper]!; 2 * within < total; ) {
    difference++
    within += (counts[paper - difference] ?? 0) + (counts[paper + difference] ?? 0)
  }
  return { paper, grain: 1.7 * difference }
}

/** Each pixel the mean of itself and its eight neighbours; of itself again where the picture ends. */
function smoothed({ values, width, height }: Grey): Grey {
  const across = new Uint16Array(values.length)
  for (let i = 0, y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      across[i] = values[x > 0 ? i - 1 : i]! + values[i]! + values[x < width - 1 ? i + 1 : i]!
    }
  }
  const means = new Uint8Array(values.length)
  for (let i = 0; i < means.length; i++) {
    means[i] = (across[i >= width ? i - width : i]! + across[i]! + (across[i + width] ?? across[i]!) + 4) / 9
  }
  return counted(means, width, height)
}

/** The runs of all strokes that are none of dust, which become one. */
function withoutDust(runs: readonly Run[], leastPixels: number): Run[] {
  let most = 0
  for (const { stroke } of runs) most = Math.max(most, stroke.whole.mass)
  const kept = runs.filter(
    ({ stroke: { whole } }) => whole.mass >= DUST * most && whole.pixels >= leastPixels,
  )
  const digit = kept[0]?.stroke.whole
  for (const { stroke } of kept) if (stroke.whole !== digit) digit!.absorb(stroke.whole)
  return kept
}
