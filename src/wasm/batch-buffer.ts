/** Passes sets of digits through the module's batch buffer. */
import type { Digits } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import { type Evaluation, evaluation } from '../model/evaluation.js'
import type { Recipe } from '../model/recipes.js'
import { CLASSES, IMAGE_PIXELS } from '../model/shape.js'
import { type StateDict, type TensorName, tensorLength, tensorNames } from '../model/state.js'
import type { Float32Module } from './float32.js'

/** What a module that classifies digits must export. */
export interface BatchExports {
  predict(count: number): void
  evaluate(count: number): number
  badLabel(count: number): number
  resetConfusion(): void
}

/** Its batch buffer, through which digits enter and outputs leave. */
export interface BatchModule
  extends Pick<Float32Module, 'bufferSize' | 'images' | 'labels' | 'outputs' | 'confusion'> {
  readonly exports: BatchExports
}

/**
 * Puts the digits from `at` on into the batch buffer, as many as there are and as fit; returns how many.
 *
 * @throws {LenetError} ERR_VALUE for a set that was changed since it was checked: a label over 9, arrays that are shorter, as those of a buffer
 *   that was transferred or resized
 */
export function fillBuffer(
  { bufferSize, images, labels, exports }: BatchModule,
  set: Digits,
  at: number,
): number {
  const count = Math.min(bufferSize, set.length - at)
  if (set.images.length !== set.length * IMAGE_PIXELS || set.labels.length !== set.length) {
    throw new LenetError(
      'ERR_VALUE',
      `digits: ${set.images.length} pixels and ${set.labels.length} labels are left of ${set.length} digits: their buffer was transferred or resized while in use`,
    )
  }
  images.set(set.images.subarray(at * IMAGE_PIXELS, (at + count) * IMAGE_PIXELS))
  labels.set(set.labels.subarray(at, at + count))
  // of the copy, which the caller cannot change
  const bad = exports.badLabel(count)
  if (bad >= 0) {
    throw new LenetError(
      'ERR_VALUE',
      `labels: label ${at + bad} is ${labels[bad]}, expected a digit from 0 to 9: it was changed while in use`,
    )
  }
  return count
}

/** Evaluates a batch buffer of digits from `at` on: adds to `confusion` (10×10, [label][answer]) and returns the sum of their losses. */
export function evaluateBuffer(module: BatchModule, set: Digits, at: number, confusion: Uint32Array): number {
  const count = fillBuffer(module, set, at)
  module.exports.resetConfusion()
  const lossSum = module.exports.evaluate(count)
  for (let cell = 0; cell < CLASSES * CLASSES; cell++) confusion[cell]! += module.confusion[cell]!
  return lossSum
}

/** Evaluates all digits of a set. */
export function evaluateDigits(module: BatchModule, set: Digits): Evaluation {
  const confusion = new Uint32Array(CLASSES * CLASSES)
  let lossSum = 0
  for (let at = 0; at < set.length; at += module.bufferSize)
    lossSum += evaluateBuffer(module, set, at, confusion)
  return evaluation(lossSum, confusion)
}

/** The ten outputs for each of n×256 pixels: n×10. */
export function predictImages(module: BatchModule, images: Float32Array): Float32Array {
  const count = images.length / IMAGE_PIXELS
  // few images get no views: making one takes a fiftieth of a forward pass
  if (count <= module.bufferSize) return predictBuffer(module, images)
  const outputs = new Float32Array(count * CLASSES)
  for (let at = 0; at < count; at += module.bufferSize) {
    const part = images.subarray(at * IMAGE_PIXELS, (at + module.bufferSize) * IMAGE_PIXELS)
    outputs.set(predictBuffer(module, part), at * CLASSES)
  }
  return outputs
}

/** The same for at most as many images as fit into the batch buffer. */
function predictBuffer(module: BatchModule, images: Float32Array): Float32Array {
  const count = images.length / IMAGE_PIXELS
  module.images.set(images)
  module.exports.predict(count)
  return module.outputs.slice(0, count * CLASSES)
}

/** The tensors that take draws, in the order of the draws, and how `drawWeights` leaves them: one after another in the batch buffer. */
const DRAWN: readonly TensorName[] = ['H1w', 'H2w', 'H3w', 'outw']

/** Fresh draws of stream 0 for the weights, in PyTorch's layouts; biases of 0. */
export function drawWeights(
  { exports, images }: Float32Module,
  init: Recipe['init'] = 'sqrtFanIn',
): StateDict {
  exports.drawWeights(init === 'fanIn')
  const state = {} as StateDict
  for (const name of tensorNames) state[name] = new Float32Array(tensorLength(name))
  let at = 0
  for (const name of DRAWN) {
    const { length } = state[name]
    state[name].set(images.subarray(at, at + length))
    at += length
  }
  return state
}

/** Newton's h ← the mean over the first `digits` of a set, or over all if there are fewer: 6 µs each. */
export function estimateCurvature(module: Float32Module, set: Digits, digits: number): void {
  const count = Math.min(digits, set.length)
  module.full!.resetCurvature()
  for (let at = 0; at < count; at += module.bufferSize)
    module.full!.estimateCurvature(Math.min(fillBuffer(module, set, at), count - at), 1 / count)
}
