/** The int16 network's outputs for the images in the batch buffer. */
import { PIXELS } from '../common/shape'
import { CLASSES_PADDED, D4, F3, F4, UNITS3_PADDED, BUFFER_IMAGES, BUFFER_LABELS, Y3, Y4 } from '../float32/memory'
import { Activation, activate } from '../float32/activation'
import { countAnswer, putOutputs } from '../float32/answers'
import { crossEntropy, Loss, mse } from '../float32/loss'
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

/** To be called after the parameters have changed. */
export function prepare(): void {
  conv1Prepare(hidden)
}

/** Y4[10]: the outputs for image i of the batch buffer. */
function infer(i: i32): void {
  readPixels(BUFFER_IMAGES + <usize>(i * PIXELS) * 4)
  conv1(hidden)
  conv2(hidden)
  h3Forward()
  activate(hidden, Y3, Y3, F3, UNITS3_PADDED * 4)
  outForward()
  activate(output, Y4, Y4, F4, CLASSES_PADDED * 4)
}

/** BUFFER_OUTPUTS[count][10] from the first `count` images of the batch buffer. */
export function predict(count: i32): void {
  for (let i = 0; i < count; i++) {
    infer(i)
    putOutputs(i)
  }
}

/** Adds the buffer's first `count` samples to CONFUSION[label][answer]; returns the sum of their losses. */
export function evaluate(count: i32): f64 {
  let sum: f64 = 0
  for (let i = 0; i < count; i++) {
    infer(i)
    const label = <i32>load<u8>(BUFFER_LABELS + i)
    countAnswer(label)
    sum += loss == Loss.CrossEntropy ? crossEntropy(Y4, label, D4, 1, 0) : mse(Y4, label, D4, 1)
  }
  return sum
}
