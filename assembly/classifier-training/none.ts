/** Cross-entropy over eleven classes of which the last, "no digit", has the logit 0: a network of ten outputs learns it without a weight more. */
import { CLASSES } from '../common/shape'
import { exp4 } from '../common/exp'
import { load4, store4 } from '../common/lanes'

/** Label of pictures that are not digits. */
export const NONE: i32 = CLASSES
/** Gradients below this are set to 0, as in ../float32/loss.ts. */
const FLOOR: f32 = 1e-18

/** −log softmax(y, 0)[label]; d = scale · (softmax − onehot) of the ten logits. */
export function noneLoss(y: usize, label: i32, d: usize, scale: f32): f32 {
  let highest: f32 = 0
  for (let k = 0; k < CLASSES; k++) highest = max(highest, load<f32>(y + (<usize>k << 2)))
  const shift = f32x4.splat(highest)
  for (let i: usize = 0; i < 48; i += 16) store4(d + i, exp4(f32x4.sub(load4(y + i), shift)))
  let sum: f32 = f32x4.extract_lane(exp4(f32x4.splat(-highest)), 0)
  for (let k = 0; k < CLASSES; k++) sum += load<f32>(d + (<usize>k << 2))
  const own: f32 = label == NONE ? 0 : load<f32>(y + (<usize>label << 2))
  for (let k = 0; k < CLASSES; k++) {
    const at = <usize>k << 2
    const g = (load<f32>(d + at) / sum - (k == label ? <f32>1 : <f32>0)) * scale
    store<f32>(d + at, abs(g) < FLOOR ? 0 : g)
  }
  // the padding lanes
  store<f32>(d, 0, 40)
  store<f32>(d, 0, 44)
  return highest + Mathf.log(sum) - own
}
