/**
 * Gradient check: every parameter's analytic gradient, in float64 from the reference, against central
 * differences of the reference's own loss; and, if given, the float32 gradients of the SIMD kernels
 * against the float64 ones. Of Newton's method the curvatures, too: see curvature-check.ts.
 */
import { checkConfig } from '../model/config.js'
import { LenetError } from '../model/errors.js'
import type { Recipe } from '../model/recipes.js'
import { IMAGE_PIXELS } from '../model/shape.js'
import { checkState, type StateDict, type TensorName, tensorNames } from '../model/state.js'
import { type CurvatureCheck, checkCurvatures } from './curvature-check.js'
import { type Precision, ReferenceNetwork, type Values } from './network.js'

export interface GradcheckOptions {
  readonly recipe: Recipe
  /** The weights at which to check; float32, widened. */
  readonly state: StateDict
  /** One digit, 256 pixels. */
  readonly image: ArrayLike<number>
  /** Its label, 0–9. */
  readonly label: number
  /** Half the distance of a central difference; default 1e-5. */
  readonly eps?: number
  /** Dropout: one byte per unit of the layer `recipe.dropoutAfter`, 1 = kept. Default: nothing is dropped. */
  readonly mask?: Uint8Array
  /** Check every n-th parameter only; default 1, all 9,760 (about 20,000 forward passes, two seconds). */
  readonly every?: number
  /** Gradients of the same loss in float32 (`Network.gradients()`), to be compared with the float64 ones. */
  readonly gradients?: StateDict
  /** Curvatures of the digit in float32 (`Network.curvatures()`), likewise; only with the optimizer `newton`. */
  readonly curvatures?: StateDict
}

export interface TensorCheck {
  /** Parameters compared by central differences. */
  readonly count: number
  /** Largest gradient of the tensor, absolute. */
  readonly largest: number
  /** Central difference against analytic gradient: largest absolute difference. */
  readonly maxAbsolute: number
  /** The same relative to the larger of the two, or to 1e-4 of the network's largest gradient where both are below it. */
  readonly maxRelative: number
  /** Float32 gradients against float64 ones, all of the tensor: largest absolute difference; only with `gradients`. */
  readonly float32MaxAbsolute?: number
  /** With the optimizer `newton`. */
  readonly curvature?: CurvatureCheck
}

export interface Gradcheck {
  /** The loss in float64. */
  readonly loss: number
  readonly tensors: Record<TensorName, TensorCheck>
  /** The largest over all tensors. */
  readonly maxAbsolute: number
  readonly maxRelative: number
  readonly float32MaxAbsolute?: number
}

/** Below this share of the largest gradient, a relative difference measures rounding and not the derivative. */
const FLOOR = 1e-4
const DOUBLE: Precision = 64

/**
 * Checks the gradients of one digit's loss. A healthy network gives relative differences of about 1e-6; a ReLU
 * whose weighted sum lies within `eps` of its kink has no derivative there and stands out with a large one.
 *
 * @throws {LenetError} ERR_CONFIG naming the recipe's field, ERR_STATE if the weights are invalid, ERR_SHAPE for an image or mask of the wrong length,
 *   ERR_VALUE for a label, `eps` or `every` out of range, ERR_WASM where WebAssembly may not be compiled
 */
export async function gradcheck(options: GradcheckOptions): Promise<Gradcheck> {
  check(options)
  const { recipe, state, image, label, eps = 1e-5, every = 1, mask, gradients, curvatures } = options
  const network = await ReferenceNetwork.create(recipe, DOUBLE)
  const sample = mask === undefined ? {} : { mask }
  // what the gradient is of: five times the mean over ten outputs is half their sum
  const energy = recipe.lossScale === 'halfSum' ? 5 : 1
  const lossNow = () => {
    network.forward(image, sample)
    return energy * network.loss(label)
  }

  network.setState(state)
  network.forward(image, sample)
  const loss = network.backward(label)
  const analytic = network.gradients()
  const options32 = { every, eps, ...(curvatures && { float32: curvatures }) }
  const curvature =
    recipe.optimizer === 'newton' ? checkCurvatures(network, image, sample, options32) : undefined
  const largest = Math.max(...tensorNames.map((name) => maxDifference(analytic[name])))

  const tensors = {} as Record<TensorName, TensorCheck>
  for (const name of tensorNames) {
    const weights = network.parameter(name)
    let [count, maxAbsolute, maxRelative] = [0, 0, 0]
    for (let i = 0; i < weights.length; i += every) {
      const numeric = centralDifference(weights, i, eps, lossNow)
      const exact = analytic[name][i]!
      const difference = Math.abs(numeric - exact)
      const scale = Math.max(Math.abs(numeric), Math.abs(exact), FLOOR * largest)
      count++
      maxAbsolute = Math.max(maxAbsolute, difference)
      maxRelative = Math.max(maxRelative, scale === 0 ? 0 : difference / scale)
    }
    const float32 = gradients && { float32MaxAbsolute: maxDifference(gradients[name], analytic[name]) }
    tensors[name] = {
      count,
      largest: maxDifference(analytic[name]),
      maxAbsolute,
      maxRelative,
      ...float32,
      ...(curvature && { curvature: curvature[name] }),
    }
  }

  const worst = (field: 'maxAbsolute' | 'maxRelative' | 'float32MaxAbsolute') =>
    Math.max(...tensorNames.map((name) => tensors[name][field] ?? 0))
  return {
    loss,
    tensors,
    maxAbsolute: worst('maxAbsolute'),
    maxRelative: worst('maxRelative'),
    ...(gradients && { float32MaxAbsolute: worst('float32MaxAbsolute') }),
  }
}

/** (loss(w + eps) − loss(w − eps)) / 2·eps; the weight is restored. */
function centralDifference(weights: Values, i: number, eps: number, loss: () => number): number {
  const weight = weights[i]!
  weights[i] = weight + eps
  const above = loss()
  weights[i] = weight - eps
  const below = loss()
  weights[i] = weight
  return (above - below) / (2 * eps)
}

/** Largest |a − b|; b is 0 if left out. */
function maxDifference(a: ArrayLike<number>, b?: ArrayLike<number>): number {
  let max = 0
  for (let i = 0; i < a.length; i++) max = Math.max(max, Math.abs(a[i]! - (b?.[i] ?? 0)))
  return max
}

function check({
  recipe,
  state,
  image,
  label,
  eps = 1e-5,
  every = 1,
  mask,
  gradients,
  curvatures,
}: GradcheckOptions): void {
  checkConfig(recipe)
  checkState(state)
  if (gradients !== undefined) checkState(gradients)
  if (curvatures !== undefined) checkState(curvatures)
  if (image.length !== IMAGE_PIXELS) {
    throw new LenetError('ERR_SHAPE', `gradcheck: image has ${image.length} pixels, expected ${IMAGE_PIXELS}`)
  }
  if (!Array.from(image).every(Number.isFinite)) {
    throw new LenetError(
      'ERR_VALUE',
      'gradcheck: image has a pixel that is not finite, expected finite numbers',
    )
  }
  if (!Number.isInteger(label) || label < 0 || label > 9) {
    throw new LenetError('ERR_VALUE', `gradcheck: label is ${label}, expected a whole number from 0 to 9`)
  }
  if (!(eps > 0 && eps < 1))
    throw new LenetError('ERR_VALUE', `gradcheck: eps is ${eps}, expected a number between 0 and 1`)
  if (!Number.isInteger(every) || every < 1) {
    throw new LenetError('ERR_VALUE', `gradcheck: every is ${every}, expected a whole number from 1`)
  }
  const units = recipe.dropoutAfter === 'h2' ? 192 : 30
  if (mask !== undefined && mask.length !== units) {
    throw new LenetError(
      'ERR_SHAPE',
      `gradcheck: mask has ${mask.length} bytes, expected ${units} after ${recipe.dropoutAfter}`,
    )
  }
}
