/** What happens to a gradient or a curvature: applied at once, stored, or accumulated. */
import { load4, madd, splat4, store4 } from '../common/lanes'
import { SCALARS, TO_CURVATURE, TO_GRADIENT, TO_RATE } from './memory'

/** What a backward kernel does with a finished piece of the gradient. */
export const enum GradientMode {
  /** w −= g: SGD at batch size 1, fused; the loss gradient already carries the learning rate. */
  FusedStep,
  /** g replaces what is there: the only sample of its batch. */
  Overwrite,
  /** g is added to what is there. */
  Accumulate,
  /** w −= r·g, where each parameter has a rate r of its own: Newton's method at batch size 1 with the curvatures of the pass, fused. */
  RatedStep,
  /**
   * What is finished is a curvature c: h ← keep·h + c, then w −= g / (μ + h) with the gradient that is in memory; keep and μ are the first two of SCALARS. Rounding
   * may have left c a little below 0. With an infinite μ weights stay as they are: curvatures alone need no kernels of their own, which would be 4 kB more.
   */
  NewtonStep,
}

/** Whether a kernel makes curvatures: its inputs are squared, and so the border is 1 instead of −1. */
// @ts-ignore: decorator
@inline
export function isCurvature(mode: GradientMode): bool {
  return mode == GradientMode.NewtonStep
}

/** Applies the gradient `g` of the four parameters at p; `mode` is a compile-time constant. */
// @ts-ignore: decorator
@inline
export function applyGradient(mode: GradientMode, p: usize, g: v128, offset: usize = 0): void {
  if (mode == GradientMode.FusedStep) store4(p, f32x4.sub(load4(p, offset), g), offset)
  else if (mode == GradientMode.Overwrite) store4(p + TO_GRADIENT, g, offset)
  else if (mode == GradientMode.RatedStep) store4(p, f32x4.sub(load4(p, offset), f32x4.mul(g, load4(p + TO_RATE, offset))), offset)
  else if (isCurvature(mode)) {
    const at = p + TO_CURVATURE
    const h = madd(f32x4.pmax(g, f32x4.splat(0)), load4(at, offset), splat4(SCALARS))
    store4(at, h, offset)
    const step = f32x4.div(load4(p + TO_GRADIENT, offset), f32x4.add(h, splat4(SCALARS, 4)))
    store4(p, f32x4.sub(load4(p, offset), step), offset)
  } else store4(p + TO_GRADIENT, f32x4.add(load4(p + TO_GRADIENT, offset), g), offset)
}
