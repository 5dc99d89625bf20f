/**
 * What a network gains when it may refuse to answer, by the rule of 1989: "the most active output must exceed t1, the second most active stay
 * below t2, and their difference exceed t3" (LeCun et al. 1989, section 5).
 */
import { LenetError } from './errors.js'
import { answerOf } from './evaluation.js'
import type { Loss } from './recipes.js'
import { CLASSES } from './shape.js'
import { show } from './validate.js'

/** For each digit: its two most active outputs, and whether the first is its label's. */
export interface Answers {
  readonly first: Float32Array
  readonly second: Float32Array
  /** 1 right, 0 misread. */
  readonly right: Uint8Array
}

/** Thresholds, and their result on the digits that they were chosen on. */
export interface Rejection {
  /** The highest share of misread digits among the accepted ones that was asked for. */
  readonly wanted: number
  readonly t1: number
  readonly t2: number
  readonly t3: number
  readonly rejected: number
  /** Misread digits among the accepted ones. */
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
    const best = answerOf(scores)
    answers.first[i] = scores[best]!
    answers.second[i] = Math.max(...scores.filter((_, digit) => digit !== best))
    answers.right[i] = Number(best === labels[i])
  }
  return answers
}

/** Shares that add up to 1; `inverseTemperature` is one over the temperature. */
export function softmax(logits: Float32Array, inverseTemperature = 1): Float32Array {
  const highest = Math.max(...logits)
  const powers = logits.map((logit) => Math.exp(inverseTemperature * (logit - highest)))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** Values of each threshold that are tried at most, between which the misread digits are spread evenly. */
const CANDIDATES = 100

/**
 * The thresholds that leave at most the share `wanted` of misread digits among those answered, and reject the fewest.
 *
 * @throws {LenetError} ERR_CONFIG for a share that is not from 0 to below 1
 */
export function chooseThresholds(answers: Answers, wanted: number): Rejection {
  if (!(wanted >= 0 && wanted < 1))
    throw new LenetError(
      'ERR_CONFIG',
      `rejection: error ${show(wanted)}, expected a number from 0 to below 1`,
    )
  const { first, second, right } = answers
  const count = right.length
  const difference = first.map((value, i) => value - second[i]!)
  // the second's threshold is an upper one: turned round, all three are alike
  const axes = [first, second.map((value) => -value), difference].map((values) =>
    candidateThresholds(values, right),
  )
  const [t1, t2, t3] = axes as [Axis, Axis, Axis]
  const passing = [
    new Float64Array(t1.size * t2.size * t3.size),
    new Float64Array(t1.size * t2.size * t3.size),
  ]
  for (let i = 0; i < count; i++)
    passing[right[i]!]![(t1.passed[i]! * t2.size + t2.passed[i]!) * t3.size + t3.passed[i]!]!++
  for (const numbers of passing) suffixSum(numbers, [t1.size, t2.size, t3.size])
  let best: Rejection | undefined
  for (let a = 0, at = 0; a < t1.size; a++) {
    for (let b = 0; b < t2.size; b++) {
      for (let c = 0; c < t3.size; c++, at++) {
        const misses = passing[0]![at]!
        const answered = misses + passing[1]![at]!
        const rejected = count - answered
        if (misses <= wanted * answered && (best === undefined || rejected < best.rejected))
          best = { wanted, t1: t1.values[a]!, t2: -t2.values[b]!, t3: t3.values[c]!, rejected, misses, count }
      }
    }
  }
  return best!
}

/** Thresholds to try on one quantity, rising from −∞, and for each digit the number of the last one that it exceeds. */
interface Axis {
  readonly values: readonly number[]
  readonly size: number
  readonly passed: Uint8Array
}

function candidateThresholds(values: Float32Array, right: Uint8Array): Axis {
  const misread = values.filter((_, i) => right[i] === 0).sort()
  const steps = Math.min(CANDIDATES, misread.length)
  const chosen = Array.from(
    { length: steps },
    (_, k) => misread[Math.ceil(((k + 1) * misread.length) / steps) - 1]!,
  )
  const thresholds = [-Infinity, ...new Set(chosen)]
  const passed = Uint8Array.from(values, (value) => {
    let last = 0
    while (value > thresholds[last + 1]!) last++
    return last
  })
  return { values: thresholds, size: thresholds.length, passed }
}

/** Makes each cell of a box of numbers the sum of all cells that lie not before it on any of the three axes. */
function suffixSum(numbers: Float64Array, [x, y, z]: readonly [number, number, number]): void {
  for (const [size, step] of [
    [x, y * z],
    [y, z],
    [z, 1],
  ] as const)
    for (let i = numbers.length - 1; i >= 0; i--)
      if (Math.floor(i / step) % size < size - 1) numbers[i]! += numbers[i + step]!
}

/** What thresholds come to on other digits than those they were chosen on. */
export function applyThresholds(
  { first, second, right }: Answers,
  { t1, t2, t3 }: Pick<Rejection, 't1' | 't2' | 't3'>,
): { readonly rejected: number; readonly misses: number; readonly count: number } {
  let [answered, misses] = [0, 0]
  for (let i = 0; i < right.length; i++) {
    // in the precision of the outputs, in which thresholds are found
    if (!(first[i]! > t1 && second[i]! < t2 && Math.fround(first[i]! - second[i]!) > t3)) continue
    answered++
    if (right[i] === 0) misses++
  }
  return { rejected: right.length - answered, misses, count: right.length }
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
