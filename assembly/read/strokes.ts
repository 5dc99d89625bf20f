/** A line's components from left to right, the thickness of its strokes, and the component to which soft ink belongs. */
import { DUST } from './components'
import { HEIGHT, HOME, HOME_BEFORE, LINE, LINE_BOXES, LINE_LABELS, MOST_COMPONENTS } from './memory'
import { lineHeight, lineWidth } from './lines'

/** Components of the line from left to right, by their mean column, and how many. */
export const FROM_LEFT = new StaticArray<i32>(MOST_COMPONENTS)
export let inLine: i32 = 0
/** Thickness of the strokes, in pixels of the line. */
export let thick: f32 = 2
/** For each place from the left: the last column of the components before it, and the first of those from it on. */
export const END_BEFORE = new StaticArray<i32>(MOST_COMPONENTS + 1)
export const START_FROM = new StaticArray<i32>(MOST_COMPONENTS + 1)

/** Puts the components in order; those too small to be a part of a digit, and level strokes wider than two digits, are left out. */
export function orderComponents(): void {
  const boxes = LINE_BOXES
  inLine = 0
  for (let k = 0; k < boxes.count; k++) {
    boxes.place[k] = -1
    if (boxes.area[k] < 6) continue
    if (10 * boxes.height(k) < 3 * HEIGHT && 5 * boxes.width(k) > 11 * HEIGHT) continue
    let i = inLine++
    for (; i > 0 && boxes.centre[FROM_LEFT[i - 1]] > boxes.centre[k]; i--) FROM_LEFT[i] = FROM_LEFT[i - 1]
    FROM_LEFT[i] = k
  }
  let end = -1
  for (let i = 0; i < inLine; i++) {
    const k = FROM_LEFT[i]
    boxes.place[k] = i
    END_BEFORE[i] = end
    end = max(end, boxes.right[k])
  }
  END_BEFORE[inLine] = end
  let start = lineWidth
  START_FROM[inLine] = start
  for (let i = inLine - 1; i >= 0; i--) {
    start = min(start, boxes.left[FROM_LEFT[i]])
    START_FROM[i] = start
  }
}

/** `thick` from area and rim: a stroke has two sides. */
export function measureStrokes(): void {
  let area = 0, rim = 0
  for (let y = 1; y < lineHeight - 1; y++) {
    for (let x = 1; x < lineWidth - 1; x++) {
      const p = y * lineWidth + x
      if (LINE_LABELS[p] == 0) continue
      area++
      rim +=
        i32(LINE_LABELS[p - 1] == 0) + i32(LINE_LABELS[p + 1] == 0) +
        i32(LINE_LABELS[p - lineWidth] == 0) + i32(LINE_LABELS[p + lineWidth] == 0)
    }
  }
  thick = rim == 0 ? 2 : min<f32>(max<f32>((2.2 * <f32>area) / <f32>rim, 1.5), 6)
}

/** HOME: solid pixels are their own, soft ones that of a neighbour, two pixels away at most. */
export function findHomes(): void {
  const pixels = lineWidth * lineHeight
  for (let p = 0; p < pixels; p++) {
    const label = LINE_LABELS[p]
    HOME[p] = label != 0 && label != DUST && LINE_BOXES.place[<i32>label - 1] >= 0 ? p : -1
  }
  for (let pass = 0; pass < 2; pass++) {
    for (let p = 0; p < pixels; p++) HOME_BEFORE[p] = HOME[p]
    for (let y = 0; y < lineHeight; y++) {
      for (let x = 0; x < lineWidth; x++) {
        const p = y * lineWidth + x
        if (HOME_BEFORE[p] < 0 && LINE[p] > 12) HOME[p] = neighbour(p, x, y)
      }
    }
  }
}

function neighbour(p: i32, x: i32, y: i32): i32 {
  if (x > 0 && HOME_BEFORE[p - 1] >= 0) return HOME_BEFORE[p - 1]
  if (x < lineWidth - 1 && HOME_BEFORE[p + 1] >= 0) return HOME_BEFORE[p + 1]
  if (y > 0 && HOME_BEFORE[p - lineWidth] >= 0) return HOME_BEFORE[p - lineWidth]
  if (y < lineHeight - 1 && HOME_BEFORE[p + lineWidth] >= 0) return HOME_BEFORE[p + lineWidth]
  return -1
}
