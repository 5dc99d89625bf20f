/** A small digit on a large picture is looked at once more, on a crop that is less reduced. */
import * as select from './select'
import * as soft from './soft'
import { factor, fullHeight, fullWidth } from './strip'

/** From this longer side on, in pixels of the working picture, nothing is gained. */
const LARGE: f32 = 80

/** The crop in pixels of the given picture. */
export let cropLeft: i32 = 0
export let cropTop: i32 = 0
export let cropWidth: i32 = 0
export let cropHeight: i32 = 0

/** Whether another look pays; then the crop says where. */
export function refine(): boolean {
  const long = soft.long * <f32>soft.shrunk
  if (factor == 1 || long >= LARGE) return false
  const margin = <i32>(<f32>0.6 * long)
  cropLeft = max(0, (select.left - margin) * factor)
  cropTop = max(0, (select.top - margin) * factor)
  cropWidth = min(fullWidth, (select.right + margin) * factor) - cropLeft
  cropHeight = min(fullHeight, (select.bottom + margin) * factor) - cropTop
  return true
}
