/**
 * The two networks of this module, which take turns in the classifier's kernels: the classifier's own, and one of the same architecture that also knows what
 * is no digit, by an eleventh output that is always 0.
 */
import { IMAGE as PIXEL_SIDE, SIDE1, UNITS2, UNITS3 } from '../common/shape'
import { silu } from '../classifier/activation'
import { conv1, conv2 } from '../classifier/conv'
import { dense } from '../classifier/dense'
import { B3, B4, DENSE_ROW, IMAGE, INSIDE0, INSIDE1, LOGITS, MAP0, MAP1, ROW0, ROW1, UNIT, W1, W3, W4, Y2, Y3 } from '../classifier/memory'
import { unpack } from '../classifier/unpack'
import { addBlock, clearMoments, momentMap } from '../picture/moments'
import { openDigit, sampleDigit } from '../picture/sample28'
import { CODES, SCALES } from './weights'

/** Bytes of a network's weights, which lie from W1 to the image. */
const SIZE: usize = IMAGE - W1
const PLAIN: usize = memory.data(51200, 16)
const STRICT: usize = memory.data(51200, 16)

/** A span as 28×28 bytes, and what is read beyond them. */
export const RAW: usize = memory.data(784 + 16, 16)

/** Keeps both networks aside; the classifier's is in place before and after. */
export function unpackStrict(): void {
  memory.copy(PLAIN, W1, SIZE)
  unpack(CODES, SCALES)
  memory.copy(STRICT, W1, SIZE)
  usePlain()
}

export function usePlain(): void {
  memory.copy(W1, PLAIN, SIZE)
}
export function useStrict(): void {
  memory.copy(W1, STRICT, SIZE)
}

/** LOGITS of RAW by the network in place; false where there is no ink. */
export function readRaw(): bool {
  clearMoments()
  addBlock(RAW, 28, 28, 28)
  if (!momentMap(1)) return false
  openDigit(RAW)
  sampleDigit(IMAGE, 0, 0)
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
  return true
}
