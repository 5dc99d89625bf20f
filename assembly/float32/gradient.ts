/** What happens to a gradient: applied at once, stored, or accumulated. */
import { load4, store4 } from '../common/lanes'
import { TO_GRADIENT } from './memory'

/** What a backward kernel does with a finished piece of the gradient. */
export const enum GradientMode {
  /** w −= g: SGD at batch size 1, fused; the loss gradient already carries the learning rate. */
  FusedStep,
  /** g replaces what is there: the only sample of its batch. */
  Overwrite,
  /** g is added to what is there. */
  Accumulate,
}

/** Applies the gradient `g` of the four parameters at p; `mode` is a compile-time constant. */
// @ts-ignore: decorator
@inline
export function applyGradient(mode: GradientMode, p: usize, g: v128, offset: usize = 0): void {
  if (mode == GradientMode.FusedStep) store4(p, f32x4.sub(load4(p, offset), g), offset)
  else if (mode == GradientMode.Overwrite) store4(p + TO_GRADIENT, g, offset)
  else store4(p + TO_GRADIENT, f32x4.add(load4(p + TO_GRADIENT, offset), g), offset)
}
