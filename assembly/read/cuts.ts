/** Places at which a line may be cut into digits: between components, and along cheap ways through a component that may be several digits. */
import { HEIGHT, LINE_BOXES, LINE_LABELS, LINE_PIXELS, MOST_CUTS, MOST_CUTS_INSIDE, MOST_ROWS, QUEUE } from './memory'
import { lineWidth } from './lines'
import { findWays, traceWay, wayCost } from './paths'
import { FROM_LEFT, inLine, thick } from './strokes'

/** Greatest cost of a way, in thicknesses of a stroke. */
const DEAREST: f32 = 5
/** Ink of the smallest piece: of a stroke as long as this share of the height, and at least so many pixels. */
const PIECE: f32 = 0.2
const LEAST_PIECE: i32 = 8
/** So many ways at most within this share of the height on both sides. */
const NEAR: f32 = 0.25
const MOST_NEAR: i32 = 8

/** Cuts from left to right: the component that is cut, −1 between two; its or their place; cost; mean column. */
export const CUT_COMPONENT = new StaticArray<i32>(MOST_CUTS)
export const CUT_PLACE = new StaticArray<i32>(MOST_CUTS)
export const CUT_COST = new StaticArray<f32>(MOST_CUTS)
export const CUT_X = new StaticArray<f32>(MOST_CUTS)
/** Of a way: its column in each row of the component, which begins at row CUT_TOP, and its extremes. */
export const CUT_TOP = new StaticArray<i32>(MOST_CUTS)
export const CUT_LEFT = new StaticArray<i32>(MOST_CUTS)
export const CUT_RIGHT = new StaticArray<i32>(MOST_CUTS)
export const PATHS = new StaticArray<i16>((MOST_CUTS + 1) * MOST_ROWS)
/** Cuts from left to right. */
export const CUTS = new StaticArray<i32>(MOST_CUTS)
export let cuts: i32 = 0

/** For each row of a component the number of its pixels left of each column: [rows][width + 1]. */
const LEFT_OF = new StaticArray<u16>(LINE_PIXELS + MOST_ROWS)
/** Ways sorted by cost into so many bins. */
const BINS: i32 = 256
const BIN_END = new StaticArray<i32>(BINS)

/** Cuts between components, as many as there is room for. */
export function cutBetween(): void {
  cuts = 0
  const boxes = LINE_BOXES
  for (let i = 0; i + 1 < inLine && cuts < MOST_CUTS; i++) {
    const a = FROM_LEFT[i], b = FROM_LEFT[i + 1]
    const middle: f32 = 0.5 * <f32>(boxes.right[a] + boxes.left[b])
    CUT_COMPONENT[cuts] = -1
    CUT_PLACE[cuts] = i
    CUT_COST[cuts] = 0
    CUT_X[cuts] = min(max(middle, boxes.centre[a]), boxes.centre[b])
    cuts++
  }
}

/** Cuts through component k, cheapest ways first. */
export function cutThrough(k: i32): void {
  if (!findWays(k)) return
  const boxes = LINE_BOXES
  const rows = boxes.height(k), left = boxes.left[k], top = boxes.top[k], columns = boxes.width(k)
  const count = sortWays(k)
  countInk(k)
  const least = max(LEAST_PIECE, <i32>(PIECE * thick * <f32>HEIGHT))
  const first = cuts
  const most = min(min(MOST_CUTS_INSIDE, <i32>(<f32>columns / (0.08 * <f32>HEIGHT)) + 1), MOST_CUTS - first)
  for (let i = 0; i < count && cuts - first < most; i++) {
    const p = QUEUE[i]
    const y = p / lineWidth
    const x = p - y * lineWidth
    const cost = wayCost(x, y)
    if (isKept(first, cost, x, y - top)) continue
    const path = cuts * MOST_ROWS
    traceWay(x, y, PATHS, path)
    let pieces = 0, sum = 0, from = lineWidth, to = 0
    for (let row = 0; row < rows; row++) {
      const column = <i32>PATHS[path + row]
      sum += column
      from = min(from, column)
      to = max(to, column)
      pieces += leftOf(row, column, left, columns)
    }
    const mean = <f32>sum / <f32>rows
    if (pieces < least || boxes.area[k] - pieces < least || crowded(first, mean) || isLike(first, rows, left, columns, least)) continue
    CUT_COMPONENT[cuts] = k
    CUT_PLACE[cuts] = boxes.place[k]
    CUT_COST[cuts] = cost
    CUT_X[cuts] = mean
    CUT_TOP[cuts] = top
    CUT_LEFT[cuts] = from
    CUT_RIGHT[cuts] = to
    cuts++
  }
}

/** QUEUE: pixels of component k through which a way leads that is cheap enough, by cost in BINS steps, each from top left to bottom right. How many. */
function sortWays(k: i32): i32 {
  const boxes = LINE_BOXES
  const label = <u16>(k + 1)
  const dearest = DEAREST * thick
  const scale = <f32>BINS / (dearest * 1.0001)
  for (let i = 0; i < BINS; i++) BIN_END[i] = 0
  for (let pass = 0; pass < 2; pass++) {
    for (let y = boxes.top[k]; y <= boxes.bottom[k]; y++) {
      for (let x = boxes.left[k]; x <= boxes.right[k]; x++) {
        const p = y * lineWidth + x
        if (LINE_LABELS[p] != label) continue
        const cost = wayCost(x, y)
        if (cost > dearest) continue
        const bin = <i32>(max(cost, 0) * scale)
        if (pass == 0) BIN_END[bin]++
        else QUEUE[BIN_END[bin]++] = p
      }
    }
    if (pass == 1) break
    // counts to where each bin begins; filling it moves that on to its end
    for (let i = 0, sum = 0; i < BINS; i++) {
      const own = BIN_END[i]
      BIN_END[i] = sum
      sum += own
    }
  }
  return BIN_END[BINS - 1]
}

function countInk(k: i32): void {
  const boxes = LINE_BOXES
  const label = <u16>(k + 1)
  const columns = boxes.width(k)
  let at = 0
  for (let y = boxes.top[k]; y <= boxes.bottom[k]; y++) {
    let count: u16 = 0
    for (let x = 0; x < columns; x++) {
      LEFT_OF[at++] = count
      count += u16(LINE_LABELS[y * lineWidth + boxes.left[k] + x] == label)
    }
    LEFT_OF[at++] = count
  }
}

/** Pixels of the component in a row that lie left of a column of the line. */
// @ts-ignore: decorator
@inline
function leftOf(row: i32, column: i32, left: i32, columns: i32): i32 {
  return LEFT_OF[row * (columns + 1) + min(max(column - left, 0), columns)]
}

/** Whether a way of this cost through this place is kept already: it is the same. */
function isKept(first: i32, cost: f32, x: i32, row: i32): bool {
  for (let c = first; c < cuts; c++) if (abs<f32>(CUT_COST[c] - cost) < 1e-4 && <i32>PATHS[c * MOST_ROWS + row] == x) return true
  return false
}

function crowded(first: i32, mean: f32): bool {
  let near = 0
  for (let c = first; c < cuts; c++) if (abs<f32>(CUT_X[c] - mean) < NEAR * <f32>HEIGHT) near++
  return near >= MOST_NEAR
}

/** Whether the way traced last parts the ink nearly as one that is kept. */
function isLike(first: i32, rows: i32, left: i32, columns: i32, least: i32): bool {
  const path = cuts * MOST_ROWS
  for (let c = first; c < cuts; c++) {
    let between = 0
    for (let row = 0; row < rows && between < least; row++) {
      const a = leftOf(row, PATHS[c * MOST_ROWS + row], left, columns)
      const b = leftOf(row, PATHS[path + row], left, columns)
      between += a < b ? b - a : a - b
    }
    if (between < least) return true
  }
  return false
}

/** CUTS: from left to right. */
export function orderCuts(): void {
  for (let c = 0; c < cuts; c++) {
    let i = c
    for (; i > 0 && CUT_X[CUTS[i - 1]] > CUT_X[c]; i--) CUTS[i] = CUTS[i - 1]
    CUTS[i] = c
  }
}
