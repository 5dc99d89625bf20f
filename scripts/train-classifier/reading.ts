/** What a trained network makes of digits as they are. */
import type { RawDigits } from '../../src/data/idx.js'
import { resizeDigit } from '../../src/data/resize.js'
import { CLASSES, IMAGE_PIXELS, RAW_PIXELS } from '../../src/model/shape.js'
import type { StateDict } from '../../src/model/state.js'
import { configure, writeState } from '../../src/wasm/index.js'
import { loadClassifierModule } from './module.js'
import { type ClassifierRecipe, networkRecipe } from './recipe.js'

/** The ten logits of `state` for each digit as it is, undistorted: n×10. */
export async function logitsOf(
  state: StateDict,
  digits: RawDigits,
  recipe: ClassifierRecipe,
): Promise<Float32Array> {
  const module = await loadClassifierModule()
  configure(module, networkRecipe(recipe))
  writeState(module.parameters, state)
  const count = digits.labels.length
  const logits = new Float32Array(count * CLASSES)
  for (let at = 0; at < count; at += module.bufferSize) {
    const some = Math.min(module.bufferSize, count - at)
    for (let i = 0; i < some; i++)
      resizeDigit(digits.images, (at + i) * RAW_PIXELS, module.images, i * IMAGE_PIXELS)
    module.exports.predict(some)
    logits.set(module.outputs.subarray(0, some * CLASSES), at * CLASSES)
  }
  return logits
}

/** How many digits are misread: the first highest logit is not their label's. */
export function countMisses(logits: Float32Array, labels: Uint8Array): number {
  return labels.reduce((misses, label, i) => {
    const scores = logits.subarray(i * CLASSES, (i + 1) * CLASSES)
    return misses + (scores.indexOf(Math.max(...scores)) === label ? 0 : 1)
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
