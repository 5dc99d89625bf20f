/**
 * Initial weights: (u − 0.5) · 2 · 2.4 / √fan_in, every operation rounded to float32, as the notebook draws them; or with the fan-in itself for its root, as the
 * paper says, in float64 and rounded once.
 */
import { H1W, H2W, H3W, OUTW, UNITS2, UNITS3, TAPS, FAN2 } from '../common/shape'
import { BUFFER_IMAGES } from './memory'
import { torchUniform } from './random'

function draw(to: usize, count: i32, fanIn: i32, byFanIn: bool): usize {
  const end = to + (<usize>count << 2)
  const root = Mathf.sqrt(<f32>fanIn)
  for (; to < end; to += 4) {
    const u = torchUniform()
    store<f32>(to, byFanIn ? <f32>(((<f64>u - 0.5) * 2 * 2.4) / <f64>fanIn) : ((u - 0.5) * 2 * <f32>2.4) / root)
  }
  return end
}

/**
 * Draws H1w, H2w, H3w, outw, one after the other in PyTorch's layouts, into BUFFER_IMAGES. Biases take no draws. `byFanIn`: whether the range is
 * ±2.4 / fan_in, not its root.
 */
export function drawWeights(byFanIn: bool): void {
  let to = draw(BUFFER_IMAGES, H1W, TAPS, byFanIn)
  to = draw(to, H2W, TAPS * FAN2, byFanIn)
  to = draw(to, H3W, UNITS2, byFanIn)
  draw(to, OUTW, UNITS3, byFanIn)
}
