/** One line, cut out and brought to size, as digits. */
import { CLASSES } from '../common/shape'
import { LOGITS } from '../classifier/memory'
import { addSpan, beginLattice, SPAN_BOXES, SPAN_FROM, SPAN_TO, spans, solve } from './lattice'
import { CUT_COMPONENT, cutBetween, CUTS, cuts, cutThrough, CUT_X, orderCuts } from './cuts'
import { HEIGHT, LINE, LINE_BOXES, LINE_LABELS, MOST_SPANS } from './memory'
import { readRaw, useStrict, usePlain } from './network'
import { scoreSpan, seesDigit, SPAN_PLAIN, takeMeasures } from './score'
import { bottom, components, left, measureSpan, right, spanPicture, top, visited } from './spans'
import { FROM_LEFT, findHomes, inLine, measureStrokes, orderComponents, thick } from './strokes'
import { findComponents } from './components'
import { lineHeight, lineWidth } from './lines'

/** A component is cut if it is as wide and high as these shares of the height, and its ink is more than one straight stroke's. */
const WIDTH_FOR_CUTS: f32 = 0.4
const HEIGHT_FOR_CUTS: f32 = 0.4
const STRAIGHT: f32 = 1.25
/** Unless it is at most this wide, at least this high, and the network is this sure that it is one digit. */
const DIGIT_WIDTH: f32 = 1.2
const DIGIT_HEIGHT: f32 = 0.7
const SURE: f32 = 0.9
/** A digit is at most this wide, unless it is a component by itself. */
const MOST_WIDTH: f32 = 1.3
/** Cuts that a digit may have within it. */
const MOST_WITHIN: i32 = 20
/** Pixels visited on all lines of a page, at most. */
const MOST_VISITED: i32 = 12000000

/** Whether a span has no cut through a component: whole components alone. */
const SPAN_FREE = new StaticArray<bool>(MOST_SPANS)
/** Whether a component is cut though the network takes it for one digit: where spans are collected to train that network. */
let cutsAll: bool = false

export function cutAll(all: bool): void {
  cutsAll = all
}

/** Reads LINE; false where it is too much for the tables, or nothing. */
export function readLine(): bool {
  if (!findComponents(LINE, LINE_LABELS, lineWidth, lineHeight, LINE_BOXES)) return false
  orderComponents()
  if (inLine == 0) return false
  measureStrokes()
  findHomes()
  useStrict()
  cutBetween()
  if (cuts < inLine - 1) return done(false)
  for (let i = 0; i < inLine; i++) if (mayBeSeveral(i)) cutThrough(FROM_LEFT[i])
  orderCuts()
  beginLattice()
  const middle = middleRow()
  for (let i = 0; i <= cuts; i++) {
    for (let j = i + 1; j <= cuts + 1; j++) {
      const a = i == 0 ? -1 : CUTS[i - 1]
      const b = j > cuts ? -1 : CUTS[j - 1]
      const from: f32 = a < 0 ? <f32>LINE_BOXES.left[FROM_LEFT[0]] : CUT_X[a]
      const to: f32 = b < 0 ? <f32>lineWidth : CUT_X[b]
      if (j > i + 1 && to - from > 2 * MOST_WIDTH * <f32>HEIGHT) break
      const free = (a < 0 || CUT_COMPONENT[a] < 0) && (b < 0 || CUT_COMPONENT[b] < 0)
      if (j - i > MOST_WITHIN && !free) continue
      if (!readSpan(i, j, a, b, free, middle)) return done(false)
    }
  }
  usePlain()
  for (let span = 0; span < spans; span++) if (SPAN_FREE[span]) readAgain(span)
  return solve(cuts + 1)
}

/** Adds the logits of the classifier's own network, which knows whole digits best. */
function readAgain(span: i32): void {
  const i = SPAN_FROM[span], j = SPAN_TO[span]
  measureSpan(i == 0 ? -1 : CUTS[i - 1], j > cuts ? -1 : CUTS[j - 1])
  spanPicture()
  readRaw()
  for (let d = 0; d < CLASSES; d++) SPAN_PLAIN[span * CLASSES + d] = load<f32>(LOGITS + (<usize>d << 2))
  scoreSpan(span, components == 1)
}

function done(good: bool): bool {
  usePlain()
  return good
}

/** Whether the component at a place from the left may be several digits that touch. */
function mayBeSeveral(i: i32): bool {
  const k = FROM_LEFT[i]
  const w = <f32>LINE_BOXES.width(k), h = <f32>LINE_BOXES.height(k)
  const full = <f32>HEIGHT
  if (w < WIDTH_FOR_CUTS * full || h < HEIGHT_FOR_CUTS * full) return false
  if (<f32>LINE_BOXES.area[k] < STRAIGHT * thick * sqrt<f32>(w * w + h * h)) return false
  if (w > DIGIT_WIDTH * full || h < DIGIT_HEIGHT * full || cutsAll) return true
  // the component alone lies between the cuts to both its sides
  if (!measureSpan(i - 1, i == inLine - 1 ? -1 : i)) return true
  spanPicture()
  return !readRaw() || !seesDigit(SURE)
}

/** The row in the middle of the components as high as a digit, weighed by their heights. */
function middleRow(): f32 {
  let sum: f32 = 0, all: f32 = 0
  for (let i = 0; i < inLine; i++) {
    const k = FROM_LEFT[i]
    const h = <f32>LINE_BOXES.height(k)
    if (h < 0.6 * <f32>HEIGHT) continue
    sum += h * 0.5 * <f32>(LINE_BOXES.top[k] + LINE_BOXES.bottom[k])
    all += h
  }
  return all == 0 ? 0.5 * <f32>lineHeight : sum / all
}

/** Adds the span between two cuts to the lattice, if it may be a digit or a stray stroke; false if there is no room left. */
function readSpan(i: i32, j: i32, a: i32, b: i32, free: bool, middle: f32): bool {
  if (visited > MOST_VISITED) return false
  if (!measureSpan(a, b)) return true
  const w = <f32>(right - left + 1), h = <f32>(bottom - top + 1)
  const single = free && components == 1
  if ((w > MOST_WIDTH * <f32>HEIGHT && !single) || (h < HEIGHT_FOR_CUTS * <f32>HEIGHT && !free)) return true
  spanPicture()
  if (!readRaw()) return true
  const span = addSpan(i, j)
  if (span < 0) return false
  takeMeasures(span, a, b, single, middle)
  scoreSpan(span, single)
  SPAN_FREE[span] = free
  SPAN_BOXES[4 * span] = <i16>left
  SPAN_BOXES[4 * span + 1] = <i16>top
  SPAN_BOXES[4 * span + 2] = <i16>right
  SPAN_BOXES[4 * span + 3] = <i16>bottom
  return true
}
