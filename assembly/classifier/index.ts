/**
 * The shipped digit reader: forward only, SiLU and logits, its weights inside. The host writes 16×16 pixels to IMAGE, calls `read` and finds SCORES.
 */
import { IMAGE as PIXEL_SIDE, SIDE1, UNITS2, UNITS3 } from '../common/shape'
import { conv1, conv2 } from './conv'
import { dense } from './dense'
import { B3, B4, DENSE_ROW, IMAGE, INSIDE0, INSIDE1, LOGITS, MAP0, MAP1, ROW0, ROW1, UNIT, W3, W4, Y2, Y3 } from './memory'
import { silu, softmax } from './activation'
import { unpack } from './unpack'

export { IMAGE, LOGITS, SCORES } from './memory'

/** LOGITS and SCORES of IMAGE; `inverseTemperature` is one over the temperature. */
export function read(inverseTemperature: f32): void {
  for (let y: usize = 0; y < <usize>PIXEL_SIDE; y++) {
    memory.copy(MAP0 + INSIDE0 + y * ROW0, IMAGE + y * (PIXEL_SIDE << 2), PIXEL_SIDE << 2)
  }
  conv1()
  for (let y: usize = 0; y < <usize>SIDE1; y++) silu(MAP1 + INSIDE1 + y * ROW1, <usize>SIDE1 * UNIT)
  conv2()
  silu(Y2, UNITS2 << 2)
  dense(Y2, UNITS2, W3, B3, Y3)
  silu(Y3, DENSE_ROW)
  dense(Y3, UNITS3, W4, B4, LOGITS)
  softmax(inverseTemperature)
}

// once, as the module is instantiated: the weights, and the margins, which stay
unpack()
for (let p = MAP0; p < Y2; p += 4) store<f32>(p, -1)
