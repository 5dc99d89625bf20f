/** The positions of ticks and names on a chart. */

export interface Point {
  readonly pass: number
  readonly mean: number
  readonly low: number
  readonly high: number
}

export interface Line {
  readonly name: string
  readonly colour: string
  readonly points: readonly Point[]
  /** As `stroke-dasharray` has it; empty for an unbroken line. */
  readonly dash: string
}

/** More ticks than this crowd an axis. */
const MAX_TICKS = 7

/** Ticks within a decade, from many to few. */
const DECADES = [
  [1, 1.5, 2, 3, 4, 5, 6, 8],
  [1, 2, 3, 5],
  [1, 2, 5],
] as const

/** Ticks of a logarithmic axis: as many round numbers as fit, at worst the powers of ten. */
export function roundTicks([low, high]: readonly [number, number]): number[] {
  const ticks = (decade: readonly number[]): number[] => {
    const found: number[] = []
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
      // from text, so that 2e-3 is exactly 0.002
      found.push(...decade.map((step) => Number(`${step}e${power}`)))
    }
    return found.filter((tick) => tick >= low && tick <= high)
  }
  return DECADES.map(ticks).find(({ length }) => length <= MAX_TICKS) ?? ticks([1])
}

/** The first pass, and round numbers up to the last. */
export function passTicks(last: number): number[] {
  let step = 1
  for (let power = 1; last / step > MAX_TICKS + 1; power *= 10) {
    step = [power, 2 * power, 5 * power].find((step) => last / step <= MAX_TICKS + 1) ?? 10 * power
  }
  const ticks = [1]
  for (let pass = step; pass <= last; pass += step) if (pass > 1) ticks.push(pass)
  return ticks
}

/** Height of a name in pixels. */
const NAME_HEIGHT = 16

/** The name of a line and its position on the axes. */
export interface LineName extends Pick<Line, 'name'> {
  /** Where the line ends. */
  readonly pass: number
  readonly end: number
  /** Where its name stands. */
  readonly at: number
}

/** Names at the ends of lines that end together, each moved up where it would cover the name below it. */
export function lineNames(
  lines: readonly Line[],
  [low, high]: readonly [number, number],
  height: number,
): LineName[] {
  const perPixel = Math.log(high / low) / height
  const ends = lines
    .map(({ name, points }) => ({ name, pass: points.length, end: points.at(-1)!.mean }))
    .sort((a, b) => a.end - b.end)
  const placed: LineName[] = []
  for (const end of ends) {
    const below = placed.at(-1)
    const lowest = below ? below.at * Math.exp(NAME_HEIGHT * perPixel) : 0
    placed.push({ ...end, at: Math.max(end.end, lowest) })
  }
  return placed
}
