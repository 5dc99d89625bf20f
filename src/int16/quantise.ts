/**
 * From float32 weights to int16, with a proof that no sum overflows.
 *
 * A layer's sum Σ w·x + b is an i32, scaled by `sumScale`. Its upper 16 bits (after a shift that is fixed per activation) are the index into a table of
 * the activation function, or ReLU's output. `range` is the z that these 16 bits reach; a greater z, which only tanh allows, saturates. The range is chosen
 * so that 1. no image can make a sum that does not fit i32, by interval arithmetic from the pixels on; 2. the greatest weight fits into int16;
 * 3. tanh's is at least 5, where tanh is 1 − 9e-5.
 */

import type { Activation, Loss } from '../model/recipes.js'
import { CLASSES, H3, IMAGE_PIXELS, OUT } from '../model/shape.js'
import type { StateDict } from '../model/state.js'

import type { Intervals, Quantised, SumBounds, Table } from '../wasm/int16.js'
import { h1, h2, h3 } from './arrange.js'

/** Pixels are (x + 1) · 2¹³, x from −1 to 1. */
const PIXEL_SCALE = 2 ** 13
const PIXEL_GREATEST = 2 ** 14
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
  readonly outputs: (greatest: number) => { readonly least: number; readonly greatest: number }
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

/** The greatest magnitude in any of the intervals. */
function magnitude({ least, greatest }: Intervals): number {
  let most = 0
  for (let i = 0; i < least.length; i++) most = Math.max(most, -least[i]!, greatest[i]!)
  return most
}

/** Refuses weights whose sums could overflow: the scales should exclude that, and this proves it. */
function checkSums(layer: string, intervals: Intervals): void {
  const most = magnitude(intervals)
  if (most > INT32) throw new Error(`${layer}: a sum can reach ${most}, more than an i32 holds`)
}

interface Layer {
  readonly weights: Int16Array
  readonly biases: Int32Array
  readonly table: Table
  /** The interval of its outputs, in units of 1 / table.scale. */
  readonly outputs: Intervals
}

/** A layer with an activation function: `biases` include the constant border's share, `inputs` are integers scaled by `inputScale`. */
function hiddenLayer(
  layer: 1 | 2,
  weights: Float32Array,
  biases: Float64Array,
  inputs: Intervals,
  inputScale: number,
  { shift, offset, range: enough, scale, outputs }: Cut,
  bounds: SumBounds,
): Layer {
  const unit = 1 / inputScale
  const real = {
    least: inputs.least.map((x) => x * unit),
    greatest: inputs.greatest.map((x) => x * unit),
  }
  const reach = 2 ** (15 + shift)
  const room = (INT32 - offset) * (1 - ROUNDING)
  const range =
    Math.max(
      enough,
      (magnitude(bounds.sums(layer, weights, biases, real)) * reach) / room,
      (bounds.greatest(weights) * reach) / (inputScale * INT16),
    ) || 1
  const sumScale = reach / range
  const quantised = bounds.rounded(weights, sumScale, inputScale)
  const sumBiases = new Int32Array(biases.length)
  for (let i = 0; i < biases.length; i++) sumBiases[i] = Math.round(biases[i]! * sumScale) + offset
  const reached = bounds.sums(layer, quantised, sumBiases, inputs)
  checkSums(`H${layer}`, reached)
  const outputScale = scale || 2 ** 15 / range
  const least = new Float64Array(biases.length)
  const greatest = new Float64Array(biases.length)
  for (let i = 0; i < biases.length; i++) {
    const output = outputs(reached.greatest[i]! / sumScale)
    least[i] = Math.max(-INT16, Math.floor(output.least * outputScale))
    greatest[i] = Math.min(INT16, Math.ceil(output.greatest * outputScale))
  }
  return {
    weights: quantised,
    biases: sumBiases,
    table: { range, scale: outputScale },
    outputs: { least, greatest },
  }
}

/** Everything that the int16 module needs from a network; `bounds` are the module's. */
export function quantise(activation: Activation, loss: Loss, state: StateDict, bounds: SumBounds): Quantised {
  const { H1w, H1b, H2w, H2b, H3w } = state
  const cut = cuts[activation]
  const pixels = {
    least: new Float64Array(IMAGE_PIXELS),
    greatest: new Float64Array(IMAGE_PIXELS).fill(PIXEL_GREATEST),
  }
  const biases1 = bounds.withBorder(1, H1w, H1b)
  const first = hiddenLayer(1, H1w, biases1, pixels, PIXEL_SCALE, cut, bounds)
  const biases2 = bounds.withBorder(2, H2w, H2b)
  const second = hiddenLayer(2, H2w, biases2, first.outputs, first.table.scale, cut, bounds)

  const none = new Float64Array(H3.units)
  const perWeight = magnitude(bounds.sums(3, H3w, none, second.outputs))
  const room = INT32 * (1 - ROUNDING)
  const weightScale = Math.min(INT16 / bounds.greatest(H3w), room / perWeight)
  // all weights are 0: any scale will do
  const scale = Number.isFinite(weightScale) ? weightScale : 1
  const w3 = bounds.rounded(H3w, scale, 1)
  checkSums('H3', bounds.sums(3, w3, none, second.outputs))

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
