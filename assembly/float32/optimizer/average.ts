/**
 * A running mean of the weights (Polyak and Juditsky 1992, with exponential forgetting): a ← a + (1 − decay)(w − a). What it reads better than the last
 * weights is what the steps' noise costs.
 */
import { PARAMETERS, PARAMETERS_SIZE } from '../memory'
import { load4 } from '../../common/lanes'

/** averages[9,848] in the weights' layout; `share` is 1 − decay. */
export function average(averages: usize, share: f32): void {
  const s = f32x4.splat(share)
  for (let i: usize = 0; i < PARAMETERS_SIZE; i += 16) {
    const a = v128.load(averages + i)
    v128.store(averages + i, f32x4.add(a, f32x4.mul(s, f32x4.sub(load4(PARAMETERS + i), a))))
  }
}
