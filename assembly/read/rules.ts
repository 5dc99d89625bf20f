/**
 * Ruled lines: long, thin, nearly level strokes. Where a straight line covers most columns of a component, its pixels are erased, except those where
 * something crosses it.
 */
import { Boxes } from './memory'

/** Least width in pixels, and against the height. */
const LEAST_WIDTH: i32 = 24
const FLATNESS: f32 = 1.8
/** Slopes tried, in hundredths to both sides, and the share of columns that a rule covers. */
const SLOPES: i32 = 8
const COVERED: f32 = 0.9
/** Pixels looked at for rules on a page; then no more are looked for, so that no page takes long. */
const MOST_WORK: i32 = 6000000

let work: i32 = 0
/** Vertical run of the component at (x, y). */
let runTop: i32 = 0
let runBottom: i32 = 0
/** Number of runs by their length, the last for all longer ones. */
const LENGTHS = new StaticArray<i32>(65)

export function beginRules(): void {
  work = MOST_WORK
}

/** Erases the rules among the components; whether there was any, after which the components are others. */
export function eraseRules(ink: StaticArray<u8>, labels: StaticArray<u16>, width: i32, height: i32, boxes: Boxes): bool {
  let any = false
  for (let k = 0; k < boxes.count; k++) {
    const w = boxes.width(k)
    if (w < LEAST_WIDTH || <f32>w < FLATNESS * <f32>boxes.height(k)) continue
    if (eraseRule(ink, labels, width, height, boxes, k)) any = true
  }
  return any
}

// @ts-ignore: decorator
@inline
function rowOf(y: i32, slope: f32, fromMiddle: f32): i32 {
  return <i32>floor<f32>(<f32>y + slope * fromMiddle + 0.5)
}

function eraseRule(ink: StaticArray<u8>, labels: StaticArray<u16>, width: i32, height: i32, boxes: Boxes, k: i32): bool {
  const label = <u16>(k + 1)
  const left = boxes.left[k], right = boxes.right[k], top = boxes.top[k], bottom = boxes.bottom[k]
  const w = right - left + 1, h = bottom - top + 1
  work -= w * h * (2 * SLOPES + 1)
  if (work < 0) return false
  const middle: f32 = 0.5 * <f32>(left + right)
  let most = 0, at = 0
  let slope: f32 = 0
  for (let s = -SLOPES; s <= SLOPES; s++) {
    for (let y0 = top; y0 <= bottom; y0++) {
      const by: f32 = 0.01 * <f32>s
      let count = 0
      for (let x = left; x <= right; x++) {
        const y = rowOf(y0, by, <f32>x - middle)
        if (y >= top && y <= bottom && labels[y * width + x] == label) count++
      }
      if (count > most) {
        most = count
        at = y0
        slope = by
      }
    }
  }
  if (<f32>most < COVERED * <f32>w) return false
  const thick = thickness(labels, width, height, boxes, k, at, slope, middle)
  if (w < 8 * thick || (h > 3 * thick && <f32>thick > 0.2 * <f32>h + 1)) return false
  for (let x = max(left - 1, 0); x <= min(right + 1, width - 1); x++) {
    const y = rowOf(at, slope, <f32>x - middle)
    const found = nearest(labels, width, height, label, x, y)
    let from = y - (thick >> 1), to = from + thick
    if (found >= 0) {
      run(labels, width, height, label, x, found)
      // something crosses
      if (2 * (runBottom - runTop + 1) > 3 * thick + 3) continue
      from = runTop
      to = runBottom
    }
    for (let v = max(from - 1, 0); v <= min(to + 1, height - 1); v++) ink[v * width + x] = 0
  }
  return true
}

/** The row of the component's pixel nearest to (x, y), two away at most, or −1. */
function nearest(labels: StaticArray<u16>, width: i32, height: i32, label: u16, x: i32, y: i32): i32 {
  for (let d = 0; d <= 2; d++) {
    if (y - d >= 0 && y - d < height && labels[(y - d) * width + x] == label) return y - d
    if (y + d >= 0 && y + d < height && labels[(y + d) * width + x] == label) return y + d
  }
  return -1
}

function run(labels: StaticArray<u16>, width: i32, height: i32, label: u16, x: i32, y: i32): void {
  runTop = y
  runBottom = y
  while (runTop > 0 && labels[(runTop - 1) * width + x] == label) runTop--
  while (runBottom < height - 1 && labels[(runBottom + 1) * width + x] == label) runBottom++
}

/** The length that two fifths of the vertical runs along the line do not reach: its thickness, where less than half of it is crossed. */
function thickness(
  labels: StaticArray<u16>, width: i32, height: i32, boxes: Boxes, k: i32, at: i32, slope: f32, middle: f32,
): i32 {
  const label = <u16>(k + 1)
  for (let i = 0; i <= 64; i++) LENGTHS[i] = 0
  let count = 0
  for (let x = boxes.left[k]; x <= boxes.right[k]; x++) {
    const y = rowOf(at, slope, <f32>x - middle)
    if (y < boxes.top[k] || y > boxes.bottom[k] || labels[y * width + x] != label) continue
    run(labels, width, height, label, x, y)
    LENGTHS[min(runBottom - runTop + 1, 64)]++
    count++
  }
  const rank = <i32>(0.4 * <f32>count)
  let length = 0
  for (let seen = 0; length < 64 && seen <= rank; ) seen += LENGTHS[++length]
  return max(length, 1)
}
