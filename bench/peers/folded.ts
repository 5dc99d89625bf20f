/**
 * The network in fewer and larger operators, for libraries that take longer to start an operator than to carry it out. Both padded convolutions see −1
 * around their maps. What that border adds to each unit's sum is a constant: it goes into the unit's bias, and the padding becomes one of zeros, which
 * convolutions do themselves. The three groups of H2 become one convolution over all 12 planes, with zeros for the 4 that a plane does not see.
 */
import type { StateDict } from '../../src/model/state.js'

const KERNEL = 5
const TAPS = KERNEL * KERNEL
const PLANES = 12

/** The input planes that each group of four H2 planes sees. */
export const SEES = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [4, 5, 6, 7, 8, 9, 10, 11],
  [0, 1, 2, 3, 8, 9, 10, 11],
] as const

export interface Folded {
  /** (12, 8, 8) and (12, 4, 4): biases with what the border adds. */
  readonly H1b: Float32Array
  readonly H2b: Float32Array
  /** (12, 12, 5, 5): H2's kernels over all planes. */
  readonly H2w: Float32Array
  /** (256, 768) and (768, 192): both convolutions as matrices. */
  readonly H1m: Float32Array
  readonly H2m: Float32Array
}

export function fold({ H1w, H1b, H2w, H2b }: StateDict): Folded {
  const dense = denseKernels(H2w)
  return {
    H1b: withBorder(H1w, H1b, 8, 1),
    H2b: withBorder(H2w, H2b, 4, 8),
    H2w: dense,
    H1m: matrix(H1w, 8, 1),
    H2m: matrix(dense, 4, PLANES),
  }
}

function denseKernels(H2w: Float32Array): Float32Array {
  const dense = new Float32Array(PLANES * PLANES * TAPS)
  for (let plane = 0; plane < PLANES; plane++) {
    SEES[plane >> 2]!.forEach((input, slice) => {
      const from = (plane * SEES[0].length + slice) * TAPS
      dense.set(H2w.subarray(from, from + TAPS), (plane * PLANES + input) * TAPS)
    })
  }
  return dense
}

/** Biases of `side`×`side` units a plane, each seeing `inputs` planes, with what the border of −1 adds. */
function withBorder(weights: Float32Array, biases: Float32Array, side: number, inputs: number): Float32Array {
  const sums = Float64Array.from(biases)
  eachTap(side, inputs, (unit, tap, pixel) => {
    if (pixel === undefined) sums[unit] = sums[unit]! - weights[tap]!
  })
  return Float32Array.from(sums)
}

/** A convolution as a matrix, inputs × units. */
function matrix(weights: Float32Array, side: number, inputs: number): Float32Array {
  const units = PLANES * side * side
  const values = new Float32Array(inputs * 4 * side * side * units)
  eachTap(side, inputs, (unit, tap, pixel) => {
    if (pixel !== undefined) values[pixel * units + unit] = weights[tap]!
  })
  return values
}

/** Calls `visit` for each unit and each of its weights, with the place of the pixel it is multiplied with, if that is inside. */
function eachTap(
  side: number,
  inputs: number,
  visit: (unit: number, tap: number, pixel: number | undefined) => void,
): void {
  const inside = (at: number) => at >= 0 && at < 2 * side
  for (let unit = 0; unit < PLANES * side * side; unit++) {
    const plane = Math.floor(unit / (side * side))
    for (let tap = 0; tap < inputs * TAPS; tap++) {
      const input = Math.floor(tap / TAPS)
      const y = 2 * (Math.floor(unit / side) % side) - 2 + (Math.floor(tap / KERNEL) % KERNEL)
      const x = 2 * (unit % side) - 2 + (tap % KERNEL)
      const pixel = inside(y) && inside(x) ? (input * 2 * side + y) * 2 * side + x : undefined
      visit(unit, plane * inputs * TAPS + tap, pixel)
    }
  }
}
