/** Cross-entropy against probabilities instead of a label: what a student learns from its teachers (Hinton, Vinyals and Dean 2015). */
import { CLASSES } from '../common/shape'
import { exp4 } from '../common/exp'

/** e^((y − max y) · inverseTemperature) of ten logits at `to`, two lanes beyond; their sum. */
function exponentials(y: usize, to: usize, inverseTemperature: f32): f32 {
  let highest = load<f32>(y)
  for (let k = 1; k < CLASSES; k++) highest = max(highest, load<f32>(y + (<usize>k << 2)))
  const shift = f32x4.splat(highest)
  const by = f32x4.splat(inverseTemperature)
  for (let i: usize = 0; i < 48; i += 16) v128.store(to + i, exp4(f32x4.mul(f32x4.sub(v128.load(y + i), shift), by)))
  let sum: f32 = 0
  for (let k = 0; k < CLASSES; k++) sum += load<f32>(to + (<usize>k << 2))
  return sum
}

/** p = softmax(y · inverseTemperature), [10]; y and p are [12], p may be y. */
export function softmax(y: usize, p: usize, inverseTemperature: f32): void {
  const share: f32 = 1 / exponentials(y, p, inverseTemperature)
  for (let k = 0; k < CLASSES; k++) store<f32>(p + (<usize>k << 2), load<f32>(p + (<usize>k << 2)) * share)
}

/** softmax(y / T) of the outputs under way, [12]. */
const SOFT: usize = memory.data(48, 16)

/**
 * d += scale · T · (softmax(y/T) − p): the gradient of T² · cross-entropy at temperature T by y. T² keeps its size comparable with the hard loss's,
 * whatever T is.
 */
export function softCrossEntropyAdd(y: usize, p: usize, d: usize, scale: f32, temperature: f32): void {
  softmax(y, SOFT, 1 / temperature)
  const by = scale * temperature
  for (let k = 0; k < CLASSES; k++) {
    const at = <usize>k << 2
    store<f32>(d + at, load<f32>(d + at) + by * (load<f32>(SOFT + at) - load<f32>(p + at)))
  }
}
