/**
 * The convolutional network of TensorFlow.js's tutorial ("Handwritten digit recognition with CNNs"): 28×28, 8 filters of 5×5, pooling, 16 filters of 5×5, pooling,
 * ten outputs; 5,994 weights. The wasm backend has no
 * gradient of a convolution's filters, so it is written here.
 */
import * as tf from '@tensorflow/tfjs'
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm'

export const SIDE = 28
const CLASSES = 10
/** Of the filters, and of the last layer. */
const SHAPES = { conv1: [5, 5, 1, 8], conv2: [5, 5, 8, 16], out: [256, CLASSES] } as const
type Layer = keyof typeof SHAPES
export const LAYERS = Object.keys(SHAPES) as Layer[]

/** Weights and biases, layer by layer, row by row. */
export type CnnWeights = Readonly<Record<Layer, { readonly weights: number[]; readonly biases: number[] }>>

type Tensors = Readonly<Record<Layer, { readonly weights: tf.Tensor; readonly biases: tf.Tensor1D }>>

export async function useWasm(): Promise<void> {
  setThreadsCount(1)
  await tf.setBackend('wasm')
  await tf.ready()
}

/** A convolution without padding whose filters' gradient is one, too: of the planes, each as an image with a channel for every digit. */
const convolve = tf.customGrad((x, filters, save) => {
  const [images, kernel] = [x as tf.Tensor4D, filters as tf.Tensor4D]
  ;(save as tf.GradSaveFunc)([images, kernel])
  return {
    value: tf.conv2d(images, kernel, 1, 'valid'),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, w, d] = [...saved, dy] as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]
      const planes = tf.conv2d(tf.transpose(x, [3, 1, 2, 0]), tf.transpose(d, [1, 2, 0, 3]), 1, 'valid')
      // nobody asks for that of the pixels
      const back = x.shape[3] === 1 ? tf.zerosLike(x) : tf.conv2dTranspose(d, w, x.shape, 1, 'valid')
      return [back, tf.transpose(planes, [1, 2, 0, 3])]
    },
  }
})

function layer(x: tf.Tensor4D, { weights, biases }: Tensors['conv1' | 'conv2']): tf.Tensor4D {
  const sums = tf.add(convolve(x, weights as tf.Tensor4D), biases)
  return tf.maxPool(tf.relu(sums) as tf.Tensor4D, 2, 2, 'valid')
}

/** Logits of n digits, 0 paper … 1 ink. */
function forward(x: tf.Tensor4D, tensors: Tensors): tf.Tensor2D {
  const second = layer(layer(x, tensors.conv1), tensors.conv2)
  const { weights, biases } = tensors.out
  return tf.add(tf.matMul(tf.reshape(second, [-1, 256]) as tf.Tensor2D, weights as tf.Tensor2D), biases)
}

const asInput = (digits: Float32Array) => tf.tensor4d(digits, [digits.length / (SIDE * SIDE), SIDE, SIDE, 1])

export class Cnn {
  readonly #tensors: Tensors

  constructor(weights: CnnWeights) {
    this.#tensors = tensorsOf((layer) => weights[layer])
  }

  /** The digit of each of n × 784 floats, 0 paper … 1 ink. */
  classify(digits: Float32Array): number[] {
    return tf.tidy(() => [...tf.argMax(forward(asInput(digits), this.#tensors), 1).dataSync()])
  }
}

function tensorsOf(values: (layer: Layer) => CnnWeights[Layer]): Tensors {
  return Object.fromEntries(
    LAYERS.map((layer) => {
      const { weights, biases } = values(layer)
      return [layer, { weights: tf.tensor(weights, [...SHAPES[layer]]), biases: tf.tensor1d(biases) }]
    }),
  ) as unknown as Tensors
}

/** Adam at the tutorial's rate, cosine to zero, batches of 128; digits in the order that `next` draws. */
export async function train(
  images: Uint8Array,
  labels: Uint8Array,
  passes: number,
  next: () => number,
  progress: (pass: number, loss: number) => void,
): Promise<CnnWeights> {
  const start = tensorsOf((layer) => {
    const outputs = SHAPES[layer].at(-1)!
    const inputs = SHAPES[layer].reduce<number>((product, side) => product * side, 1) / outputs
    const scale = Math.sqrt(2 / inputs)
    // about normal
    const draw = () => scale * (next() + next() + next() + next() - 2) * Math.sqrt(3)
    return {
      weights: Array.from({ length: inputs * outputs }, draw),
      biases: Array.from({ length: outputs }, () => 0),
    }
  })
  const variables = Object.fromEntries(
    LAYERS.map((layer) => [
      layer,
      { weights: tf.variable(start[layer].weights), biases: tf.variable(start[layer].biases) },
    ]),
  ) as unknown as Tensors
  const batch = 128
  const steps = Math.floor(labels.length / batch)
  const optimizer = tf.train.adam(0.001)
  const order = Array.from(labels, (_, i) => i)
  for (let pass = 0; pass < passes; pass++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(next() * (i + 1))
      ;[order[i], order[j]] = [order[j]!, order[i]!]
    }
    let sum = 0
    for (let step = 0; step < steps; step++) {
      const digits = new Float32Array(batch * SIDE * SIDE)
      const wanted = new Float32Array(batch * CLASSES)
      order.slice(step * batch, (step + 1) * batch).forEach((digit, i) => {
        const raw = images.subarray(digit * SIDE * SIDE, (digit + 1) * SIDE * SIDE)
        raw.forEach((value, p) => {
          digits[i * SIDE * SIDE + p] = value / 255
        })
        wanted[i * CLASSES + labels[digit]!] = 1
      })
      const done = (pass * steps + step) / (passes * steps)
      ;(optimizer as unknown as { learningRate: number }).learningRate =
        0.0015 * (1 + Math.cos(Math.PI * done))
      sum += tf.tidy(() => {
        const x = asInput(digits)
        const y = tf.tensor2d(wanted, [batch, CLASSES])
        const loss = optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, forward(x, variables)), true)
        return loss!.dataSync()[0]!
      })
    }
    progress(pass + 1, sum / steps)
  }
  return Object.fromEntries(
    LAYERS.map((layer) => [
      layer,
      {
        weights: [...variables[layer].weights.dataSync()],
        biases: [...variables[layer].biases.dataSync()],
      },
    ]),
  ) as unknown as CnnWeights
}
