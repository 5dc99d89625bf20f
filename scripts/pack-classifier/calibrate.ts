/** The inverseTemperature that makes scores of logits: with it they are as likely as they say. */
import { CLASSES } from '../../src/model/shape.js'

const LEAST = 0.2
const MOST = 5
const STEPS = 60

/** The factor of the logits at which the softmax's mean cross-entropy on digits that were held out is least, to four digits; by golden section. */
export function fitSharpness(logits: Float32Array, labels: Uint8Array): number {
  const shrink = (Math.sqrt(5) - 1) / 2
  let [from, to] = [LEAST, MOST]
  for (let i = 0; i < STEPS; i++) {
    const left = to - shrink * (to - from)
    const right = from + shrink * (to - from)
    if (crossEntropy(logits, labels, left) < crossEntropy(logits, labels, right)) to = right
    else from = left
  }
  return Number(((from + to) / 2).toPrecision(4))
}

function crossEntropy(logits: Float32Array, labels: Uint8Array, inverseTemperature: number): number {
  let sum = 0
  for (let i = 0; i < labels.length; i++) {
    const row = logits.subarray(i * CLASSES, (i + 1) * CLASSES)
    const powers = row.reduce(
      (total, logit) => total + Math.exp(inverseTemperature * (logit - row[labels[i]!]!)),
      0,
    )
    sum += Math.log(powers)
  }
  return sum / labels.length
}

/**
 * The expected calibration error (Naeini et al. 2015): answers sorted into 15 bins by their confidence, the mean distance of a bin's mean confidence from its
 * share of right answers, weighted by how many it holds.
 */
export function calibrationError(confidences: ArrayLike<number>, right: ArrayLike<number>): number {
  const bins = Array.from({ length: 15 }, () => ({ confidence: 0, right: 0 }))
  for (let i = 0; i < confidences.length; i++) {
    const bin = bins[Math.min(14, Math.floor(15 * confidences[i]!))]!
    bin.confidence += confidences[i]!
    bin.right += right[i]!
  }
  return bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0) / confidences.length
}
