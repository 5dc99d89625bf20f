/**
 * The network in plain JavaScript, as fast as readable loops get: float64, since V8 converts every float32 that it loads to it anyway; sums, weights
 * and pixels in registers; maps that are padded once, so that no loop asks for borders.
 */
import { SEES } from '../folded.js'
import { CLASSES, type Net, PIXELS } from '../peer.js'
import { correlate, correlateInput, correlateWeights } from './convolution.js'
import { dense, denseBackward } from './dense.js'
import { lossGradient } from './loss.js'
import { adamw, type Step, sgd } from './optimizers.js'
import { AT } from './places.js'

/** Rows of the padded image and of a padded plane of H1, and where the first pixel inside lies. */
const ROW1 = 20
const INSIDE1 = 2 * ROW1 + 2
const ROW2 = 12
const PLANE2 = ROW2 * ROW2
const INSIDE2 = 2 * ROW2 + 2

export class TunedNetwork {
  readonly #tanh: boolean
  readonly #batch: number
  readonly #p: Float64Array
  readonly #g: Float64Array
  readonly #step: Step
  readonly #image = new Float64Array(ROW1 * ROW1).fill(-1)
  readonly #h1 = new Float64Array(12 * PLANE2).fill(-1)
  readonly #dh1 = new Float64Array(12 * PLANE2)
  readonly #h2 = new Float64Array(192)
  readonly #dh2 = new Float64Array(192)
  readonly #h3 = new Float64Array(30)
  readonly #dh3 = new Float64Array(30)
  readonly #out = new Float64Array(CLASSES)
  readonly #dout = new Float64Array(CLASSES)

  /** @param parameters the eight tensors one after the other */
  constructor(net: Net, parameters: ArrayLike<number>, batch: number) {
    this.#tanh = net === 'base'
    this.#batch = batch
    this.#p = Float64Array.from(parameters)
    this.#g = new Float64Array(parameters.length)
    this.#step = (net === 'base' ? sgd : adamw)(this.#p, this.#g)
  }

  predict(images: Float32Array): Float32Array {
    const count = images.length / PIXELS
    const outputs = new Float32Array(count * CLASSES)
    for (let i = 0; i < count; i++) {
      this.#forward(images, i * PIXELS)
      outputs.set(this.#out, i * CLASSES)
    }
    return outputs
  }

  train(images: Float32Array, labels: Uint8Array): void {
    for (let i = 0; i < labels.length; i++) {
      this.#forward(images, i * PIXELS)
      lossGradient(this.#tanh, this.#out, labels[i]!, 1 / this.#batch, this.#dout)
      this.#backward()
      if ((i + 1) % this.#batch === 0) this.#step()
    }
  }

  #forward(pixels: Float32Array, at: number): void {
    const p = this.#p
    for (let y = 0; y < 16; y++) {
      for (let x = 0; x < 16; x++) this.#image[INSIDE1 + y * ROW1 + x] = pixels[at + y * 16 + x]!
    }
    for (let plane = 0; plane < 12; plane++) {
      const inside = plane * PLANE2 + INSIDE2
      for (let y = 0; y < 8; y++) {
        for (let x = 0; x < 8; x++) this.#h1[inside + y * ROW2 + x] = p[AT.H1b + plane * 64 + y * 8 + x]!
      }
      correlate(p, AT.H1w + plane * 25, this.#image, 0, ROW1, this.#h1, inside, ROW2, 8)
      for (let y = 0; y < 8; y++) this.#activateWithDerivative(this.#h1, inside + y * ROW2, 8)
    }
    for (let plane = 0; plane < 12; plane++) {
      for (let i = 0; i < 16; i++) this.#h2[plane * 16 + i] = p[AT.H2b + plane * 16 + i]!
      const sees = SEES[plane >> 2]!
      for (let slice = 0; slice < 8; slice++) {
        const kernel = AT.H2w + (plane * 8 + slice) * 25
        correlate(p, kernel, this.#h1, sees[slice]! * PLANE2, ROW2, this.#h2, plane * 16, 4, 4)
      }
    }
    this.#activateWithDerivative(this.#h2, 0, 192)
    dense(p, AT.H3w, AT.H3b, this.#h2, this.#h3)
    this.#activateWithDerivative(this.#h3, 0, 30)
    dense(p, AT.outw, AT.outb, this.#h3, this.#out)
    if (this.#tanh) this.#activateWithDerivative(this.#out, 0, CLASSES)
  }

  #backward(): void {
    const p = this.#p
    const g = this.#g
    denseBackward(p, g, AT.outw, AT.outb, this.#h3, this.#dh3, this.#dout)
    this.#activateBackward(this.#h3, this.#dh3, 0, 30)
    denseBackward(p, g, AT.H3w, AT.H3b, this.#h2, this.#dh2, this.#dh3)
    this.#activateBackward(this.#h2, this.#dh2, 0, 192)
    this.#dh1.fill(0)
    for (let plane = 0; plane < 12; plane++) {
      const from = plane * 16
      for (let i = from; i < from + 16; i++) g[AT.H2b + i] = g[AT.H2b + i]! + this.#dh2[i]!
      const sees = SEES[plane >> 2]!
      for (let slice = 0; slice < 8; slice++) {
        const kernel = AT.H2w + (plane * 8 + slice) * 25
        const source = sees[slice]! * PLANE2
        correlateWeights(g, kernel, this.#h1, source, ROW2, this.#dh2, from, 4, 4)
        correlateInput(p, kernel, this.#dh1, source, ROW2, this.#dh2, from, 4, 4)
      }
    }
    for (let plane = 0; plane < 12; plane++) {
      const inside = plane * PLANE2 + INSIDE2
      for (let y = 0; y < 8; y++) {
        this.#activateBackward(this.#h1, this.#dh1, inside + y * ROW2, 8)
        for (let x = 0; x < 8; x++) {
          const bias = AT.H1b + plane * 64 + y * 8 + x
          g[bias] = g[bias]! + this.#dh1[inside + y * ROW2 + x]!
        }
      }
      correlateWeights(g, AT.H1w + plane * 25, this.#image, 0, ROW1, this.#dh1, inside, ROW2, 8)
    }
  }

  #activateWithDerivative(values: Float64Array, from: number, count: number): void {
    if (this.#tanh) for (let i = from; i < from + count; i++) values[i] = Math.tanh(values[i]!)
    else for (let i = from; i < from + count; i++) if (values[i]! < 0) values[i] = 0
  }

  /** From the activation itself: tanh′ = 1 − y², ReLU′ = y > 0. */
  #activateBackward(values: Float64Array, d: Float64Array, from: number, count: number): void {
    for (let i = from; i < from + count; i++) {
      const y = values[i]!
      if (this.#tanh) d[i] = d[i]! * (1 - y * y)
      else if (y === 0) d[i] = 0
    }
  }
}
