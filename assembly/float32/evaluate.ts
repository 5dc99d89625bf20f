/** Outputs and confusion counts for the samples in the batch buffer, by the averaged weights where there are such. */
import { PIXELS } from '../common/shape'
import { BUFFER_IMAGES, BUFFER_LABELS } from './memory'
import { exchangeWeights } from './averaging'
import { countAnswer, putOutputs } from './answers'
import { infer, outputLoss, prepare } from './network'

/** BUFFER_OUTPUTS[count][10] from the first `count` images of the batch buffer. */
export function predict(count: i32): void {
  if (FULL) exchangeWeights()
  prepare()
  for (let i = 0; i < count; i++) {
    infer(BUFFER_IMAGES + <usize>(i * PIXELS) * 4)
    putOutputs(i)
  }
  if (FULL) exchangeWeights()
}

/** Adds the buffer's first `count` samples to CONFUSION[label][answer] (the first highest output); returns the sum of their losses. */
export function evaluate(count: i32): f64 {
  if (FULL) exchangeWeights()
  prepare()
  let sum: f64 = 0
  for (let i = 0; i < count; i++) {
    infer(BUFFER_IMAGES + <usize>(i * PIXELS) * 4)
    const label = <i32>load<u8>(BUFFER_LABELS + i)
    sum += outputLoss(label)
    countAnswer(label)
  }
  if (FULL) exchangeWeights()
  return sum
}
