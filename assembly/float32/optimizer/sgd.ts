/** Stochastic gradient descent over a whole batch's gradient. At batch size 1 the step is fused into the backward pass instead (GradientMode.FusedStep). */
import { GRADIENTS, PARAMETERS, PARAMETERS_SIZE } from '../memory'
import { load4, store4 } from '../../common/lanes'

/** w −= lr · g, for all parameters. */
export function sgd(lr: f32): void {
  const rate = f32x4.splat(lr)
  for (let i: usize = 0; i < PARAMETERS_SIZE; i += 16) {
    store4(PARAMETERS + i, f32x4.sub(load4(PARAMETERS + i), f32x4.mul(rate, load4(GRADIENTS + i))))
  }
}
