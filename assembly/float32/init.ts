/** Initial weights, as the notebook draws them: (u − 0.5) · 2 · 2.4 / √fan_in, every operation rounded to float32. */
import { H1W, H2W, H3W, OUTW, UNITS2, UNITS3, TAPS, FAN2 } from '../common/shape'
import { BUFFER_IMAGES } from './memory'
import { torchUniform } from './random'

function draw(to: usize, count: i32, fanIn: f32): usize {
  const root = Mathf.sqrt(fanIn)
  const end = to + (<usize>count << 2)
  for (; to < end; to += 4) store<f32>(to, ((torchUniform() - 0.5) * 2 * <f32>2.4) / root)
  return end
}

/** Draws H1w, H2w, H3w, outw, one after the other in PyTorch's layouts, into BUFFER_IMAGES. Biases take no draws. */
export function drawWeights(): void {
  let to = draw(BUFFER_IMAGES, H1W, <f32>TAPS)
  to = draw(to, H2W, <f32>(TAPS * FAN2))
  to = draw(to, H3W, <f32>UNITS2)
  draw(to, OUTW, <f32>UNITS3)
}
