/** The lines of a page: which components stand beside each other, and a line alone, its digits 20 pixels high. */
import { DUST } from './components'
import { HEIGHT, LINE, LINE_PIXELS, MOST_COMPONENTS, MOST_LINES, MOST_ROWS, PAGE, PAGE_BOXES, PAGE_LABELS } from './memory'
import { resample } from './resample'

/** Numbers of components in some order. */
const ORDER = new StaticArray<i32>(MOST_COMPONENTS)
/** A line: sum of the middles of its components (twice), how many, first and last row. */
const SUM = new StaticArray<i32>(MOST_LINES)
const COUNT = new StaticArray<i32>(MOST_LINES)
const TOP = new StaticArray<i32>(MOST_LINES)
const BOTTOM = new StaticArray<i32>(MOST_LINES)
/** A line cut out of the page, before it is brought to size. */
const CUT_OUT = new StaticArray<u8>(LINE_PIXELS)

export let lines: i32 = 0
/** The line cut out last: its place on the page, its size, and pixels of the line per pixel of the page. */
export let lineLeft: i32 = 0
export let lineTop: i32 = 0
export let lineWidth: i32 = 0
export let lineHeight: i32 = 0
export let lineScale: f32 = 1

/** Whether component k could be a digit by its shape alone. */
function plausible(k: i32, tallest: i32): bool {
  const h = PAGE_BOXES.height(k)
  return PAGE_BOXES.width(k) <= 6 * h && 25 * h >= 3 * tallest
}

/** The height in the middle of the heights' sum: that of the digits, whatever specks and slashes there are. Of line `line`, or of all; 0 without any. */
function medianHeight(line: i32, least: f32): i32 {
  let tallest = 0
  for (let k = 0; k < PAGE_BOXES.count; k++) tallest = max(tallest, PAGE_BOXES.height(k))
  let all = 0
  for (let k = 0; k < PAGE_BOXES.count; k++) if (counts(k, line, least, tallest)) all += PAGE_BOXES.height(k)
  // heights are few: find the one that halves the sum
  for (let h = 1; h <= tallest; h++) {
    let below = 0
    for (let k = 0; k < PAGE_BOXES.count; k++) if (PAGE_BOXES.height(k) <= h && counts(k, line, least, tallest)) below += PAGE_BOXES.height(k)
    if (2 * below >= all && all > 0) return h
  }
  return 0
}

function counts(k: i32, line: i32, least: f32, tallest: i32): bool {
  if (line < 0) return plausible(k, tallest)
  return PAGE_BOXES.place[k] == line && <f32>PAGE_BOXES.height(k) >= least
}

/** Sorts the components into lines, from top to bottom; the usual height of a digit, 0 if there are no digits. */
export function findLines(): i32 {
  lines = 0
  const boxes = PAGE_BOXES
  for (let k = 0; k < boxes.count; k++) boxes.place[k] = -1
  const height = medianHeight(-1, 0)
  if (height == 0) return 0
  const tall: f32 = 0.45 * <f32>height
  let count = 0
  for (let k = 0; k < boxes.count; k++) {
    if (<f32>boxes.height(k) < tall || boxes.height(k) > 4 * height) continue
    // insertion by twice the middle row
    let i = count++
    const middle = boxes.top[k] + boxes.bottom[k]
    for (; i > 0 && boxes.top[ORDER[i - 1]] + boxes.bottom[ORDER[i - 1]] > middle; i--) ORDER[i] = ORDER[i - 1]
    ORDER[i] = k
  }
  for (let i = 0; i < count; i++) join(ORDER[i], height)
  for (let k = 0; k < boxes.count; k++) if (boxes.place[k] < 0 && boxes.height(k) <= 4 * height) attach(k, height)
  return height
}

/** Distance of component k's middle from line i's, in rows. */
function distance(k: i32, i: i32): f32 {
  return abs<f32>(0.5 * <f32>(PAGE_BOXES.top[k] + PAGE_BOXES.bottom[k]) - (0.5 * <f32>SUM[i]) / <f32>COUNT[i])
}

/** A tall component into the nearest line, or one of its own. */
function join(k: i32, height: i32): void {
  let line = -1
  let nearest: f32 = 0.55 * <f32>height
  for (let i = 0; i < lines; i++) {
    const d = distance(k, i)
    if (d >= nearest) continue
    nearest = d
    line = i
  }
  if (line < 0) {
    if (lines == MOST_LINES) return
    line = lines++
    SUM[line] = 0
    COUNT[line] = 0
    TOP[line] = PAGE_BOXES.top[k]
    BOTTOM[line] = PAGE_BOXES.bottom[k]
  }
  SUM[line] += PAGE_BOXES.top[k] + PAGE_BOXES.bottom[k]
  COUNT[line]++
  TOP[line] = min(TOP[line], PAGE_BOXES.top[k])
  BOTTOM[line] = max(BOTTOM[line], PAGE_BOXES.bottom[k])
  PAGE_BOXES.place[k] = line
}

/** A low component, such as a broken digit's part, into the nearest line within whose rows it lies. */
function attach(k: i32, height: i32): void {
  const middle: f32 = 0.5 * <f32>(PAGE_BOXES.top[k] + PAGE_BOXES.bottom[k])
  let line = -1
  for (let i = 0; i < lines; i++) {
    if (middle < <f32>TOP[i] - 0.1 * <f32>height || middle > <f32>BOTTOM[i] + 0.3 * <f32>height) continue
    if (line < 0 || distance(k, i) < distance(k, line)) line = i
  }
  PAGE_BOXES.place[k] = line
}

/** First row of line i. */
export function topOf(i: i32): i32 {
  return TOP[i]
}

/** LINE from the components of line i and the soft ink within two pixels of them, its darkest tenth made black; false where that cannot be read. */
export function cutOut(i: i32, width: i32, height: i32, usual: i32): bool {
  const boxes = PAGE_BOXES
  let left = width, right = 0, top = height, bottom = 0
  for (let k = 0; k < boxes.count; k++) {
    if (boxes.place[k] != i) continue
    left = min(left, boxes.left[k])
    right = max(right, boxes.right[k])
    top = min(top, boxes.top[k])
    bottom = max(bottom, boxes.bottom[k])
  }
  const tall = medianHeight(i, 0.45 * <f32>usual)
  if (tall < 4) return false
  lineLeft = left - 2
  lineTop = top - 2
  const w = right - left + 5, h = bottom - top + 5
  lineScale = <f32>HEIGHT / <f32>tall
  lineWidth = max(<i32>ceil<f32>(<f32>w * lineScale), 1)
  lineHeight = max(<i32>ceil<f32>(<f32>h * lineScale), 1)
  if (lineHeight > MOST_ROWS || lineWidth * lineHeight > LINE_PIXELS || w * h > LINE_PIXELS) return false
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const u = x + lineLeft, v = y + lineTop
      const inside = u >= 0 && v >= 0 && u < width && v < height
      CUT_OUT[y * w + x] = inside && belongs(u, v, i, width, height) ? PAGE[v * width + u] : 0
    }
  }
  resample(CUT_OUT, w, h, lineScale, LINE, lineWidth, lineHeight)
  blacken()
  return true
}

/** Whether the ink at (x, y) is line i's: of one of its components, or soft and beside one. */
function belongs(x: i32, y: i32, i: i32, width: i32, height: i32): bool {
  const own = PAGE_LABELS[y * width + x]
  if (own == DUST) return false
  if (own != 0) return PAGE_BOXES.place[<i32>own - 1] == i
  if (PAGE[y * width + x] <= 8) return false
  for (let v = max(y - 2, 0); v <= min(y + 2, height - 1); v++) {
    for (let u = max(x - 2, 0); u <= min(x + 2, width - 1); u++) {
      const label = PAGE_LABELS[v * width + u]
      if (label != 0 && label != DUST && PAGE_BOXES.place[<i32>label - 1] == i) return true
    }
  }
  return false
}

const LEVELS = new StaticArray<i32>(256)

/** Stretches LINE so that the darkest tenth of what has ink is black. */
function blacken(): void {
  for (let v = 0; v < 256; v++) LEVELS[v] = 0
  const pixels = lineWidth * lineHeight
  let count = 0
  for (let p = 0; p < pixels; p++) {
    if (LINE[p] <= 50) continue
    LEVELS[LINE[p]]++
    count++
  }
  let level = 255
  for (let darker = 0; level > 50 && <f32>darker < 0.1 * <f32>count; level--) darker += LEVELS[level]
  const factor: f32 = 255 / <f32>max(level, 80)
  if (factor <= 1.02) return
  for (let p = 0; p < pixels; p++) LINE[p] = <u8>min(<f32>LINE[p] * factor, 255)
}
