/**
 * The least and the greatest sum Σ w·x + b of every unit of a layer, for inputs anywhere in their intervals: what `src/int16/quantise.ts` chooses scales
 * from, and proves that no sum overflows. In float64 and in PyTorch's layouts; what falls on the border counts as 0. Here and not in TypeScript since it is
 * done before the first answer: 140,000 steps, which a JavaScript engine that has just started interprets in 40 ms.
 */
import { FAN2, KERNEL, PIXELS, PLANES, SIDE1, SIDE2, TAPS, UNITS1, UNITS2, UNITS3 } from '../common/shape'
import { BUFFER_IMAGES, BUFFER_SIZE } from '../float32/memory'

/** Scratch in the batch buffer: the weights, the interval of each input, and that of each sum; BOUND_LEAST holds the biases before. */
export const BOUND_WEIGHTS: usize = BUFFER_IMAGES
export const BOUND_INPUT_LEAST: usize = BOUND_WEIGHTS + <usize>(UNITS3 * UNITS2) * 8
export const BOUND_INPUT_GREATEST: usize = BOUND_INPUT_LEAST + <usize>UNITS1 * 8
export const BOUND_LEAST: usize = BOUND_INPUT_GREATEST + <usize>UNITS1 * 8
export const BOUND_GREATEST: usize = BOUND_LEAST + <usize>UNITS1 * 8
const END: usize = BOUND_GREATEST + <usize>UNITS1 * 8
if (END > BUFFER_IMAGES + <usize>(BUFFER_SIZE * PIXELS * 4)) ERROR('the bounds do not fit into the batch buffer')

/** The plane that slice 0 … 7 of H2's plane sees. */
function seen(plane: i32, slice: i32): i32 {
  if (plane < 4) return slice
  return plane < 8 || slice >= 4 ? slice + 4 : slice
}

/** Adds w·x to both ends of the interval of a unit's sum. */
function add(unit: usize, w: f64, input: i32): void {
  const at = <usize>input << 3
  const a = w * load<f64>(BOUND_INPUT_LEAST + at)
  const b = w * load<f64>(BOUND_INPUT_GREATEST + at)
  store<f64>(BOUND_LEAST + unit, load<f64>(BOUND_LEAST + unit) + (w > 0 ? a : b))
  store<f64>(BOUND_GREATEST + unit, load<f64>(BOUND_GREATEST + unit) + (w > 0 ? b : a))
}

/**
 * The sums of H1 (layer 1) or H2. With `border`, instead, that which takes what a constant −1 adds off BOUND_LEAST: of H1, which counts from the
 * background, the whole filter; of H2 the taps that fall on the border.
 */
export function boundConv(layer: i32, border: bool): void {
  const side = layer == 1 ? SIDE1 : SIDE2
  const sees = layer == 1 ? 1 : FAN2
  const below = 2 * side
  if (!border) memory.copy(BOUND_GREATEST, BOUND_LEAST, <usize>(PLANES * side * side) << 3)
  for (let i = 0; i < PLANES * side * side; i++) {
    const unit = <usize>i << 3
    const plane = i / (side * side)
    const top = 2 * ((i / side) % side) - 2
    const left = 2 * (i % side) - 2
    for (let tap = 0; tap < TAPS; tap++) {
      const y = top + tap / KERNEL
      const x = left + (tap % KERNEL)
      const outside = y < 0 || y >= below || x < 0 || x >= below
      if (border ? layer == 2 && !outside : outside) continue
      for (let slice = 0; slice < sees; slice++) {
        const w = load<f64>(BOUND_WEIGHTS + (<usize>((plane * sees + slice) * TAPS + tap) << 3))
        if (border) store<f64>(BOUND_LEAST + unit, load<f64>(BOUND_LEAST + unit) - w)
        else add(unit, w, (layer == 1 ? 0 : seen(plane, slice)) * below * below + y * below + x)
      }
    }
  }
}

/** The sums of H3. */
export function boundDense(): void {
  memory.copy(BOUND_GREATEST, BOUND_LEAST, <usize>UNITS3 << 3)
  for (let unit = 0; unit < UNITS3; unit++)
    for (let input = 0; input < UNITS2; input++)
      add(<usize>unit << 3, load<f64>(BOUND_WEIGHTS + (<usize>(input * UNITS3 + unit) << 3)), input)
}

/** The greatest magnitude of the first `count` weights. */
export function greatestWeight(count: i32): f64 {
  let most: f64 = 0
  for (let i = 0; i < count; i++) most = max(most, abs(load<f64>(BOUND_WEIGHTS + (<usize>i << 3))))
  return most
}

/** The first `count` weights, each times `scale` / `divisor` and to the nearest integer, halves upward as JavaScript's. */
export function roundWeights(count: i32, scale: f64, divisor: f64): void {
  for (let i = 0; i < count; i++) {
    const at = BOUND_WEIGHTS + (<usize>i << 3)
    const x = load<f64>(at) * scale / divisor
    const below = floor(x)
    store<f64>(at, x - below < 0.5 ? below : below + 1)
  }
}
