/** The int16 network's answers for a window of images. */
import { CLASSES, PIXELS } from '../shape'
import { CLASSES_PADDED, CONFUSION, D4, F3, F4, UNITS3_PADDED, WINDOW_IMAGES, WINDOW_LABELS, WINDOW_OUTPUTS, Y3, Y4 } from '../memory'
import { Activation, squash } from '../activation'
import { load4, store4 } from '../lanes'
import { crossEntropy, Loss, mse } from '../loss'
import { conv1, conv1Prepare } from './conv1'
import { conv2 } from './conv2'
import { h3Forward, outForward } from './dense'
import { readPixels } from './pixels'

let hidden: Activation = Activation.Tanh
let output: Activation = Activation.Tanh
let loss: Loss = Loss.Mse

/** `activation`: 0 tanh, 1 scaled tanh, 2 ReLU, 3 SiLU. `lossKind`: 0 MSE, 1 cross-entropy. */
export function configure(activation: i32, lossKind: i32): void {
  hidden = activation
  loss = lossKind
  output = lossKind == Loss.CrossEntropy ? Activation.None : activation == Activation.ScaledTanh ? Activation.ScaledTanh : Activation.Tanh
}

/** After the parameters have changed. */
export function prepare(): void {
  conv1Prepare(hidden)
}

/** Outputs of the window's image i in Y4[10]. */
function infer(i: i32): void {
  readPixels(WINDOW_IMAGES + <usize>(i * PIXELS) * 4)
  conv1(hidden)
  conv2(hidden)
  h3Forward()
  squash(hidden, Y3, Y3, F3, UNITS3_PADDED * 4)
  outForward()
  squash(output, Y4, Y4, F4, CLASSES_PADDED * 4)
}

/** Counts the answer, the first highest output, in CONFUSION[label][answer]; the loss. */
function judge(label: i32): f32 {
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
  return loss == Loss.CrossEntropy ? crossEntropy(Y4, label, D4, 1, 0) : mse(Y4, label, D4, 1)
}

/** WINDOW_OUTPUTS[count][10] from the window's first `count` images. */
export function predict(count: i32): void {
  for (let i = 0; i < count; i++) {
    infer(i)
    // the last two lanes are overwritten by the next sample's first
    const to = WINDOW_OUTPUTS + <usize>(i * CLASSES) * 4
    store4(to, load4(Y4))
    store4(to, load4(Y4, 16), 16)
    store4(to, load4(Y4, 32), 32)
  }
}

/** Adds the window's first `count` samples to CONFUSION[label][answer]; the sum of their losses. */
export function evaluate(count: i32): f64 {
  let sum: f64 = 0
  for (let i = 0; i < count; i++) {
    infer(i)
    sum += judge(load<u8>(WINDOW_LABELS + i))
  }
  return sum
}

export function resetConfusion(): void {
  memory.fill(CONFUSION, 0, CLASSES * CLASSES * 4)
}
