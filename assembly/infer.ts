/** Predictions for a window of samples. */
import { CLASSES, PIXELS } from './shape'
import { CONFUSION, WINDOW_IMAGES, WINDOW_LABELS, WINDOW_OUTPUTS, Y4 } from './memory'
import { infer, outputLoss, prepare } from './network'
import { load4, store4 } from './lanes'

/** WINDOW_OUTPUTS[count][10] from the window's first `count` images. */
export function predict(count: i32): void {
  prepare()
  for (let i = 0; i < count; i++) {
    infer(WINDOW_IMAGES + <usize>(i * PIXELS) * 4)
    // the last two lanes are overwritten by the next sample's first
    const to = WINDOW_OUTPUTS + <usize>(i * CLASSES) * 4
    store4(to, load4(Y4))
    store4(to, load4(Y4, 16), 16)
    store4(to, load4(Y4, 32), 32)
  }
}

/** Adds the window's first `count` samples to CONFUSION[label][answer], the answer being the first highest output; the sum of their losses. */
export function evaluate(count: i32): f64 {
  prepare()
  let sum: f64 = 0
  for (let i = 0; i < count; i++) {
    infer(WINDOW_IMAGES + <usize>(i * PIXELS) * 4)
    const label = <i32>load<u8>(WINDOW_LABELS + i)
    sum += outputLoss(label)
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
  return sum
}

export function resetConfusion(): void {
  memory.fill(CONFUSION, 0, CLASSES * CLASSES * 4)
}
