/**
 * The optimizer of 1989, later known as stochastic diagonal Levenberg-Marquardt (Becker and LeCun 1988): each parameter has a learning rate of its own,
 *
 *   w ← w − η·g / (μ + h)
 *
 * where h is the running mean of its curvature (see curvature.ts) and μ keeps flat directions from running away.
 *
 * At batch size 1 the step is fused into the pass that brings h (GradientMode.NewtonStep), or, where h stays as it is for a pass, into the gradient's (GradientMode.RatedStep).
 */
import { PARAMETERS, PARAMETERS_SIZE, SCALARS, TO_CURVATURE, TO_GRADIENT, TO_RATE } from '../memory'
import { constant4, load4, splat4, store4 } from '../../common/lanes'

let mu: f64 = 0

/** `damping`: μ, above 0. */
export function configureNewton(damping: f64): void {
  mu = damping
}

/** η and μ where a loop loads them (see adamw.ts for why). */
function setScalars(lr: f64): void {
  store<f32>(SCALARS, <f32>lr)
  store<f32>(SCALARS, <f32>mu, 4)
}

/** A step with the gradient in memory. */
export function newton(lr: f64): void {
  setScalars(lr)
  const eta = splat4(SCALARS)
  const damping = splat4(SCALARS, 4)
  for (let w = PARAMETERS; w < PARAMETERS + PARAMETERS_SIZE; w += 16) {
    const step = f32x4.div(f32x4.mul(load4(w + TO_GRADIENT), eta), f32x4.add(load4(w + TO_CURVATURE), damping))
    store4(w, f32x4.sub(load4(w), step))
  }
}

/** The rates 1 / (μ + h), for steps that are fused into the backward pass (GradientMode.RatedStep) while h stays as it is. */
export function prepareRates(): void {
  setScalars(1)
  const one = splat4(SCALARS)
  const damping = splat4(SCALARS, 4)
  for (let w = PARAMETERS; w < PARAMETERS + PARAMETERS_SIZE; w += 16) {
    store4(w + TO_RATE, f32x4.div(one, f32x4.add(load4(w + TO_CURVATURE), damping)))
  }
}

/** 2⁻⁸⁰: a curvature below it is next to nothing beside any μ, and would fall into the denormals once its unit is silent for long. */
const TINY: usize = memory.data<f32>([8.271806125530277e-25], 16)

/** Curvatures without what is too small to matter. */
export function dropTinyCurvatures(): void {
  const least = constant4(TINY)
  for (let h = PARAMETERS + TO_CURVATURE; h < PARAMETERS + TO_CURVATURE + PARAMETERS_SIZE; h += 16) {
    const x = load4(h)
    store4(h, v128.and(x, f32x4.ge(x, least)))
  }
}
