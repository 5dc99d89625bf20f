/**
 * jax-js on its WebAssembly backend, everything under `jit`. For inference both convolutions as matrices, since its matrix product is far ahead of its
 * convolution: 135 µs an image against 525, and 48 against 577 at batch size 64. Training needs the convolutions; H2 in three groups as in PyTorch.
 */
import { grad, init, jit, lax, nn, numpy as np } from '@jax-js/jax'
import {
  ADAMW,
  CLASSES,
  type Net,
  type Peer,
  PIXELS,
  type Predict,
  SGD,
  type Trainer,
  type Weights,
} from '../peer.js'

type Values = Record<string, np.Array>

const array = (values: Float32Array, shape: number[]) =>
  np.array(values as Float32Array<ArrayBuffer>).reshape(shape)
const input = (images: Float32Array) => array(images, [images.length / PIXELS, 1, 16, 16])
const activationOf = (net: Net) => (net === 'base' ? np.tanh : nn.relu)

/** Functions use up what they are given: these are given again. */
const again = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.ref]))
const dispose = (values: Values): void => {
  for (const value of Object.values(values)) value.dispose()
}

const dense = (x: np.Array, w: np.Array, b: np.Array) => np.matmul(x, w).add(b)

function predictor(net: Net, { state, folded }: Weights): Predict {
  const weights: Values = {
    H1m: array(folded.H1m, [256, 768]),
    H1b: array(folded.H1b, [768]),
    H2m: array(folded.H2m, [768, 192]),
    H2b: array(folded.H2b, [192]),
    H3w: array(state.H3w, [192, 30]),
    H3b: array(state.H3b, [30]),
    outw: array(state.outw, [30, CLASSES]),
    outb: array(state.outb, [CLASSES]),
  }
  const activateWithDerivative = activationOf(net)
  const forward = jit((w: Values, x: np.Array) => {
    const h1 = activateWithDerivative(dense(x, w.H1m!, w.H1b!))
    const h2 = activateWithDerivative(dense(h1, w.H2m!, w.H2b!))
    const h3 = activateWithDerivative(dense(h2, w.H3w!, w.H3b!))
    const out = dense(h3, w.outw!, w.outb!)
    return net === 'base' ? np.tanh(out) : out
  })
  return (images) =>
    forward(again(weights), array(images, [images.length / PIXELS, PIXELS])).dataSync() as Float32Array
}

/** A convolution that sees −1 around its map. */
function bordered(x: np.Array, kernel: np.Array): np.Array {
  const none: [number, number] = [0, 0]
  const border: [number, number] = [2, 2]
  const padded = np.pad(x.add(1), [none, none, border, border]).sub(1)
  return lax.convGeneralDilated(padded, kernel, [2, 2], 'VALID')
}

function forward(net: Net, w: Values, x: np.Array): np.Array {
  const activateWithDerivative = activationOf(net)
  const h1 = activateWithDerivative(bordered(x, w.H1w!).add(w.H1b!))
  const planes = (from: number) => h1.ref.slice([], [from, from + 4])
  const groups = [
    [planes(0), planes(4)],
    [planes(4), planes(8)],
    [planes(0), planes(8)],
  ].map((parts, i) => bordered(np.concatenate(parts, 1), w.H2w!.ref.slice([4 * i, 4 * i + 4])))
  dispose({ h1, H2w: w.H2w! })
  const h2 = activateWithDerivative(np.concatenate(groups, 1).add(w.H2b!))
  const h3 = activateWithDerivative(dense(h2.reshape([-1, 192]), w.H3w!, w.H3b!))
  const out = dense(h3, w.outw!, w.outb!)
  return net === 'base' ? np.tanh(out) : out
}

function loss(net: Net, w: Values, x: np.Array, targets: np.Array): np.Array {
  const outputs = forward(net, w, x)
  // targets are −1 and 1 for the one, 0 and 1 for the other
  if (net === 'base') return np.mean(np.square(outputs.sub(targets)))
  return nn.logSoftmax(outputs, -1).mul(targets).sum(-1).mean().mul(-1)
}

const zeros = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, { shape }]) => [name, np.zeros(shape)]))

const each = (values: Values, change: (name: string) => np.Array): Values =>
  Object.fromEntries(Object.keys(values).map((name) => [name, change(name)]))

interface Training extends Record<string, Values> {
  w: Values
  m: Values
  v: Values
}

/** A step of AdamW; `rates`: lr / (1 − β1ᵗ) and 1 / √(1 − β2ᵗ). */
function adamw({ w, m, v }: Training, g: Values, rates: np.Array): Training {
  const { lr, beta1, beta2, eps, weightDecay } = ADAMW
  const first = each(w, (name) => m[name]!.mul(beta1).add(g[name]!.ref.mul(1 - beta1)))
  const second = each(w, (name) => v[name]!.mul(beta2).add(np.square(g[name]!).mul(1 - beta2)))
  const [rate, root] = [rates.ref.slice(0), rates.slice(1)]
  const next = each(w, (name) =>
    w[name]!.mul(1 - lr * weightDecay).sub(
      first[name]!.ref.mul(rate.ref).div(np.sqrt(second[name]!.ref).mul(root.ref).add(eps)),
    ),
  )
  dispose({ rate, root })
  return { w: next, m: first, v: second }
}

function trainer(net: Net, { state }: Weights, batch: number): Trainer {
  const fresh: Values = {
    H1w: array(state.H1w, [12, 1, 5, 5]),
    H1b: array(state.H1b, [12, 8, 8]),
    H2w: array(state.H2w, [12, 8, 5, 5]),
    H2b: array(state.H2b, [12, 4, 4]),
    H3w: array(state.H3w, [192, 30]),
    H3b: array(state.H3b, [30]),
    outw: array(state.outw, [30, CLASSES]),
    outb: array(state.outb, [CLASSES]),
  }
  const gradients = (w: Values, x: np.Array, t: np.Array) =>
    grad((values: Values, images: np.Array, targets: np.Array) => loss(net, values, images, targets))(
      w,
      x,
      t,
    ) as Values
  const sgdStep = jit((w: Values, x: np.Array, t: np.Array) => {
    const g = gradients(again(w), x, t)
    return each(w, (name) => w[name]!.sub(g[name]!.mul(SGD.lr)))
  })
  const adamwStep = jit((training: Training, x: np.Array, t: np.Array, rates: np.Array) =>
    adamw(training, gradients(again(training.w), x, t), rates),
  )
  const outputs = jit((w: Values, x: np.Array) => forward(net, w, x))
  const begin = (): Training => ({ w: again(fresh), m: zeros(fresh), v: zeros(fresh) })
  let training = begin()
  let steps = 0
  const step = (images: Float32Array, labels: Uint8Array) => {
    steps++
    const targets = new Float32Array(batch * CLASSES).fill(net === 'base' ? -1 : 0)
    labels.forEach((label, i) => {
      targets[i * CLASSES + label] = 1
    })
    const [x, t] = [input(images), array(targets, [batch, CLASSES])]
    if (net === 'base') training = { ...training, w: sgdStep(training.w, x, t) }
    else {
      const rates = [ADAMW.lr / (1 - ADAMW.beta1 ** steps), 1 / Math.sqrt(1 - ADAMW.beta2 ** steps)]
      training = adamwStep(training, x, t, np.array(rates)) as Training
    }
  }
  return {
    reset() {
      Object.values(training).forEach(dispose)
      training = begin()
      steps = 0
    },
    train(images, labels) {
      for (let at = 0; at < labels.length; at += batch) {
        step(images.subarray(at * PIXELS, (at + batch) * PIXELS), labels.subarray(at, at + batch))
      }
      training.w.outb!.ref.dataSync()
    },
    predict: (images) => outputs(again(training.w), input(images)).dataSync() as Float32Array,
  }
}

/** Only this backend: to look for others fails in Node 20, which has no `navigator`. */
const ready = () => init('wasm')

export const peers: Readonly<Record<string, Peer>> = {
  'jax-js': {
    about: 'WebAssembly with SIMD, jit; one thread',
    async predictor(net, weights) {
      await ready()
      return predictor(net, weights)
    },
    async trainer(net, weights, batch) {
      await ready()
      return trainer(net, weights, batch)
    },
  },
}
