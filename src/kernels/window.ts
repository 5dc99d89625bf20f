/** Passes sets of digits through the module's window. */
import type { Digits } from '../data/digits.js'
import { type Evaluation, evaluation } from '../evaluation.js'
import { CLASSES, IMAGE_PIXELS } from '../shape.js'
import type { StateDict } from '../state.js'
import type { TrainModule } from './module.js'

/** What a module that reads digits has to export. */
export interface WindowExports {
  predict(count: number): void
  evaluate(count: number): number
  resetConfusion(): void
}

/** Its window, through which digits enter and answers leave. */
export interface WindowModule
  extends Pick<TrainModule, 'window' | 'images' | 'labels' | 'outputs' | 'confusion'> {
  readonly exports: WindowExports
}

/** Puts the digits from `at` on into the window, as many as there are and as it holds; how many. */
export function loadWindow({ window, images, labels }: WindowModule, set: Digits, at: number): number {
  const count = Math.min(window, set.length - at)
  images.set(set.images.subarray(at * IMAGE_PIXELS, (at + count) * IMAGE_PIXELS))
  labels.set(set.labels.subarray(at, at + count))
  return count
}

/** Evaluates a window of digits from `at` on: adds to `confusion` (10×10, [label][answer]) and gives the sum of their losses. */
export function evaluateWindow(
  module: WindowModule,
  set: Digits,
  at: number,
  confusion: Uint32Array,
): number {
  const count = loadWindow(module, set, at)
  module.exports.resetConfusion()
  const lossSum = module.exports.evaluate(count)
  for (let cell = 0; cell < CLASSES * CLASSES; cell++) confusion[cell]! += module.confusion[cell]!
  return lossSum
}

/** Evaluates all digits of a set. */
export function evaluateDigits(module: WindowModule, set: Digits): Evaluation {
  const confusion = new Uint32Array(CLASSES * CLASSES)
  let lossSum = 0
  for (let at = 0; at < set.length; at += module.window) lossSum += evaluateWindow(module, set, at, confusion)
  return evaluation(lossSum, confusion)
}

/** The ten outputs for each of n×256 pixels: n×10. */
export function predictImages(module: WindowModule, images: Float32Array): Float32Array {
  const count = images.length / IMAGE_PIXELS
  const outputs = new Float32Array(count * CLASSES)
  for (let at = 0; at < count; at += module.window) {
    const size = Math.min(module.window, count - at)
    module.images.set(images.subarray(at * IMAGE_PIXELS, (at + size) * IMAGE_PIXELS))
    module.exports.predict(size)
    outputs.set(module.outputs.subarray(0, size * CLASSES), at * CLASSES)
  }
  return outputs
}

/** The tensors that take draws, in the order of the draws, and how `drawWeights` leaves them: one behind the other in the window. */
const DRAWN = ['H1w', 'H2w', 'H3w', 'outw'] as const

/** Replaces the weights of `state` by fresh draws of stream 0, in PyTorch's layouts. */
export function drawWeights({ exports, images }: TrainModule, state: StateDict): void {
  exports.drawWeights()
  let at = 0
  for (const name of DRAWN) {
    const { length } = state[name]
    state[name].set(images.subarray(at, at + length))
    at += length
  }
}
