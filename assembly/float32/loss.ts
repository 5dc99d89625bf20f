/**
 * The two losses over ten outputs y, with the gradient d = scale · ∂loss/∂y; `scale` carries 1 / batch size and, where the optimizer step is fused
 * into the backward pass, the learning rate.
 */
import { CLASSES } from '../common/shape'
import { exp4 } from '../common/exp'
import { load4, store4 } from '../common/lanes'

export const enum Loss {
  /** Activated outputs against +1 for the label and −1 for the others; mean of the squares. */
  Mse,
  /** Softmax of the logits, cross-entropy with optional label smoothing. */
  CrossEntropy,
}

/** Gradients below this become 0: they could not move a weight, but their products would be denormal and 50 times slower. */
const GRADIENT_FLOOR: f32 = 1e-18

/** (1/10) Σ (y − t)², t = ±1; d = scale · slope · (y − t), where `slope` is 2/10 for the gradient of that, 1 for that of ½ Σ (y − t)². Padding lanes get 0. */
export function mse(y: usize, label: i32, d: usize, scale: f32, slope: f32 = 0.2): f32 {
  let sum: f32 = 0
  for (let k = 0; k < CLASSES; k++) {
    const error = load<f32>(y + (<usize>k << 2)) - (k == label ? <f32>1 : <f32>-1)
    sum += error * error
    store<f32>(d + (<usize>k << 2), error * slope * scale)
  }
  return sum / <f32>CLASSES
}

/**
 * −Σ t·log softmax(y), t = (1 − smoothing)·onehot + smoothing/10, as `F.cross_entropy(…, label_smoothing)`; d = scale · (softmax − t).
 * The maximum is subtracted first, so that no exponential overflows.
 */
export function crossEntropy(y: usize, label: i32, d: usize, scale: f32, smoothing: f32): f32 {
  let highest = load<f32>(y)
  for (let k = 1; k < CLASSES; k++) highest = max(highest, load<f32>(y + (<usize>k << 2)))
  const shift = f32x4.splat(highest)
  for (let i: usize = 0; i < 48; i += 16) store4(d + i, exp4(f32x4.sub(load4(y + i), shift)))
  let sum: f32 = 0
  for (let k = 0; k < CLASSES; k++) sum += load<f32>(d + (<usize>k << 2))
  const logSum = highest + Mathf.log(sum)
  const off: f32 = smoothing / <f32>CLASSES
  let loss: f32 = 0
  for (let k = 0; k < CLASSES; k++) {
    const at = <usize>k << 2
    const target: f32 = k == label ? <f32>1 - smoothing + off : off
    loss += target * (logSum - load<f32>(y + at))
    const g = (load<f32>(d + at) / sum - target) * scale
    store<f32>(d + at, abs(g) < GRADIENT_FLOOR ? 0 : g)
  }
  // the padding lanes
  store<f32>(d, 0, 40)
  store<f32>(d, 0, 44)
  return loss
}
