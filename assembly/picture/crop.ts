/** A small digit on a large picture is looked at once more, on a crop that is less reduced; one that touches the box around it on the box alone, along whose edges its lines then run. */
import * as c from './components'
import * as select from './select'
import * as soft from './soft'
import { factor, fullHeight, fullWidth } from './strip'

/** From this longer side on, in pixels of the working picture, nothing is gained. */
const LARGE: f32 = 80

/** A box is longer, in the same pixels; and how much of each side its lines cover. */
const BOX: i32 = 48
const COVERED: f32 = 0.85

/** The crop in pixels of the given picture. */
export let cropLeft: i32 = 0
export let cropTop: i32 = 0
export let cropWidth: i32 = 0
export let cropHeight: i32 = 0

/** Whether another look pays; then the crop says where. */
export function refine(): boolean {
  const long = soft.long * <f32>soft.shrunk
  const box = boxed()
  if (!box && (factor == 1 || long >= LARGE)) return false
  const margin = box ? 2 : <i32>(<f32>0.6 * long)
  cropLeft = max(0, (select.left - margin) * factor)
  cropTop = max(0, (select.top - margin) * factor)
  cropWidth = min(fullWidth, (select.right + margin) * factor) - cropLeft
  cropHeight = min(fullHeight, (select.bottom + margin) * factor) - cropTop
  return true
}

/** Whether the digit's main component has a straight line along each side of its box. */
function boxed(): bool {
  const e = select.main
  const left = c.left(e), right = c.right(e), top = c.top(e), bottom = c.bottom(e)
  const w = right - left, h = bottom - top
  if (min(w, h) < BOX || 2 * c.pixels(e) > w * h) return false
  // strokes may stand out of the box a little
  const slack = 3 + max(w, h) / 32
  const wide = <i32>(COVERED * <f32>w)
  let above = false, below = false
  let before = 0, behind = 0
  let lastBefore = -1, lastBehind = -1
  for (let run = 0; run < c.runs; run++) {
    if (c.component(c.ofRun(run)) != e) continue
    const y = c.rowOf(run)
    if (c.rightOf(run) - c.leftOf(run) >= wide) {
      if (y <= top + slack) above = true
      if (y >= bottom - 1 - slack) below = true
    }
    if (c.leftOf(run) <= left + slack && y != lastBefore) {
      before++
      lastBefore = y
    }
    if (c.rightOf(run) >= right - slack && y != lastBehind) {
      behind++
      lastBehind = y
    }
  }
  return above && below && <f32>min(before, behind) >= COVERED * <f32>h
}
