/**
 * From float32 weights to int16, with a proof that no sum overflows.
 *
 * A layer's sum Σ w·x + b is an i32, scaled by `sumScale`. Its upper 16 bits (after a shift that is fixed per activation) are the index into a table of
 * the activation function, or ReLU's output. `range` is the z that these 16 bits reach; a greater z, which only tanh allows, saturates. The range is chosen
 * so that 1. no image can make a sum that does not fit i32, by interval arithmetic from the pixels on; 2. the greatest weight fits into int16;
 * 3. tanh's is at least 5, where tanh is 1 − 9e-5.
 */

import type { Activation, Loss } from '../model/recipes.js'
import { CLASSES, H3, OUT } from '../model/shape.js'
import type { StateDict } from '../model/state.js'
import type { Quantised, Table } from '../wasm/int16.js'
import { type Connections, h1, h2, h3 } from './connections.js'

/** The least and the greatest value that a number can have. */
interface Interval {
  readonly least: number
  readonly greatest: number
}

/** Pixels are (x + 1) · 2¹³, x from −1 to 1. */
const PIXEL_SCALE = 2 ** 13
const PIXEL: Interval = { least: 0, greatest: 2 ** 14 }
const INT16 = 2 ** 15 - 1
const INT32 = 2 ** 31 - 1
/** Share of the range of i32 reserved for the rounding of weights: 200 times ½ · 2¹⁵ is 2⁻⁹ of it. */
const ROUNDING = 2 ** -8

/** How an activation turns sums into outputs, as in `cut` of assembly/int16/lanes.ts. */
interface Cut {
  /** Bits dropped from an i32 sum. */
  readonly shift: number
  /** Added to each sum: half of what is dropped, or the middle of the table. */
  readonly offset: number
  /** A range that suffices for any sum, or 0 if there is none. */
  readonly range: number
  /** Scale of the outputs; 0: as large as the range allows. */
  readonly scale: number
  /** The interval of f(z), for z up to `greatest`. */
  readonly outputs: (greatest: number) => Interval
}

const cuts: Record<Activation, Cut> = {
  tanh: {
    shift: 13,
    offset: 2 ** 28,
    range: 5,
    scale: 2 ** 13,
    outputs: () => ({ least: -1, greatest: 1 }),
  },
  scaledTanh: {
    shift: 13,
    offset: 2 ** 28,
    range: 7.5,
    scale: 2 ** 13,
    outputs: () => ({ least: -1.7159, greatest: 1.7159 }),
  },
  relu: {
    shift: 16,
    offset: 2 ** 15,
    range: 0,
    scale: 0,
    outputs: (greatest) => ({ least: 0, greatest: Math.max(0, greatest) }),
  },
  // its least value is −0.2784645 at −1.278
  silu: {
    shift: 15,
    offset: 2 ** 30,
    range: 0,
    scale: 0,
    outputs: (greatest) => ({ least: -0.2785, greatest: Math.max(0, greatest) }),
  },
}

/** The least and the greatest sum of each unit, for inputs anywhere in their intervals. */
function sums(
  { units, each }: Connections,
  weights: ArrayLike<number>,
  biases: ArrayLike<number>,
  inputs: readonly Interval[],
): Interval[] {
  return Array.from({ length: units }, (_, unit) => {
    let least = biases[unit]!
    let greatest = least
    each(unit, (weight, input) => {
      const w = weights[weight]!
      const x = inputs[input]!
      least += w > 0 ? w * x.least : w * x.greatest
      greatest += w > 0 ? w * x.greatest : w * x.least
    })
    return { least, greatest }
  })
}

/** The greatest magnitude in any of the intervals. */
const magnitude = (intervals: readonly Interval[]): number =>
  intervals.reduce((most, { least, greatest }) => Math.max(most, -least, greatest), 0)

const greatestOf = (weights: Float32Array): number =>
  weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)

/** Refuses weights whose sums could overflow: the scales should exclude that, and this proves it. */
function checkSums(layer: string, intervals: readonly Interval[]): void {
  const most = magnitude(intervals)
  if (most > INT32) throw new Error(`${layer}: a sum can reach ${most}, more than an i32 holds`)
}

interface Layer {
  readonly weights: Int16Array
  readonly biases: Int32Array
  readonly table: Table
  /** The interval of its outputs, in units of 1 / table.scale. */
  readonly outputs: readonly Interval[]
}

/** A layer with an activation function: `biases` include the constant border's share, `inputs` are integers scaled by `inputScale`. */
function hiddenLayer(
  connections: Connections,
  weights: Float32Array,
  biases: Float64Array,
  inputs: readonly Interval[],
  inputScale: number,
  { shift, offset, range: enough, scale, outputs }: Cut,
): Layer {
  const unit = 1 / inputScale
  const real = inputs.map(({ least, greatest }) => ({ least: least * unit, greatest: greatest * unit }))
  const reach = 2 ** (15 + shift)
  const room = (INT32 - offset) * (1 - ROUNDING)
  const range =
    Math.max(
      enough,
      (magnitude(sums(connections, weights, biases, real)) * reach) / room,
      (greatestOf(weights) * reach) / (inputScale * INT16),
    ) || 1
  const sumScale = reach / range
  const quantised = Int16Array.from(weights, (weight) => Math.round((weight * sumScale) / inputScale))
  const sumBiases = Int32Array.from(biases, (bias) => Math.round(bias * sumScale) + offset)
  const reached = sums(connections, quantised, sumBiases, inputs)
  checkSums(connections.name, reached)
  const outputScale = scale || 2 ** 15 / range
  return {
    weights: quantised,
    biases: sumBiases,
    table: { range, scale: outputScale },
    outputs: reached.map(({ greatest }) => {
      const { least, greatest: most } = outputs(greatest / sumScale)
      return {
        least: Math.max(-INT16, Math.floor(least * outputScale)),
        greatest: Math.min(INT16, Math.ceil(most * outputScale)),
      }
    }),
  }
}

/** Everything that the int16 module needs from a network. */
export function quantise(activation: Activation, loss: Loss, state: StateDict): Quantised {
  const cut = cuts[activation]
  const pixels = new Array<Interval>(16 * 16).fill(PIXEL)
  const first = hiddenLayer(h1, state.H1w, h1.biases(state.H1w, state.H1b), pixels, PIXEL_SCALE, cut)
  const biases2 = h2.biases(state.H2w, state.H2b)
  const second = hiddenLayer(h2, state.H2w, biases2, first.outputs, first.table.scale, cut)

  const none = new Float64Array(H3.units)
  const perWeight = magnitude(sums(h3, state.H3w, none, second.outputs))
  const room = INT32 * (1 - ROUNDING)
  const weightScale = Math.min(INT16 / greatestOf(state.H3w), room / perWeight)
  // all weights are 0: any scale will do
  const scale = Number.isFinite(weightScale) ? weightScale : 1
  const w3 = Int16Array.from(state.H3w, (weight) => Math.round(weight * scale))
  checkSums(h3.name, sums(h3, w3, none, second.outputs))

  const w4 = new Float32Array(32 * 12)
  for (let unit = 0; unit < OUT.sees; unit++)
    w4.set(state.outw.subarray(unit * CLASSES, (unit + 1) * CLASSES), unit * 12)
  return {
    activation,
    loss,
    w1: h1.arrange(first.weights),
    b1: h1.arrangeUnits(first.biases),
    w2: h2.arrange(second.weights),
    b2: h2.arrangeUnits(second.biases),
    w3: h3.arrange(w3),
    b3: state.H3b,
    w4,
    b4: state.outb,
    scale3: 1 / (scale * second.table.scale),
    tables: [first.table, second.table],
  }
}
