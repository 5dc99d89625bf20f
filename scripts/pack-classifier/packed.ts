/** The reader's weights: from the eight tensors to whole numbers, and back to what the reader makes of these. */
import { type Activations, Network } from '../../src/index.js'
import { H1, H2, H3, IMAGE_PIXELS, IMAGE_SIDE, OUT } from '../../src/model/shape.js'
import { type StateDict, tensorLength } from '../../src/model/state.js'
import { MOST, MOST_FINE } from './coder.js'
import { Moments } from './moments.js'
import { bfloat16, quantise } from './quantise.js'

/** What assembly/classifier/weights.ts holds, in the order in which unpack.ts reads it. */
export interface Packed {
  /** The whole numbers of each matrix, row by row. */
  readonly matrices: readonly { readonly codes: Int16Array; readonly fine: boolean }[]
  /** The step of each matrix, and the dense layers' biases between them. */
  readonly steps: readonly number[]
  /** The weights that these stand for. */
  readonly state: StateDict
}

/** Where a tensor's values stand in the reader's matrix. */
interface Layout {
  readonly rows: number
  readonly columns: number
  /** Row and column → index in PyTorch's order. */
  readonly at: (row: number, column: number) => number
}

const layouts = {
  H1w: { rows: 25, columns: H1.planes, at: (tap, plane) => plane * 25 + tap },
  H1b: { rows: 64, columns: H1.planes, at: (unit, plane) => plane * 64 + unit },
  H2w: { rows: 200, columns: H2.planes, at: (row, plane) => (plane * 8 + (row & 7)) * 25 + (row >> 3) },
  H2b: { rows: 16, columns: H2.planes, at: (unit, plane) => plane * 16 + unit },
  H3w: {
    rows: H3.sees,
    columns: H3.units,
    at: (row, unit) => ((row % 12) * 16 + Math.floor(row / 12)) * 30 + unit,
  },
  outw: { rows: OUT.sees, columns: OUT.units, at: (row, unit) => row * 10 + unit },
} satisfies Partial<Record<keyof StateDict, Layout>>

/**
 * The step of each tensor's weights, of their root mean square. Where there are few weights small steps cost little: 300 of H1 take seven bits each, 2,400 of H2 4.3
 * and 5,760 of H3 3.7. Chosen on digits held out: `docs/classifier-training.md`.
 */
const STEPS = { H1w: 0.02, H1b: 0.1, H2w: 0.2, H2b: 0.1, H3w: 0.35, outw: 0.03 }

/** The planes of H1 that the four planes of an H2 group see. */
const SEEN = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [4, 5, 6, 7, 8, 9, 10, 11],
  [0, 1, 2, 3, 8, 9, 10, 11],
] as const

/**
 * Packs a network's weights, layer by layer: each is fitted anew to the inputs that the layers packed before it give, rounded, and its biases take what
 * is left of the error on average.
 *
 * @param images n×256 pixels: the digits on which the error is made small
 */
export async function pack(network: Network, images: Float32Array): Promise<Packed> {
  const exact = network.stateDict()
  const state = network.stateDict()
  const sofar = await Network.create(network.config)
  const count = images.length / IMAGE_PIXELS
  const image = (n: number) => images.subarray(n * IMAGE_PIXELS, (n + 1) * IMAGE_PIXELS)
  const activations = (of: Network) => Array.from({ length: count }, (_, n) => of.activations(image(n)))
  const wanted = activations(network)
  /** What the network as packed so far says. */
  const given = (): Activations[] => {
    sofar.loadStateDict(state)
    return activations(sofar)
  }
  const matrices: { codes: Int16Array; fine: boolean }[] = []
  const steps: number[] = []
  const put = (name: keyof typeof layouts, moments?: (column: number) => Moments) => {
    const { rows, columns, at } = layouts[name]
    const fine = name === 'H1w' || name === 'outw'
    const values = new Float64Array(rows * columns)
    for (let column = 0; column < columns; column++) {
      const weights = Float64Array.from({ length: rows }, (_, row) => state[name][at(row, column)]!)
      const fitted = moments?.(column).refit(weights) ?? weights
      for (const [row, weight] of fitted.entries()) values[row * columns + column] = weight
    }
    const step = bfloat16(STEPS[name] * rootMeanSquare(values))
    const codes = quantise(
      { rows, columns, values },
      step,
      fine ? MOST_FINE : MOST,
      moments && ((column) => moments(column).own),
    )
    matrices.push({ codes, fine })
    steps.push(step)
    for (const [i, code] of codes.entries())
      state[name][at(Math.floor(i / columns), i % columns)] = code * step
  }
  const layer = (name: 'H1w' | 'H2w' | 'H3w' | 'outw', moments: (column: number) => Moments) => {
    put(name, moments)
    const bias = BIASES[name]
    const { rows, columns, at } = layouts[name]
    const places = tensorLength(bias) / columns
    for (let column = 0; column < columns; column++) {
      const { mean, exactMean } = moments(column)
      for (let place = 0; place < places; place++) {
        let excess = 0
        for (let row = 0; row < rows; row++) {
          const index = at(row, column)
          excess +=
            state[name][index]! * mean[place * rows + row]! -
            exact[name][index]! * exactMean[place * rows + row]!
        }
        state[bias][column * places + place]! -= excess
      }
    }
    if (bias === 'H1b' || bias === 'H2b') put(bias)
    else {
      state[bias].forEach((value, i) => {
        state[bias][i] = bfloat16(value)
      })
      steps.push(...state[bias])
    }
  }

  const h1 = new Moments(25, 64, count, (n, place, x, y) => {
    patch(image(n), IMAGE_SIDE, [0], place, x)
    y.set(x)
  })
  layer('H1w', () => h1)
  let packed = given()
  const h2 = SEEN.map(
    (planes) =>
      new Moments(200, 16, count, (n, place, x, y) => {
        patch(packed[n]!.h1, H1.side, planes, place, x)
        patch(wanted[n]!.h1, H1.side, planes, place, y)
      }),
  )
  layer('H2w', (plane) => h2[plane >> 2]!)
  packed = given()
  const h3 = new Moments(H3.sees, 1, count, (n, _, x, y) => {
    channelsLast(packed[n]!.h2, x)
    channelsLast(wanted[n]!.h2, y)
  })
  layer('H3w', () => h3)
  packed = given()
  const out = new Moments(OUT.sees, 1, count, (n, _, x, y) => {
    x.set(packed[n]!.h3)
    y.set(wanted[n]!.h3)
  })
  layer('outw', () => out)
  sofar.dispose()
  return { matrices, steps, state }
}

const rootMeanSquare = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)

const BIASES = { H1w: 'H1b', H2w: 'H2b', H3w: 'H3b', outw: 'outb' } as const

/** The 5×5 taps of a convolution's unit over `planes` of a map, by tap, then plane; −1 outside. */
function patch(
  map: Float32Array,
  side: number,
  planes: readonly number[],
  place: number,
  to: Float64Array,
): void {
  const top = 2 * Math.floor(place / (side / 2)) - 2
  const left = 2 * (place % (side / 2)) - 2
  for (let tap = 0, at = 0; tap < 25; tap++) {
    const y = top + Math.floor(tap / 5)
    const x = left + (tap % 5)
    const inside = y >= 0 && y < side && x >= 0 && x < side
    for (const plane of planes) to[at++] = inside ? map[(plane * side + y) * side + x]! : -1
  }
}

/** (plane, place) → (place, plane). */
function channelsLast(map: Float32Array, to: Float64Array): void {
  for (let i = 0; i < map.length; i++) to[i] = map[(i % H2.planes) * 16 + Math.floor(i / H2.planes)]!
}
