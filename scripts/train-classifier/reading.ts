/** What a trained network makes of digits as they are. */
import type { RawDigits } from '../../src/data/idx.js'
import { answerOf } from '../../src/model/evaluation.js'
import { CLASSES, IMAGE_PIXELS, RAW_PIXELS } from '../../src/model/shape.js'
import type { StateDict } from '../../src/model/state.js'
import { configure, writeState } from '../../src/wasm/index.js'
import { loadClassifierModule } from './module.js'
import { type ClassifierRecipe, networkRecipe } from './recipe.js'

/** How often a digit is read, each time moved a little: the logits are the means. */
export type Views = 1 | 2 | 4

/** The ten logits of `state` for each digit, undistorted: n×10. */
export async function logitsOf(
  state: StateDict,
  digits: RawDigits,
  recipe: ClassifierRecipe,
  views: Views,
): Promise<Float32Array> {
  const module = await loadClassifierModule()
  configure(module, networkRecipe(recipe))
  writeState(module.parameters, state)
  const count = digits.labels.length
  const logits = new Float32Array(count * CLASSES)
  for (let at = 0; at < count; at += module.bufferSize) {
    const some = Math.min(module.bufferSize, count - at)
    module.raw.set(digits.images.subarray(at * RAW_PIXELS, (at + some) * RAW_PIXELS))
    const to = logits.subarray(at * CLASSES, (at + some) * CLASSES)
    for (let view = 0; view < views; view++) {
      module.exports.normaliseRaw(some, view, views)
      module.exports.predict(some)
      for (let i = 0; i < to.length; i++) to[i]! += module.outputs[i]! / views
    }
  }
  return logits
}

/** Digits as the network sees them, in one view that is not moved: n×256. */
export async function normalised({ images, labels }: RawDigits): Promise<Float32Array> {
  const module = await loadClassifierModule()
  const count = labels.length
  const to = new Float32Array(count * IMAGE_PIXELS)
  for (let at = 0; at < count; at += module.bufferSize) {
    const some = Math.min(module.bufferSize, count - at)
    module.raw.set(images.subarray(at * RAW_PIXELS, (at + some) * RAW_PIXELS))
    module.exports.normaliseRaw(some, 0, 1)
    to.set(module.images.subarray(0, some * IMAGE_PIXELS), at * IMAGE_PIXELS)
  }
  return to
}

/** How many digits are misread: the first highest logit is not their label's. */
export function countMisses(logits: Float32Array, labels: Uint8Array): number {
  return labels.reduce((misses, label, i) => {
    const scores = logits.subarray(i * CLASSES, (i + 1) * CLASSES)
    return misses + (answerOf(scores) === label ? 0 : 1)
  }, 0)
}

/**
 * Mean cross-entropy of the digits, at the temperature at which it is least: it tells two recipes apart where their misses are still within the noise.
 */
export function calibratedLoss(logits: Float32Array, labels: Uint8Array): number {
  return Math.min(
    ...SHARPNESSES.map((inverseTemperature) => crossEntropy(logits, labels, inverseTemperature)),
  )
}

/** 1 / temperature. */
const SHARPNESSES = Array.from({ length: 17 }, (_, i) => 0.4 + 0.1 * i)

function crossEntropy(logits: Float32Array, labels: Uint8Array, inverseTemperature: number): number {
  let sum = 0
  for (const [i, label] of labels.entries()) {
    const scores = Array.from(
      logits.subarray(i * CLASSES, (i + 1) * CLASSES),
      (logit) => logit * inverseTemperature,
    )
    const highest = Math.max(...scores)
    const total = scores.reduce((all, score) => all + Math.exp(score - highest), 0)
    sum += highest + Math.log(total) - scores[label]!
  }
  return sum / labels.length
}
