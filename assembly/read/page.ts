/** A page of ink as lines of digits. */
import { beginRules, eraseRules } from './rules'
import { findComponents } from './components'
import { ANSWER_DIGIT, ANSWER_SPAN, ANSWER_SURE, answers, SPAN_BOXES, sure } from './lattice'
import { cutOut, findLines, lineLeft, lines, lineScale, lineTop, topOf } from './lines'
import { readLine } from './line'
import { MOST_DIGITS, MOST_LINES, PAGE, PAGE_BOXES, PAGE_LABELS } from './memory'
import { beginSpans } from './spans'

/** Times that rules are looked for: two that cross the same digits are one component. */
const MOST_RULES: i32 = 3

/** What was read: of each digit its value, line, how sure it is, and its box on the page: left, top, width, height. */
export const DIGITS = new StaticArray<i32>(MOST_DIGITS)
export const DIGIT_LINES = new StaticArray<i32>(MOST_DIGITS)
export const DIGIT_CONFIDENCES = new StaticArray<f32>(MOST_DIGITS)
export const DIGIT_BOXES = new StaticArray<f32>(MOST_DIGITS * 4)
let digits: i32 = 0
let confidence: f64 = 1
/** Whether a line could not be read. */
let unread: bool = false

const ORDER = new StaticArray<i32>(MOST_LINES)

/** Reads PAGE[height][width], both at most 400; how many digits there are. */
export function readPage(width: i32, height: i32): i32 {
  digits = 0
  confidence = 1
  unread = false
  if (!findWriting(width, height)) return refuse()
  const usual = findLines()
  for (let i = 0; i < lines; i++) {
    let k = i
    for (; k > 0 && topOf(ORDER[k - 1]) > topOf(i); k--) ORDER[k] = ORDER[k - 1]
    ORDER[k] = i
  }
  beginSpans()
  let line = 0
  for (let i = 0; i < lines; i++) {
    if (!cutOut(ORDER[i], width, height, usual)) continue
    if (!readLine()) {
      unread = true
      continue
    }
    confidence *= sure
    if (answers == 0) continue
    if (digits + answers > MOST_DIGITS) return refuse()
    for (let n = 0; n < answers; n++) take(n, line)
    line++
  }
  return digits
}

function refuse(): i32 {
  unread = true
  return digits
}

/** How sure all digits together are: the share of readings that spell them; 0 where a part could not be read. */
export function pageConfidence(): f64 {
  return unread ? 0 : confidence
}

/** The components without rules. */
function findWriting(width: i32, height: i32): bool {
  if (!findComponents(PAGE, PAGE_LABELS, width, height, PAGE_BOXES)) return false
  beginRules()
  for (let i = 0; i < MOST_RULES; i++) {
    if (!eraseRules(PAGE, PAGE_LABELS, width, height, PAGE_BOXES)) break
    if (!findComponents(PAGE, PAGE_LABELS, width, height, PAGE_BOXES)) return false
  }
  return true
}

function take(n: i32, line: i32): void {
  const span = 4 * ANSWER_SPAN[n]
  const left = <f32>SPAN_BOXES[span], top = <f32>SPAN_BOXES[span + 1]
  DIGITS[digits] = ANSWER_DIGIT[n]
  DIGIT_LINES[digits] = line
  DIGIT_CONFIDENCES[digits] = ANSWER_SURE[n]
  DIGIT_BOXES[4 * digits] = <f32>lineLeft + left / lineScale
  DIGIT_BOXES[4 * digits + 1] = <f32>lineTop + top / lineScale
  DIGIT_BOXES[4 * digits + 2] = (<f32>SPAN_BOXES[span + 2] - left + 1) / lineScale
  DIGIT_BOXES[4 * digits + 3] = (<f32>SPAN_BOXES[span + 3] - top + 1) / lineScale
  digits++
}
