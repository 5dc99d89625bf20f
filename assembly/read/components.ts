/** Connected components of ink, 8-connected. */
import { Boxes, MOST_COMPONENTS, QUEUE } from './memory'

/** Ink from which on a pixel is solid. */
export const SOLID: u8 = 96
/** Label of what is too small to be anything. */
export const DUST: u16 = 65535
/** Pixels of the smallest component. */
const LEAST: i32 = 4

/** Labels the solid pixels of ink[height][width]; false where there are too many components for a page of writing. Every pixel is visited once. */
export function findComponents(ink: StaticArray<u8>, labels: StaticArray<u16>, width: i32, height: i32, boxes: Boxes): bool {
  const pixels = width * height
  for (let p = 0; p < pixels; p++) labels[p] = 0
  boxes.count = 0
  for (let start = 0; start < pixels; start++) {
    if (ink[start] < SOLID || labels[start] != 0) continue
    if (boxes.count == MOST_COMPONENTS) return false
    flood(ink, labels, width, height, start, boxes)
  }
  return true
}

function flood(ink: StaticArray<u8>, labels: StaticArray<u16>, width: i32, height: i32, start: i32, boxes: Boxes): void {
  const label = <u16>(boxes.count + 1)
  let left = width, right = 0, top = height, bottom = 0
  let sum: i64 = 0
  let end = 1
  QUEUE[0] = start
  labels[start] = label
  for (let next = 0; next < end; next++) {
    const p = QUEUE[next]
    const y = p / width
    const x = p - y * width
    sum += x
    left = min(left, x)
    right = max(right, x)
    top = min(top, y)
    bottom = max(bottom, y)
    for (let v = max(y - 1, 0); v <= min(y + 1, height - 1); v++) {
      for (let u = max(x - 1, 0); u <= min(x + 1, width - 1); u++) {
        const q = v * width + u
        if (ink[q] < SOLID || labels[q] != 0) continue
        labels[q] = label
        QUEUE[end++] = q
      }
    }
  }
  if (end < LEAST) {
    for (let i = 0; i < end; i++) labels[QUEUE[i]] = DUST
    return
  }
  const k = boxes.count++
  boxes.left[k] = left
  boxes.right[k] = right
  boxes.top[k] = top
  boxes.bottom[k] = bottom
  boxes.area[k] = end
  boxes.centre[k] = <f32>(<f64>sum / <f64>end)
  boxes.place[k] = -1
}
