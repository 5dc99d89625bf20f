/**
 * Ways through a component from its top to its bottom: the cheapest one through each of its pixels, which costs the ink it crosses. One sweep from the top and one
 * from the bottom give all of them (as the seams of Avidan and Shamir 2007).
 */
import { LINE, LINE_BOXES, LINE_LABELS, LINE_PIXELS } from './memory'
import { lineWidth } from './lines'

/** What a diagonal step and a step along a row cost besides the ink, and what each row does. */
const DIAGONAL: f32 = 0.06
const CORNER: f32 = 0.4
const SIDEWAYS: f32 = 0.35
const ROW: f32 = 0.01

/** Ink per pixel of the component's box with a column to both sides, 0 … 1; costs from the top and from the bottom; where each way came from. */
const INK = new StaticArray<f32>(LINE_PIXELS)
const DOWN = new StaticArray<f32>(LINE_PIXELS)
const UP = new StaticArray<f32>(LINE_PIXELS)
const DOWN_STEP = new StaticArray<i8>(LINE_PIXELS)
const UP_STEP = new StaticArray<i8>(LINE_PIXELS)
/** Along a row instead of from the one before. */
const FROM_LEFT: i8 = -2
const FROM_RIGHT: i8 = 2

let left: i32 = 0
let top: i32 = 0
let width: i32 = 0
let height: i32 = 0

/** Finds the ways through component k; false where its box is too large. */
export function findWays(k: i32): bool {
  const boxes = LINE_BOXES
  left = boxes.left[k] - 1
  top = boxes.top[k]
  width = boxes.width(k) + 2
  height = boxes.height(k)
  if (width * height > LINE_PIXELS) return false
  const label = <u16>(k + 1)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = left + x
      const p = (top + y) * lineWidth + u
      INK[y * width + x] = u >= 0 && u < lineWidth && LINE_LABELS[p] == label ? <f32>LINE[p] / 255 : 0
    }
  }
  for (let y = 0; y < height; y++) sweep(DOWN, DOWN_STEP, y, y > 0 ? y - 1 : -1)
  for (let y = height - 1; y >= 0; y--) sweep(UP, UP_STEP, y, y < height - 1 ? y + 1 : -1)
  return true
}

/** Row `y` from row `from`, −1 at the end where ways begin. */
function sweep(cost: StaticArray<f32>, step: StaticArray<i8>, y: i32, from: i32): void {
  const at = y * width
  for (let x = 0; x < width; x++) {
    const ink = INK[at + x]
    let least: f32 = 0
    let best: i8 = 0
    if (from >= 0) {
      const before = from * width + x
      const extra = DIAGONAL + CORNER * ink
      least = cost[before]
      if (x > 0 && cost[before - 1] + extra < least) {
        least = cost[before - 1] + extra
        best = -1
      }
      if (x < width - 1 && cost[before + 1] + extra < least) {
        least = cost[before + 1] + extra
        best = 1
      }
    }
    cost[at + x] = least + ink + ROW
    step[at + x] = best
  }
  if (from < 0) return
  for (let x = 1; x < width; x++) {
    const sideways = cost[at + x - 1] + SIDEWAYS + INK[at + x]
    if (sideways >= cost[at + x]) continue
    cost[at + x] = sideways
    step[at + x] = FROM_LEFT
  }
  for (let x = width - 2; x >= 0; x--) {
    const sideways = cost[at + x + 1] + SIDEWAYS + INK[at + x]
    if (sideways >= cost[at + x]) continue
    cost[at + x] = sideways
    step[at + x] = FROM_RIGHT
  }
}

/** Cost of the cheapest way through the line's pixel (x, y). */
export function wayCost(x: i32, y: i32): f32 {
  const at = (y - top) * width + x - left
  return DOWN[at] + UP[at] - INK[at]
}

/** The column of that way in each of the component's rows, to path[from …]. */
export function traceWay(x: i32, y: i32, path: StaticArray<i16>, from: i32): void {
  let column = x - left
  for (let row = y - top; row >= 0; ) {
    path[from + row] = <i16>(left + column)
    const step = DOWN_STEP[row * width + column]
    if (step == FROM_LEFT) column--
    else if (step == FROM_RIGHT) column++
    else {
      column += step
      row--
    }
  }
  column = x - left
  for (let row = y - top; row < height; ) {
    if (row != y - top) path[from + row] = <i16>(left + column)
    const step = UP_STEP[row * width + column]
    if (step == FROM_LEFT) column--
    else if (step == FROM_RIGHT) column++
    else {
      column += step
      row++
    }
  }
}
