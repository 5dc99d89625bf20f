/** The parameters of the three integer layers from PyTorch's layouts to those of the module (`assembly/int16/memory.ts`). */
import { H1, H2, H3 } from '../model/shape.js'

const TAPS = H1.kernel * H1.kernel
const PLACES1 = H1.side * H1.side
const PLACES2 = H2.side * H2.side

export const h1 = {
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
  /** [H2 unit][unit] → [five sixes of units][24][unit of the six][8 H2 units as memory has them] */
  arrange(weights: Int16Array): Int16Array {
    const arranged = new Int16Array(weights.length)
    for (let input = 0; input < H3.sees; input++) {
      const place = place2(input)
      for (let unit = 0; unit < H3.units; unit++) {
        const vector = (Math.floor(unit / 6) * 24 + (place >> 3)) * 6 + (unit % 6)
        arranged[vector * 8 + (place & 7)] = weights[input * H3.units + unit]!
      }
    }
    return arranged
  },
}
