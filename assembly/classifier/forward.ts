/** The network's four layers, forward. */
import { IMAGE as PIXEL_SIDE, SIDE1, UNITS2, UNITS3 } from '../common/shape'
import { silu } from './activation'
import { conv1, conv2 } from './conv'
import { dense } from './dense'
import { B3, B4, DENSE_ROW, IMAGE, INSIDE0, INSIDE1, LOGITS, MAP0, MAP1, ROW0, ROW1, UNIT, W3, W4, Y2, Y3 } from './memory'

/** LOGITS of IMAGE by the weights in place. */
export function forward(): void {
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
}
