/** What fitting the reader of several digits needs in addition: the lattice of the line read last, and each span as it was read. Not part of the package. */
import { CUTS, cuts } from './cuts'
import { SPAN_FROM, SPAN_TO } from './lattice'
import { LINE_BOXES } from './memory'
import { measureSpan, spanPicture } from './spans'

export * from './index'
export { cuts } from './cuts'
export { exp, SPAN_BOXES, SPAN_FROM, SPAN_NONE, SPAN_SCORES, SPAN_TO, spans } from './lattice'
export { cutAll } from './line'
export { lineHeight, lineLeft, lineScale, lineTop, lineWidth } from './lines'
export { LINE, LINE_LABELS } from './memory'
export { RAW } from './network'
export { findWays, wayCost } from './paths'
export { log, SPAN_LOGITS, SPAN_MEASURES, SPAN_PLAIN } from './score'
export { WEIGHTS } from './score-weights'
export { SPAN } from './spans'

/** Components of the line read last, and the box of one. */
export function componentCount(): i32 {
  return LINE_BOXES.count
}
export function componentLeft(k: i32): i32 {
  return LINE_BOXES.left[k]
}
export function componentTop(k: i32): i32 {
  return LINE_BOXES.top[k]
}
export function componentRight(k: i32): i32 {
  return LINE_BOXES.right[k]
}
export function componentBottom(k: i32): i32 {
  return LINE_BOXES.bottom[k]
}

/** RAW and SPAN as the span was read, of the line read last. */
export function restoreSpan(span: i32): void {
  const i = SPAN_FROM[span], j = SPAN_TO[span]
  measureSpan(i == 0 ? -1 : CUTS[i - 1], j > cuts ? -1 : CUTS[j - 1])
  spanPicture()
}
