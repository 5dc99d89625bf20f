/** What lies between two cuts of a line: the ink, its measures, and it alone as 28×28 bytes. */
import { HEIGHT, HOME, LINE, LINE_BOXES, LINE_LABELS, LINE_PIXELS, MOST_COMPONENTS, MOST_ROWS } from './memory'
import { CUT_COMPONENT, CUT_LEFT, CUT_PLACE, CUT_RIGHT, CUT_TOP, CUT_X, PATHS } from './cuts'
import { lineHeight, lineWidth } from './lines'
import { RAW } from './network'
import { area } from './resample'
import { END_BEFORE, FROM_LEFT, inLine, START_FROM } from './strokes'

/** The ink of the span alone, in the line's rows. */
export const SPAN = new StaticArray<u8>(LINE_PIXELS)
/** Columns with some ink. */
const INKED = new StaticArray<bool>(LINE_PIXELS)
/** Ink of a column that is not white, half of what is solid. */
const VISIBLE: u8 = 48
/** Pixels of a component within the span, with its first and last row; components of the span. */
const PIXELS = new StaticArray<i32>(MOST_COMPONENTS)
const FIRST = new StaticArray<i32>(MOST_COMPONENTS)
const LAST = new StaticArray<i32>(MOST_COMPONENTS)
const SEEN = new StaticArray<i32>(MOST_COMPONENTS)

/** The span measured last: its box, solid pixels, components, of which tall as a digit, and the widest run of white columns. */
export let left: i32 = 0
export let right: i32 = 0
export let top: i32 = 0
export let bottom: i32 = 0
export let pixels: i32 = 0
export let components: i32 = 0
export let tall: i32 = 0
export let gap: i32 = 0
/** Pixels visited since `beginSpans`. */
export let visited: i32 = 0

export function beginSpans(): void {
  visited = 0
}

/** Whether the pixel, whose ink belongs to component k at (x, y), lies right of a cut. */
// @ts-ignore: decorator
@inline
function isRight(cut: i32, k: i32, x: i32, y: i32): bool {
  const cuts = CUT_COMPONENT[cut]
  if (cuts < 0) return LINE_BOXES.place[k] > CUT_PLACE[cut]
  if (cuts == k) return <i32>PATHS[cut * MOST_ROWS + y - CUT_TOP[cut]] <= x
  return LINE_BOXES.centre[k] > CUT_X[cut]
}

/** Place of the first component whose mean column lies right of `x`. */
function placeAfter(x: f32): i32 {
  let i = 0
  while (i < inLine && LINE_BOXES.centre[FROM_LEFT[i]] <= x) i++
  return i
}

/** The first column that anything right of a cut may have. */
function startOf(cut: i32): i32 {
  if (cut < 0) return START_FROM[0]
  if (CUT_COMPONENT[cut] < 0) return max(START_FROM[CUT_PLACE[cut] + 1], <i32>CUT_X[cut] - HEIGHT)
  return max(min(CUT_LEFT[cut], START_FROM[placeAfter(CUT_X[cut])]), <i32>CUT_X[cut] - HEIGHT)
}

/** The last column that anything left of a cut may have. */
function endOf(cut: i32): i32 {
  if (cut < 0) return END_BEFORE[inLine]
  if (CUT_COMPONENT[cut] < 0) return min(END_BEFORE[CUT_PLACE[cut] + 1], <i32>CUT_X[cut] + HEIGHT)
  return min(max(CUT_RIGHT[cut], END_BEFORE[placeAfter(CUT_X[cut])]), <i32>CUT_X[cut] + HEIGHT)
}

/** Measures what lies right of cut `a` (−1: the line's beginning) and left of cut `b` (−1: its end); false where that is nothing. */
export function measureSpan(a: i32, b: i32): bool {
  const from = max(startOf(a) - 3, 0)
  const to = min(endOf(b) + 3, lineWidth - 1)
  left = lineWidth
  right = -1
  top = lineHeight
  bottom = -1
  pixels = components = tall = gap = 0
  if (to < from) return false
  visited += (to - from + 1) * lineHeight
  for (let x = from; x <= to; x++) INKED[x] = false
  for (let y = 0; y < lineHeight; y++) {
    for (let x = from; x <= to; x++) {
      const p = y * lineWidth + x
      const home = HOME[p]
      SPAN[p] = 0
      if (home < 0) continue
      const k = <i32>LINE_LABELS[home] - 1
      const v = home / lineWidth
      const u = home - v * lineWidth
      if ((a >= 0 && !isRight(a, k, u, v)) || (b >= 0 && isRight(b, k, u, v))) continue
      const ink = LINE[p]
      SPAN[p] = ink
      if (ink >= VISIBLE) INKED[x] = true
      if (home == p) count(k, x, y)
    }
  }
  for (let i = 0; i < components; i++) {
    const k = SEEN[i]
    if (100 * (LAST[k] - FIRST[k] + 1) >= 55 * HEIGHT && PIXELS[k] >= 8) tall++
    PIXELS[k] = 0
  }
  for (let x = left, white = 0; x <= right; x++) {
    white = INKED[x] ? 0 : white + 1
    gap = max(gap, white)
  }
  return pixels >= 5
}

// @ts-ignore: decorator
@inline
function count(k: i32, x: i32, y: i32): void {
  pixels++
  left = min(left, x)
  right = max(right, x)
  top = min(top, y)
  bottom = max(bottom, y)
  if (PIXELS[k]++ == 0) {
    SEEN[components++] = k
    FIRST[k] = y
  }
  LAST[k] = y
}

/** RAW: the span measured last in the middle of 28×28, shrunk if it is larger. */
export function spanPicture(): void {
  const w = right - left + 3, h = bottom - top + 3
  const most = max(w, h)
  memory.fill(RAW, 0, 784)
  if (most > 28) return shrunkPicture(w, h, <f32>most / 28)
  const across = (28 - w) >> 1, down = (28 - h) >> 1
  for (let y = max(top - 1, 0); y <= min(bottom + 1, lineHeight - 1); y++) {
    for (let x = max(left - 1, 0); x <= min(right + 1, lineWidth - 1); x++) {
      store<u8>(RAW + <usize>((y - top + 1 + down) * 28 + x - left + 1 + across), SPAN[y * lineWidth + x])
    }
  }
}

function shrunkPicture(w: i32, h: i32, scale: f32): void {
  const across: f32 = 0.5 * (28 - <f32>w / scale), down: f32 = 0.5 * (28 - <f32>h / scale)
  for (let y = 0; y < 28; y++) {
    for (let x = 0; x < 28; x++) {
      const u = (<f32>x - across) * scale + <f32>(left - 1), v = (<f32>y - down) * scale + <f32>(top - 1)
      // only columns of the span hold its ink
      if (u + scale <= <f32>(left - 1) || u >= <f32>(right + 2)) continue
      store<u8>(RAW + <usize>(y * 28 + x), <u8>(area(SPAN, lineWidth, lineHeight, u, v, scale) + 0.5))
    }
  }
}
