/**
 * All ways to read a line: a path from its beginning to its end over spans, each a digit or none. The best path is the answer; the share that all paths which
 * spell the same digits have of the weight of all paths is how sure it is.
 *
 * Weights are sums of exponentials, each relative to the best path to its place, so that nothing overflows and no logarithm is needed.
 */
import { CLASSES } from '../common/shape'
import { MOST_CUTS, MOST_DIGITS, MOST_SPANS } from './memory'

/** Spans in the order of their beginnings: from one cut to another; score as each digit, and as none. */
export const SPAN_FROM = new StaticArray<i32>(MOST_SPANS)
export const SPAN_TO = new StaticArray<i32>(MOST_SPANS)
export const SPAN_SCORES = new StaticArray<f32>(MOST_SPANS * CLASSES)
export const SPAN_NONE = new StaticArray<f32>(MOST_SPANS)
/** Boxes of spans. */
export const SPAN_BOXES = new StaticArray<i16>(MOST_SPANS * 4)
export let spans: i32 = 0

/** No path, or no such reading. */
export const NEVER: f32 = -1e9
const UNREACHED: f32 = 0.1 * NEVER

const PLACES: i32 = MOST_CUTS + 2
/** Score of the best path to a place, its last span and how that is read, −1 for none. */
const BEST = new StaticArray<f32>(PLACES)
const BEST_SPAN = new StaticArray<i32>(PLACES)
const BEST_DIGIT = new StaticArray<i32>(PLACES)
/** Weight of all paths to a place, and from it on. */
const BEFORE = new StaticArray<f64>(PLACES)
const AFTER = new StaticArray<f64>(PLACES)
/** Weight of the paths to a place that spell the answer's first digits, by how many: [place][digits + 1]. */
const SPELT = new StaticArray<f64>(PLACES * PLACES)

/** The answer: spans and digits from left to right, how sure each is, and all together. */
export const ANSWER_SPAN = new StaticArray<i32>(MOST_DIGITS)
export const ANSWER_DIGIT = new StaticArray<i32>(MOST_DIGITS)
export const ANSWER_SURE = new StaticArray<f32>(MOST_DIGITS)
export let answers: i32 = 0
export let sure: f64 = 1

export function beginLattice(): void {
  spans = 0
}

/** Makes room for a span, which the caller fills; −1 if there is no room. */
export function addSpan(from: i32, to: i32): i32 {
  if (spans == MOST_SPANS) return -1
  SPAN_FROM[spans] = from
  SPAN_TO[spans] = to
  return spans++
}

/** e^x for x ≤ 0, as exact as float64 arithmetic makes it: 2^n · e^r by Taylor's series. */
export function exp(x: f64): f64 {
  if (!(x > -700)) return 0
  const n = nearest<f64>(x * 1.4426950408889634)
  const r = x - n * 0.6931471805599453
  let sum: f64 = 1
  for (let k: f64 = 13; k > 0; k--) sum = 1 + (r / k) * sum
  return sum * reinterpret<f64>((<i64>n + 1023) << 52)
}

/** Weight of a span as any digit, and as `digit` where that is not −1, against the best paths to both of its ends. */
// @ts-ignore: decorator
@inline
function weight(score: f32, span: i32): f64 {
  return score <= NEVER ? 0 : exp(<f64>BEST[SPAN_FROM[span]] + <f64>score - <f64>BEST[SPAN_TO[span]])
}
function weightOfAll(span: i32): f64 {
  let sum = weight(SPAN_NONE[span], span)
  for (let d = 0; d < CLASSES; d++) sum += weight(SPAN_SCORES[span * CLASSES + d], span)
  return sum
}

/** Reads the lattice whose last place is `end`; false where no path leads there. */
export function solve(end: i32): bool {
  answers = 0
  for (let i = 0; i <= end; i++) BEST[i] = NEVER
  BEST[0] = 0
  for (let s = 0; s < spans; s++) {
    const to = SPAN_TO[s]
    for (let d = -1; d < CLASSES; d++) {
      const score = BEST[SPAN_FROM[s]] + (d < 0 ? SPAN_NONE[s] : SPAN_SCORES[s * CLASSES + d])
      if (score <= BEST[to] || score <= UNREACHED) continue
      BEST[to] = score
      BEST_SPAN[to] = s
      BEST_DIGIT[to] = d
    }
  }
  if (BEST[end] <= UNREACHED) return false
  let count = 0
  for (let i = end; i > 0; i = SPAN_FROM[BEST_SPAN[i]]) if (BEST_DIGIT[i] >= 0) count++
  answers = count
  for (let i = end; i > 0; i = SPAN_FROM[BEST_SPAN[i]]) {
    if (BEST_DIGIT[i] < 0) continue
    count--
    ANSWER_SPAN[count] = BEST_SPAN[i]
    ANSWER_DIGIT[count] = BEST_DIGIT[i]
  }
  weigh(end)
  return true
}

function weigh(end: i32): void {
  for (let i = 0; i <= end; i++) BEFORE[i] = AFTER[i] = 0
  for (let i = 0; i < (end + 1) * PLACES; i++) SPELT[i] = 0
  BEFORE[0] = AFTER[end] = SPELT[0] = 1
  for (let s = 0; s < spans; s++) {
    const from = SPAN_FROM[s], to = SPAN_TO[s]
    if (BEST[from] <= UNREACHED) continue
    BEFORE[to] += BEFORE[from] * weightOfAll(s)
    const none = weight(SPAN_NONE[s], s)
    for (let n = 0; n <= answers; n++) {
      const so = SPELT[from * PLACES + n]
      if (so == 0) continue
      SPELT[to * PLACES + n] += so * none
      if (n < answers) SPELT[to * PLACES + n + 1] += so * weight(SPAN_SCORES[s * CLASSES + ANSWER_DIGIT[n]], s)
    }
  }
  for (let s = spans - 1; s >= 0; s--) {
    if (BEST[SPAN_FROM[s]] > UNREACHED) AFTER[SPAN_FROM[s]] += weightOfAll(s) * AFTER[SPAN_TO[s]]
  }
  const all = BEFORE[end]
  sure = SPELT[end * PLACES + answers] / all
  for (let n = 0; n < answers; n++) {
    const s = ANSWER_SPAN[n]
    const own = weight(SPAN_SCORES[s * CLASSES + ANSWER_DIGIT[n]], s)
    ANSWER_SURE[n] = <f32>((BEFORE[SPAN_FROM[s]] * own * AFTER[SPAN_TO[s]]) / all)
  }
}
