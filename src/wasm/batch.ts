/** Passes sets of digits through the module's window. */
import type { Digits } from '../model/digits.js'
import { type Evaluation, evaluation } from '../model/evaluation.js'
import { CLASSES, IMAGE_PIXELS } from '../model/shape.js'
import { type StateDict, type TensorName, tensorLength, tensorNames } from '../model/state.js'
import type { TrainModule } from './float32.js'

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
  // few images need no views, each of which takes as long as a fiftieth of a forward pass
  if (count <= module.window) return predictWindow(module, images)
  const outputs = new Float32Array(count * CLASSES)
  for (let at = 0; at < count; at += module.window) {
    const part = images.subarray(at * IMAGE_PIXELS, (at + module.window) * IMAGE_PIXELS)
    outputs.set(predictWindow(module, part), at * CLASSES)
  }
  return outputs
}

/** The same for no more images than fit into the window. */
function predictWindow(module: WindowModule, images: Float32Array): Float32Array {
  const count = images.length / IMAGE_PIXELS
  module.images.set(images)
  module.exports.predict(count)
  return module.outputs.slice(0, count * CLASSES)
}

/** The tensors that take draws, in the order of the draws, and how `drawWeights` leaves them: one behind the other in the window. */
const DRAWN: readonly TensorName[] = ['H1w', 'H2w', 'H3w', 'outw']

/** Fresh draws of stream 0 for the weights, in PyTorch's layouts; biases of 0. */
export function drawWeights({ exports, images }: TrainModule): StateDict {
  exports.drawWeights()
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
