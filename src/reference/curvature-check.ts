/**
 * Are the curvatures right? Those of H3 and of the outputs are exactly the diagonal of the Gauss-Newton matrix, c·Σ (∂y/∂w)² over the ten outputs, which central
 * differences of the outputs give. Those of H1 and H2 are the paper's recursion and nothing else, since it leaves out the terms between units: they are compared
 * in float32 alone.
 */
import { type StateDict, type TensorName, tensorNames } from '../model/state.js'
import type { ReferenceNetwork, SampleOptions } from './network.js'

/** Largest differences of a tensor's curvatures, as shares of its largest curvature. */
export interface CurvatureCheck {
  /** The largest curvature of the tensor. */
  readonly largest: number
  /** From the squared differences of the outputs; of H3w, H3b, outw and outb. */
  readonly differences?: number
  /** Of float32 curvatures from the float64 ones, where they were given. */
  readonly float32?: number
}

/** Tensors whose curvature is exact. */
const EXACT: readonly TensorName[] = ['H3w', 'H3b', 'outw', 'outb']

/** Checks the curvatures of one digit; `network` is in float64 and has its weights. */
export function checkCurvatures(
  network: ReferenceNetwork,
  image: ArrayLike<number>,
  sample: SampleOptions,
  { every, eps, float32 }: { readonly every: number; readonly eps: number; readonly float32?: StateDict },
): Record<TensorName, CurvatureCheck> {
  network.clearCurvatures()
  network.forward(image, sample)
  network.addCurvature()
  const curvatures = network.curvatures()
  const scale = network.recipe.lossScale === 'halfSum' ? 1 : 0.2
  const checks = {} as Record<TensorName, CurvatureCheck>
  for (const name of tensorNames) {
    const exact = curvatures[name]
    const largest = Math.max(...exact)
    const share = (difference: number) => (largest === 0 ? difference : difference / largest)
    let [differences, furthest] = [0, 0]
    if (EXACT.includes(name)) {
      for (let i = 0; i < exact.length; i += every) {
        const expected = scale * squaredSlopes(network, name, i, eps, image, sample)
        differences = Math.max(differences, Math.abs(exact[i]! - expected))
      }
    }
    for (let i = 0; float32 && i < exact.length; i++)
      furthest = Math.max(furthest, Math.abs(float32[name][i]! - exact[i]!))
    checks[name] = {
      largest,
      ...(EXACT.includes(name) && { differences: share(differences) }),
      ...(float32 && { float32: share(furthest) }),
    }
  }
  return checks
}

/** Σ (∂y/∂w)² over the outputs, by central differences; the weight is put back. */
function squaredSlopes(
  network: ReferenceNetwork,
  name: TensorName,
  i: number,
  eps: number,
  image: ArrayLike<number>,
  sample: SampleOptions,
): number {
  const weights = network.parameter(name)
  const weight = weights[i]!
  weights[i] = weight + eps
  const above = network.forward(image, sample)
  weights[i] = weight - eps
  const below = network.forward(image, sample)
  weights[i] = weight
  let sum = 0
  for (let k = 0; k < above.length; k++) sum += ((above[k]! - below[k]!) / (2 * eps)) ** 2
  return sum
}
