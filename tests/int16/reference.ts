/** The int16 network's two convolutions, plain: sums in float64, which holds them exactly, and nothing that could wrap. */
import type { Intervals, Quantised } from '../../src/wasm/int16.js'

/** Places in a table, from its least z on. */
const PLACES = 16_384
const SHIFTS = { tanh: 13, scaledTanh: 13, relu: 16, silu: 15 }
/** The input planes of each group of four H2 planes, in the order of the weights. */
const SEEN = [0, 4, 8].map((start) => Array.from({ length: 8 }, (_, i) => (start + i) % 12))

/** H1 [8][8][12] and H2 [4][4][12] of an image, channels last; the tables are the module's. */
export function reference(
  { activation, w1, b1, w2, b2 }: Quantised,
  tables: readonly [Int16Array, Int16Array],
  image: Float32Array,
): { h1: number[]; h2: number[] } {
  const activate = (sum: number, table: Int16Array): number => {
    const cut = Math.floor(sum / 2 ** SHIFTS[activation])
    if (activation === 'relu') return Math.max(0, Math.min(32_767, cut))
    return table[Math.floor((Math.max(0, Math.min(65_535, cut)) / 65_536) * PLACES)]!
  }
  const pixel = (y: number, x: number): number => {
    if (y < 0 || y > 15 || x < 0 || x > 15) return 0
    const near = Math.max(-1, Math.min(1, image[y * 16 + x]!))
    return roundToEven(Math.fround(near) * 8192) + 8192
  }
  const h1: number[] = []
  for (let oy = 0; oy < 8; oy++)
    for (let ox = 0; ox < 8; ox++)
      for (let plane = 0; plane < 12; plane++) {
        let sum = b1[(oy * 8 + ox) * 12 + plane]!
        for (let ky = 0; ky < 5; ky++)
          for (let kx = 0; kx < 5; kx++) {
            const weight = w1[((ky * 3 + (kx >> 1)) * 12 + plane) * 2 + (kx & 1)]!
            sum += weight * pixel(2 * oy - 2 + ky, 2 * ox - 2 + kx)
          }
        h1.push(activate(sum, tables[0]))
      }
  const h2: number[] = []
  for (let oy = 0; oy < 4; oy++)
    for (let ox = 0; ox < 4; ox++)
      for (let plane = 0; plane < 12; plane++) {
        let sum = b2[place2(oy, ox, plane)]!
        for (let ky = 0; ky < 5; ky++)
          for (let kx = 0; kx < 5; kx++) {
            const [y, x] = [2 * oy - 2 + ky, 2 * ox - 2 + kx]
            if (y < 0 || y > 7 || x < 0 || x > 7) continue
            for (const [lane, input] of SEEN[plane >> 2]!.entries())
              sum += w2[((ky * 5 + kx) * 12 + plane) * 8 + lane]! * h1[(y * 8 + x) * 12 + input]!
          }
        h2.push(activate(sum, tables[1]))
      }
  return { h1, h2 }
}

/** Where memory has a unit of H2: [two planes 6][row 4][2][column 4]. */
export const place2 = (row: number, column: number, plane: number): number =>
  (((plane >> 1) * 4 + row) * 2 + (plane & 1)) * 4 + column

function roundToEven(x: number): number {
  const low = Math.floor(x)
  if (x - low !== 0.5) return Math.round(x)
  return low % 2 === 0 ? low : low + 1
}

/** The side of a layer's planes, and for each of its twelve planes those it sees. */
const CONVOLUTIONS = {
  1: { side: 8, seen: Array.from({ length: 12 }, () => [0]) },
  2: {
    side: 4,
    seen: Array.from({ length: 12 }, (_, plane) => [...SEEN[plane >> 2]!].sort((a, b) => a - b)),
  },
}

/** Visits each weight of a unit of H1 or H2, in PyTorch's layouts, with its input, −1 on the border. */
function eachWeight(layer: 1 | 2, unit: number, visit: (weight: number, input: number) => void): void {
  const { side, seen } = CONVOLUTIONS[layer]
  const plane = Math.floor(unit / side ** 2)
  const planes = seen[plane]!
  for (let ky = 0; ky < 5; ky++)
    for (let kx = 0; kx < 5; kx++) {
      const y = 2 * Math.floor((unit % side ** 2) / side) - 2 + ky
      const x = 2 * (unit % side) - 2 + kx
      const inside = y >= 0 && y < 2 * side && x >= 0 && x < 2 * side
      for (const [slice, below] of planes.entries()) {
        const input = inside ? (below * 2 * side + y) * 2 * side + x : -1
        visit(((plane * planes.length + slice) * 5 + ky) * 5 + kx, input)
      }
    }
}

/** The interval of each unit's sum. */
export function plainSums(
  layer: 1 | 2 | 3,
  weights: Float32Array,
  biases: Float64Array,
  inputs: Intervals,
): Intervals {
  const [least, greatest] = [biases.slice(), biases.slice()]
  for (let unit = 0; unit < biases.length; unit++) {
    const add = (weight: number, input: number): void => {
      if (input < 0) return
      const w = weights[weight]!
      const ends = [w * inputs.least[input]!, w * inputs.greatest[input]!]
      least[unit]! += w > 0 ? ends[0]! : ends[1]!
      greatest[unit]! += w > 0 ? ends[1]! : ends[0]!
    }
    if (layer === 3) for (let input = 0; input < 192; input++) add(input * 30 + unit, input)
    else eachWeight(layer, unit, add)
  }
  return { least, greatest }
}

/** The biases less the whole filter in H1, in H2 less the weights on the border. */
export function plainBorder(layer: 1 | 2, weights: Float32Array, biases: Float32Array): Float64Array {
  return Float64Array.from(biases, (bias, unit) => {
    let rest = bias
    eachWeight(layer, unit, (weight, input) => {
      if (layer === 1 || input < 0) rest -= weights[weight]!
    })
    return rest
  })
}
