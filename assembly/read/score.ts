/**
 * How well a span reads as each digit and as none: the network's word for it and measures of its shape, weighed. `scripts/read` fits the weights to strings
 * so that right readings are as likely as they can be.
 *
 *   digit d:  T·logit_d − log(Σ e^(T·logit) + e^G) + Σ weight·measure        none:  Σ weight·measure
 */
import { CLASSES } from '../common/shape'
import { LOGITS } from '../classifier/memory'
import { CUT_COMPONENT, CUT_COST } from './cuts'
import { exp, NEVER, SPAN_NONE, SPAN_SCORES } from './lattice'
import { FEATURES, HEIGHT, MOST_SPANS } from './memory'
import { RAW } from './network'
import { bottom, components, gap, left, pixels, right, tall, top } from './spans'
import { thick } from './strokes'
import { WEIGHTS } from './score-weights'

/** Places in WEIGHTS, behind the measures: the logits' factor T, the weight G of the class "not a digit", and the plain network's factor. */
const FACTOR: i32 = FEATURES
const GARBAGE: i32 = FEATURES + 1
const PLAIN: i32 = FEATURES + 2
/** Measures from this one on belong to spans that are not digits, the earlier ones to digits. */
const OF_NONE: i32 = 14

/** Measures and logits of each span, which the fit reads. */
export const SPAN_MEASURES = new StaticArray<f32>(MOST_SPANS * FEATURES)
export const SPAN_LOGITS = new StaticArray<f32>(MOST_SPANS * CLASSES)
/** The classifier's own, 0 unless the span is whole. */
export const SPAN_PLAIN = new StaticArray<f32>(MOST_SPANS * CLASSES)

/** ln x for x ≥ 1e-30: the exponent, and 2·artanh((m − 1)/(m + 1)) of what is left. */
export function log(x: f64): f64 {
  const bits = reinterpret<u64>(x)
  let e = <i64>(bits >> 52) - 1023
  let m = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000)
  if (m > 1.4142135623730951) {
    m *= 0.5
    e++
  }
  const s = (m - 1) / (m + 1)
  const s2 = s * s
  let sum: f64 = 0
  for (let k: f64 = 19; k > 0; k -= 2) sum = sum * s2 + 1 / k
  return <f64>e * 0.6931471805599453 + 2 * s * sum
}

// @ts-ignore: decorator
@inline
function beyond(x: f32, limit: f32): f32 {
  return max<f32>(x - limit, 0)
}

/** Measures the span measured last, which lies between cuts a and b, as number `span`; `single`: a whole component alone. */
export function takeMeasures(span: i32, a: i32, b: i32, single: bool, middle: f32): void {
  const m = span * FEATURES
  const w = <f32>(right - left + 1) / <f32>HEIGHT, h = <f32>(bottom - top + 1) / <f32>HEIGHT
  const off: f32 = (<f32>0.5 * <f32>(top + bottom) - middle) / <f32>HEIGHT
  const through = i32(a >= 0 && CUT_COMPONENT[a] >= 0) + i32(b >= 0 && CUT_COMPONENT[b] >= 0)
  SPAN_MEASURES[m] = 1
  SPAN_MEASURES[m + 1] = ((a < 0 ? 0 : CUT_COST[a]) + (b < 0 ? 0 : CUT_COST[b])) / thick
  SPAN_MEASURES[m + 2] = <f32>max(gap - 1, 0)
  SPAN_MEASURES[m + 3] = beyond(0.75, h)
  SPAN_MEASURES[m + 4] = beyond(h, 1.3)
  SPAN_MEASURES[m + 5] = beyond(w, 1.05)
  // 6: how much less of a digit than of none the network sees, added in `scoreSpan`
  SPAN_MEASURES[m + 7] = <f32>max(tall - 1, 0)
  SPAN_MEASURES[m + 8] = beyond(abs<f32>(off), 0.15)
  SPAN_MEASURES[m + 9] = <f32>through
  SPAN_MEASURES[m + 10] = <f32>max(components - 1, 0)
  // of all digits but 1, and of 1 alone
  SPAN_MEASURES[m + 11] = beyond(0.45, w)
  SPAN_MEASURES[m + 12] = beyond(w, 0.75)
  SPAN_MEASURES[m + 13] = beyond(0.5, h)
  SPAN_MEASURES[m + 14] = single ? 1 : 0
  SPAN_MEASURES[m + 15] = single ? min(h, 1) * min(h, 1) : 0
  SPAN_MEASURES[m + 17] = single ? slash(h) : 0
  SPAN_MEASURES[m + 18] = single ? min(beyond(w, 2 * h), 1) : 0
  SPAN_MEASURES[m + 19] = single ? beyond(abs<f32>(off), 0.3) : 0
  SPAN_MEASURES[m + 20] = single ? beyond(w, 1.3) : 0
  SPAN_MEASURES[m + 21] = single ? beyond(h, 1.3) : 0
  SPAN_MEASURES[m + 22] = single ? beyond(0.5, h) : 0
  for (let d = 0; d < CLASSES; d++) {
    SPAN_LOGITS[span * CLASSES + d] = load<f32>(LOGITS + (<usize>d << 2))
    SPAN_PLAIN[span * CLASSES + d] = 0
  }
}

/** How much a span is like a slash, 0 … 1: taller than the digits, leaning, and a straight stroke. */
function slash(h: f32): f32 {
  let mass: f32 = 0, mx: f32 = 0, my: f32 = 0
  for (let i = 0; i < 784; i++) {
    const v = <f32>load<u8>(RAW + <usize>i)
    mass += v
    mx += v * <f32>(i % 28)
    my += v * <f32>(i / 28)
  }
  mx /= mass
  my /= mass
  let xy: f32 = 0, yy: f32 = 0
  for (let i = 0; i < 784; i++) {
    const v = <f32>load<u8>(RAW + <usize>i)
    const y = <f32>(i / 28) - my
    xy += v * (<f32>(i % 28) - mx) * y
    yy += v * y * y
  }
  const lean = -max(min(xy / (yy + 0.001 * mass), 1), -1)
  const straight = <f32>pixels < 1.5 * thick * h * <f32>HEIGHT * sqrt<f32>(1 + lean * lean)
  return straight ? ramp(h, 1.05) * ramp(lean, 0.28) : 0
}

function ramp(x: f32, from: f32): f32 {
  return min(max((x - from) / 0.15, 0), 1)
}

/** The scores of a span from its measures and logits. */
export function scoreSpan(span: i32, single: bool): void {
  const m = span * FEATURES
  const at = span * CLASSES
  const garbage = WEIGHTS[GARBAGE]
  let most = garbage
  for (let d = 0; d < CLASSES; d++) most = max(most, logit(at + d))
  let sum: f64 = 0
  for (let d = 0; d < CLASSES; d++) sum += exp(<f64>(logit(at + d) - most))
  const all = <f32>log(sum + exp(<f64>(garbage - most))) + most
  SPAN_MEASURES[m + 6] = beyond(garbage, <f32>log(sum + 1e-30) + most)
  SPAN_MEASURES[m + 16] = single ? garbage - all : 0
  let digit: f32 = 0, none: f32 = 0
  for (let i = 0; i < OF_NONE; i++) if (i != 11 && i != 12) digit += WEIGHTS[i] * SPAN_MEASURES[m + i]
  for (let i = OF_NONE; i < FEATURES; i++) none += WEIGHTS[i] * SPAN_MEASURES[m + i]
  for (let d = 0; d < CLASSES; d++) {
    const own = d == 1 ? 12 : 11
    SPAN_SCORES[at + d] = logit(at + d) - all + digit + WEIGHTS[own] * SPAN_MEASURES[m + own]
  }
  SPAN_NONE[span] = single ? none : NEVER
}

// @ts-ignore: decorator
@inline
function logit(at: i32): f32 {
  return WEIGHTS[FACTOR] * SPAN_LOGITS[at] + WEIGHTS[PLAIN] * SPAN_PLAIN[at]
}

/** e^G / (Σ e^(T·logit) + e^G) of the logits in place: whether the network sees one digit at once. */
export function seesDigit(sure: f32): bool {
  let most: f32 = 0
  let sum: f64 = 1
  for (let d = 0; d < CLASSES; d++) most = max(most, load<f32>(LOGITS + (<usize>d << 2)))
  sum = exp(<f64>-most)
  for (let d = 0; d < CLASSES; d++) sum += exp(<f64>(load<f32>(LOGITS + (<usize>d << 2)) - most))
  return 1 >= <f64>sure * sum && most > 0
}
