/** Which weight meets which input in the three integer layers, and where both are in the module's memory (`assembly/int16/memory.ts`). */
import { H1, H2, H3 } from '../model/shape.js'

/** A layer, in PyTorch's layouts. */
export interface Connections {
  readonly name: string
  readonly units: number
  /** Visits all inputs of a unit that lie inside the planes below. */
  readonly each: (unit: number, visit: (weight: number, input: number) => void) => void
}

const TAPS = H1.kernel * H1.kernel
const PLACES1 = H1.side * H1.side
const PLACES2 = H2.side * H2.side

/** Visits the taps of a 5×5 filter at a unit: the index of the pixel that each falls on in a plane of side², or −1 on the border. */
function eachTap(place: number, side: number, visit: (tap: number, pixel: number) => void): void {
  const below = 2 * side
  const top = 2 * Math.floor(place / side) - 2
  const left = 2 * (place % side) - 2
  for (let tap = 0; tap < TAPS; tap++) {
    const y = top + Math.floor(tap / H1.kernel)
    const x = left + (tap % H1.kernel)
    const inside = y >= 0 && y < below && x >= 0 && x < below
    visit(tap, inside ? y * below + x : -1)
  }
}

/** The planes that slices 0 … 7 of H2's plane p see. */
const seen = (plane: number, slice: number): number =>
  plane < 4 ? slice : plane < 8 ? slice + 4 : slice < 4 ? slice : slice + 4

export const h1 = {
  name: 'H1',
  units: H1.planes * PLACES1,
  each(unit: number, visit: (weight: number, input: number) => void): void {
    const plane = Math.floor(unit / PLACES1)
    eachTap(unit % PLACES1, H1.side, (tap, pixel) => {
      if (pixel >= 0) visit(plane * TAPS + tap, pixel)
    })
  },
  /** H1 works on x + 1, where border and background are 0: the sum of the filter, which that adds, is subtracted from the biases. */
  biases(weights: Float32Array, biases: Float32Array): Float64Array {
    return Float64Array.from(biases, (bias, unit) => {
      const kernel = Math.floor(unit / PLACES1) * TAPS
      return weights.subarray(kernel, kernel + TAPS).reduce((rest, weight) => rest - weight, bias)
    })
  },
  /** [plane][ky][kx] → [ky][pair of kx][plane][2] */
  arrange(weights: Int16Array): Int16Array {
    const arranged = new Int16Array(H1.kernel * 3 * H1.planes * 2)
    weights.forEach((weight, i) => {
      const row = Math.floor((i % TAPS) / H1.kernel)
      const column = (i % TAPS) % H1.kernel
      const pair = row * 3 + (column >> 1)
      arranged[(pair * H1.planes + Math.floor(i / TAPS)) * 2 + (column & 1)] = weight
    })
    return arranged
  },
  /** [plane][place] → [place][plane] */
  arrangeUnits: (values: Int32Array): Int32Array =>
    values.map((_, i) => values[(i % H1.planes) * PLACES1 + Math.floor(i / H1.planes)]!),
}

/** The index in memory of H2's unit (plane, place): [two planes 6][row][plane of the two][column]. */
const place2 = (unit: number): number => {
  const plane = Math.floor(unit / PLACES2)
  const row = Math.floor((unit % PLACES2) / H2.side)
  return (((plane >> 1) * H2.side + row) * 2 + (plane & 1)) * H2.side + (unit % H2.side)
}

export const h2 = {
  name: 'H2',
  units: H2.planes * PLACES2,
  each(unit: number, visit: (weight: number, input: number) => void): void {
    const plane = Math.floor(unit / PLACES2)
    eachTap(unit % PLACES2, H2.side, (tap, pixel) => {
      if (pixel < 0) return
      for (let slice = 0; slice < H2.sees; slice++)
        visit((plane * H2.sees + slice) * TAPS + tap, seen(plane, slice) * PLACES1 + pixel)
    })
  },
  /** The border is −1 for every plane. */
  biases(weights: Float32Array, biases: Float32Array): Float64Array {
    return Float64Array.from(biases, (bias, unit) => {
      const plane = Math.floor(unit / PLACES2)
      let sum = bias
      eachTap(unit % PLACES2, H2.side, (tap, pixel) => {
        if (pixel >= 0) return
        for (let slice = 0; slice < H2.sees; slice++) sum -= weights[(plane * H2.sees + slice) * TAPS + tap]!
      })
      return sum
    })
  },
  /** [plane][slice][tap] → [tap][plane][8 inputs], those of planes 8–11 in the order in which memory has them: 8–11, then 0–3. */
  arrange(weights: Int16Array): Int16Array {
    const arranged = new Int16Array(weights.length)
    weights.forEach((weight, i) => {
      const plane = Math.floor(i / (H2.sees * TAPS))
      const slice = Math.floor(i / TAPS) % H2.sees
      const lane = plane < 8 ? slice : (slice + 4) % 8
      arranged[((i % TAPS) * H2.planes + plane) * H2.sees + lane] = weight
    })
    return arranged
  },
  arrangeUnits(values: Int32Array): Int32Array {
    const arranged = new Int32Array(values.length)
    values.forEach((value, unit) => {
      arranged[place2(unit)] = value
    })
    return arranged
  },
}

export const h3 = {
  name: 'H3',
  units: H3.units,
  each(unit: number, visit: (weight: number, input: number) => void): void {
    for (let input = 0; input < H3.sees; input++) visit(input * H3.units + unit, input)
  },
  /** [H2 unit][unit] → [five sixes of units][24][unit of the six][8 H2 units as memory has them] */
  arrange(weights: Int16Array): Int16Array {
    const arranged = new Int16Array(weights.length)
    weights.forEach((weight, i) => {
      const unit = i % H3.units
      const place = place2(Math.floor(i / H3.units))
      const vector = (Math.floor(unit / 6) * 24 + (place >> 3)) * 6 + (unit % 6)
      arranged[vector * 8 + (place & 7)] = weight
    })
    return arranged
  },
}
