/** Where the ten outputs in Y4 go: to the host, or into the confusion matrix. */
import { CLASSES } from '../common/shape'
import { firstBadLabel } from '../common/labels'
import { CONFUSION, BUFFER_LABELS, BUFFER_OUTPUTS, Y4 } from './memory'
import { load4, store4 } from '../common/lanes'

/** BUFFER_OUTPUTS[i][10]. The last two lanes are overwritten by the next sample's first. */
// @ts-ignore: decorator
@inline
export function putOutputs(i: i32): void {
  const to = BUFFER_OUTPUTS + <usize>(i * CLASSES) * 4
  store4(to, load4(Y4))
  store4(to, load4(Y4, 16), 16)
  store4(to, load4(Y4, 32), 32)
}

/** Adds 1 to CONFUSION[label][answer]; the answer is the first highest output. */
// @ts-ignore: decorator
@inline
export function countAnswer(label: i32): void {
  let answer = 0
  let highest = load<f32>(Y4)
  for (let k = 1; k < CLASSES; k++) {
    const y = load<f32>(Y4 + (<usize>k << 2))
    if (y > highest) {
      highest = y
      answer = k
    }
  }
  const cell = CONFUSION + (<usize>(label * CLASSES + answer) << 2)
  store<u32>(cell, load<u32>(cell) + 1)
}

/** The first of the batch buffer's `count` labels that is not a digit, or −1. */
export function badLabel(count: i32): i32 {
  return firstBadLabel(BUFFER_LABELS, count)
}

export function resetConfusion(): void {
  memory.fill(CONFUSION, 0, CLASSES * CLASSES * 4)
}
