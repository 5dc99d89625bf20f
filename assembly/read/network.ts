/**
 * The two networks of this module, which take turns in the classifier's kernels: the classifier's own, and one of the same architecture that also knows what
 * is not a digit, by an eleventh output that is always 0.
 */
import { forward } from '../classifier/forward'
import { IMAGE, W1 } from '../classifier/memory'
import { unpack } from '../classifier/unpack'
import { addBlock, clearMoments, momentMap } from '../picture/moments'
import { openDigit, sampleDigit } from '../picture/sample28'
import { CODES, STEPS } from './weights'

/** Bytes of a network's weights, which lie from W1 to the image. */
const SIZE: usize = IMAGE - W1
const PLAIN: usize = memory.data(51200, 16)
const STRICT: usize = memory.data(51200, 16)

/** A span as 28×28 bytes, and what is read beyond them. */
export const RAW: usize = memory.data(784 + 16, 16)

/** Keeps both networks aside; the classifier's is in place before and after. */
export function unpackStrict(): void {
  memory.copy(PLAIN, W1, SIZE)
  unpack(CODES, STEPS)
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
  forward()
  return true
}
