/** The network in plain JavaScript as its formulas are written: a loop for each index, float32 arrays, borders asked for at every pixel. */
import { SEES } from '../folded.js'
import { CLASSES, type Net, PIXELS } from '../peer.js'
import { lossGradient } from './loss.js'
import { adamw, type Step, sgd } from './optimizers.js'
import { AT } from './places.js'

/** A convolution: `side`×`side` units a plane; plane p sees the input planes `sees(p)`. */
interface Convolution {
  readonly weights: number
  readonly biases: number
  readonly side: number
  readonly sees: (plane: number) => readonly number[]
}

const H1: Convolution = { weights: AT.H1w, biases: AT.H1b, side: 8, sees: () => [0] }
const H2: Convolution = { weights: AT.H2w, biases: AT.H2b, side: 4, sees: (plane) => SEES[plane >> 2]! }

export class StraightNetwork {
  readonly #tanh: boolean
  readonly #batch: number
  readonly #p: Float32Array
  readonly #g: Float32Array
  readonly #step: Step
  readonly #image = new Float32Array(PIXELS)
  readonly #h1 = new Float32Array(768)
  readonly #dh1 = new Float32Array(768)
  readonly #h2 = new Float32Array(192)
  readonly #dh2 = new Float32Array(192)
  readonly #h3 = new Float32Array(30)
  readonly #dh3 = new Float32Array(30)
  readonly #out = new Float32Array(CLASSES)
  readonly #dout = new Float32Array(CLASSES)

  /** @param parameters the eight tensors one after the other */
  constructor(net: Net, parameters: Float32Array, batch: number) {
    this.#tanh = net === 'base'
    this.#batch = batch
    this.#p = parameters.slice()
    this.#g = new Float32Array(parameters.length)
    this.#step = (net === 'base' ? sgd : adamw)(this.#p, this.#g)
  }

  predict(images: Float32Array): Float32Array {
    const count = images.length / PIXELS
    const outputs = new Float32Array(count * CLASSES)
    for (let i = 0; i < count; i++) {
      this.#forward(images.subarray(i * PIXELS, (i + 1) * PIXELS))
      outputs.set(this.#out, i * CLASSES)
    }
    return outputs
  }

  train(images: Float32Array, labels: Uint8Array): void {
    for (let i = 0; i < labels.length; i++) {
      this.#forward(images.subarray(i * PIXELS, (i + 1) * PIXELS))
      lossGradient(this.#tanh, this.#out, labels[i]!, 1 / this.#batch, this.#dout)
      this.#backward()
      if ((i + 1) % this.#batch === 0) this.#step()
    }
  }

  #forward(image: Float32Array): void {
    this.#image.set(image)
    this.#convolve(H1, this.#image, this.#h1)
    this.#convolve(H2, this.#h1, this.#h2)
    this.#dense(AT.H3w, AT.H3b, this.#h2, this.#h3)
    for (let j = 0; j < 30; j++) this.#h3[j] = this.#activateWithDerivative(this.#h3[j]!)
    this.#dense(AT.outw, AT.outb, this.#h3, this.#out)
    if (this.#tanh) for (let j = 0; j < CLASSES; j++) this.#out[j] = Math.tanh(this.#out[j]!)
  }

  #backward(): void {
    this.#denseBackward(AT.outw, AT.outb, this.#h3, this.#dh3, this.#dout)
    for (let j = 0; j < 30; j++) this.#dh3[j] = this.#dh3[j]! * this.#slope(this.#h3[j]!)
    this.#denseBackward(AT.H3w, AT.H3b, this.#h2, this.#dh2, this.#dh3)
    this.#dh1.fill(0)
    this.#convolveBackward(H2, this.#h1, this.#dh1, this.#h2, this.#dh2)
    this.#convolveBackward(H1, this.#image, undefined, this.#h1, this.#dh1)
  }

  #activateWithDerivative(x: number): number {
    return this.#tanh ? Math.tanh(x) : Math.max(0, x)
  }

  /** The derivative of the activation, from its value. */
  #slope(y: number): number {
    return this.#tanh ? 1 - y * y : y > 0 ? 1 : 0
  }

  #convolve({ weights, biases, side, sees }: Convolution, input: Float32Array, out: Float32Array): void {
    const p = this.#p
    for (let plane = 0; plane < 12; plane++) {
      const inputs = sees(plane)
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const unit = (plane * side + y) * side + x
          let sum = p[biases + unit]!
          for (let c = 0; c < inputs.length; c++) {
            for (let ky = 0; ky < 5; ky++) {
              for (let kx = 0; kx < 5; kx++) {
                const weight = p[weights + ((plane * inputs.length + c) * 5 + ky) * 5 + kx]!
                const row = 2 * y + ky - 2
                const column = 2 * x + kx - 2
                const inside = row >= 0 && row < 2 * side && column >= 0 && column < 2 * side
                sum += weight * (inside ? input[(inputs[c]! * 2 * side + row) * 2 * side + column]! : -1)
              }
            }
          }
          out[unit] = this.#activateWithDerivative(sum)
        }
      }
    }
  }

  #convolveBackward(
    { weights, biases, side, sees }: Convolution,
    input: Float32Array,
    dinput: Float32Array | undefined,
    out: Float32Array,
    dout: Float32Array,
  ): void {
    const p = this.#p
    const g = this.#g
    for (let plane = 0; plane < 12; plane++) {
      const inputs = sees(plane)
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const unit = (plane * side + y) * side + x
          const d = dout[unit]! * this.#slope(out[unit]!)
          g[biases + unit] = g[biases + unit]! + d
          for (let c = 0; c < inputs.length; c++) {
            for (let ky = 0; ky < 5; ky++) {
              for (let kx = 0; kx < 5; kx++) {
                const w = weights + ((plane * inputs.length + c) * 5 + ky) * 5 + kx
                const row = 2 * y + ky - 2
                const column = 2 * x + kx - 2
                if (row < 0 || row >= 2 * side || column < 0 || column >= 2 * side) {
                  g[w] = g[w]! - d
                  continue
                }
                const pixel = (inputs[c]! * 2 * side + row) * 2 * side + column
                g[w] = g[w]! + d * input[pixel]!
                if (dinput) dinput[pixel] = dinput[pixel]! + d * p[w]!
              }
            }
          }
        }
      }
    }
  }

  #dense(w: number, b: number, x: Float32Array, out: Float32Array): void {
    for (let j = 0; j < out.length; j++) {
      let sum = this.#p[b + j]!
      for (let i = 0; i < x.length; i++) sum += x[i]! * this.#p[w + i * out.length + j]!
      out[j] = sum
    }
  }

  #denseBackward(w: number, b: number, x: Float32Array, dx: Float32Array, dout: Float32Array): void {
    const p = this.#p
    const g = this.#g
    for (let j = 0; j < dout.length; j++) g[b + j] = g[b + j]! + dout[j]!
    for (let i = 0; i < x.length; i++) {
      let sum = 0
      for (let j = 0; j < dout.length; j++) {
        const at = w + i * dout.length + j
        g[at] = g[at]! + x[i]! * dout[j]!
        sum += p[at]! * dout[j]!
      }
      dx[i] = sum
    }
  }
}
