/**
 * What a network gains when it may say that it does not know, by the rule of 1989: "the most active output must exceed t1, the second most active stay
 * below t2, and their difference exceed t3" (LeCun et al. 1989, section 5).
 */
import { LenetError } from './errors.js'
import { show } from './given.js'
import type { Loss } from './recipes.js'
import { CLASSES } from './shape.js'

/** For each digit: its two most active outputs, and whether the first is its label's. */
export interface Answers {
  readonly first: Float32Array
  readonly second: Float32Array
  /** 1 right, 0 misread. */
  readonly right: Uint8Array
}

/** Thresholds, and what comes of them on the digits they were chosen on. */
export interface Rejection {
  /** Share of misread digits among those answered that was wanted at most. */
  readonly wanted: number
  readonly t1: number
  readonly t2: number
  readonly t3: number
  readonly rejected: number
  /** Misread digits among those answered. */
  readonly misses: number
  readonly count: number
}

/**
 * The answers to n digits.
 *
 * @param outputs n×10, as `Network.predict` gives them
 * @param loss what the network was trained with: of `crossEntropy` the outputs are logits, whose softmax is taken
 */
export function answersOf(outputs: Float32Array, labels: Uint8Array, loss: Loss): Answers {
  const count = labels.length
  const answers = {
    first: new Float32Array(count),
    second: new Float32Array(count),
    right: new Uint8Array(count),
  }
  for (let i = 0; i < count; i++) {
    const row = outputs.subarray(i * CLASSES, (i + 1) * CLASSES)
    const scores = loss === 'mse' ? row : softmax(row)
    const best = scores.indexOf(Math.max(...scores))
    answers.first[i] = scores[best]!
    answers.second[i] = Math.max(...scores.filter((_, digit) => digit !== best))
    answers.right[i] = Number(best === labels[i])
  }
  return answers
}

/** Shares that add up to 1; `sharpness` is one over the temperature. */
export function softmax(logits: Float32Array, sharpness = 1): Float32Array {
  const highest = Math.max(...logits)
  const powers = logits.map((logit) => Math.exp(sharpness * (logit - highest)))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** Values of each threshold that are tried, between which the misread digits are spread evenly. */
const TRIED = 20

/**
 * The thresholds that leave at most the share `wanted` of misread digits among those answered, and reject the fewest.
 *
 * @throws {LenetError} ERR_CONFIG for a share that is not between 0 and 1
 */
export function chooseThresholds(answers: Answers, wanted: number): Rejection {
  if (!(wanted >= 0 && wanted < 1))
    throw new LenetError(
      'ERR_CONFIG',
      `rejection: error ${show(wanted)}, expected a number from 0 to below 1`,
    )
  const { first, second, right } = answers
  const misread = Array.from(right.keys()).filter((i) => right[i] === 0)
  const count = right.length
  const tried = (none: number, value: (i: number) => number): number[] => {
    const sorted = misread.map(value).sort((a, b) => a - b)
    const steps = Array.from(
      { length: TRIED },
      (_, k) => sorted[Math.ceil(((k + 1) * sorted.length) / TRIED) - 1],
    )
    return [none, ...new Set(steps.filter((step) => step !== undefined))]
  }
  let best: Rejection | undefined
  for (const t1 of tried(-Infinity, (i) => first[i]!)) {
    for (const t2 of tried(Infinity, (i) => second[i]!)) {
      for (const t3 of tried(-Infinity, (i) => first[i]! - second[i]!)) {
        let answered = 0
        let misses = 0
        for (let i = 0; i < count; i++) {
          if (!(first[i]! > t1 && second[i]! < t2 && first[i]! - second[i]! > t3)) continue
          answered++
          misses += 1 - right[i]!
        }
        const rejected = count - answered
        if (misses <= wanted * answered && (best === undefined || rejected < best.rejected))
          best = { wanted, t1, t2, t3, rejected, misses, count }
      }
    }
  }
  return best!
}

/** How the error falls as more is rejected, by the difference of the two most active outputs alone: from nothing rejected to nothing misread. */
export function rejectionCurve({ first, second, right }: Answers): { rejected: number; error: number }[] {
  const count = right.length
  const order = Array.from(right.keys()).sort((a, b) => first[a]! - second[a]! - (first[b]! - second[b]!))
  let misses = order.filter((i) => right[i] === 0).length
  const points = [{ rejected: 0, error: misses / count }]
  order.forEach((i, k) => {
    if (right[i] === 1) return
    misses--
    const answered = count - k - 1
    points.push({ rejected: (k + 1) / count, error: answered === 0 ? 0 : misses / answered })
  })
  return points
}
