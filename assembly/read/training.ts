/** What fitting the reader of several digits needs besides: the lattice of the line read last, and each span as it was read. Not part of the package. */
import { CUTS, cuts } from './cuts'
import { SPAN_BOXES, SPAN_FROM, SPAN_NONE, SPAN_SCORES, SPAN_TO, spans } from './lattice'
import { lineHeight, lineLeft, lineScale, lineTop, lineWidth } from './lines'
import { LINE, LINE_BOXES, LINE_LABELS } from './memory'
import { RAW } from './network'
import { SPAN_LOGITS, SPAN_MEASURES, SPAN_PLAIN } from './score'
import { WEIGHTS } from './score-weights'
import { measureSpan, SPAN, spanPicture } from './spans'

export * from './index'
export { cutAll } from './line'
export { findWays, wayCost } from './paths'
export { exp } from './lattice'
export { log } from './score'

/** Components of the line read last, and the box of one: left, top, right, bottom. */
export function componentCount(): i32 {
  return LINE_BOXES.count
}
export function componentSide(k: i32, side: i32): i32 {
  switch (side) {
    case 0: return LINE_BOXES.left[k]
    case 1: return LINE_BOXES.top[k]
    case 2: return LINE_BOXES.right[k]
    default: return LINE_BOXES.bottom[k]
  }
}

/** RAW and SPAN as the span was read, of the line read last. */
export function restoreSpan(span: i32): void {
  const i = SPAN_FROM[span], j = SPAN_TO[span]
  measureSpan(i == 0 ? -1 : CUTS[i - 1], j > cuts ? -1 : CUTS[j - 1])
  spanPicture()
}

/** Place and size of that line: its left, top, width, height. */
export function lineMeasure(which: i32): f32 {
  switch (which) {
    case 0: return <f32>lineLeft
    case 1: return <f32>lineTop
    case 2: return <f32>lineWidth
    case 3: return <f32>lineHeight
    default: return lineScale
  }
}

export function spanCount(): i32 {
  return spans
}
export function lastPlace(): i32 {
  return cuts + 1
}
export function spanAddress(region: i32): usize {
  switch (region) {
    case 0: return changetype<usize>(SPAN_FROM)
    case 1: return changetype<usize>(SPAN_TO)
    case 2: return changetype<usize>(SPAN_MEASURES)
    case 3: return changetype<usize>(SPAN_LOGITS)
    case 4: return changetype<usize>(SPAN_PLAIN)
    case 5: return changetype<usize>(SPAN_BOXES)
    case 6: return changetype<usize>(SPAN_SCORES)
    case 7: return changetype<usize>(SPAN_NONE)
    case 8: return changetype<usize>(WEIGHTS)
    case 9: return changetype<usize>(LINE)
    case 10: return changetype<usize>(SPAN)
    case 11: return RAW
    case 12: return changetype<usize>(LINE_LABELS)
    default: return 0
  }
}
