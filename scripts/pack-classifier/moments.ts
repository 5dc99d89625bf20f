/**
 * What a layer sees on real digits, in two networks: the exact one, and the one packed so far. Both as sums over digits of what differs from the mean at a
 * place of the picture, since the bias of that place takes the mean.
 */
export class Moments {
  /** Inputs of a unit. */
  readonly inputs: number
  /** Σ x·xᵀ of the packed network's inputs, and Σ x·yᵀ with the exact one's: inputs × inputs. */
  readonly own: Float64Array
  readonly cross: Float64Array
  /** Means of the packed and of the exact network's inputs: places × inputs. */
  readonly mean: Float64Array
  readonly exactMean: Float64Array

  /** Of `count` digits: `patch` writes the inputs at a place, the packed network's into `x` and the exact one's into `y`. */
  constructor(
    inputs: number,
    places: number,
    count: number,
    patch: (digit: number, place: number, x: Float64Array, y: Float64Array) => void,
  ) {
    const n = inputs
    this.inputs = n
    this.own = new Float64Array(n * n)
    this.cross = new Float64Array(n * n)
    this.mean = new Float64Array(places * n)
    this.exactMean = new Float64Array(places * n)
    const x = new Float64Array(n)
    const y = new Float64Array(n)
    for (let place = 0; place < places; place++) {
      const mean = this.mean.subarray(place * n, (place + 1) * n)
      const exactMean = this.exactMean.subarray(place * n, (place + 1) * n)
      for (let digit = 0; digit < count; digit++) {
        patch(digit, place, x, y)
        for (let i = 0; i < n; i++) {
          mean[i]! += x[i]! / count
          exactMean[i]! += y[i]! / count
        }
      }
      for (let digit = 0; digit < count; digit++) {
        patch(digit, place, x, y)
        for (let i = 0; i < n; i++) {
          x[i]! -= mean[i]!
          y[i]! -= exactMean[i]!
        }
        this.#add(x, y)
      }
    }
  }

  #add(x: Float64Array, y: Float64Array): void {
    const n = x.length
    for (let i = 0, at = 0; i < n; i++) {
      const value = x[i]!
      if (value === 0) {
        at += n
        continue
      }
      for (let k = 0; k < n; k++, at++) {
        this.own[at]! += value * x[k]!
        this.cross[at]! += value * y[k]!
      }
    }
  }

  /**
   * The weights with which the packed network's inputs come nearest to what `weights` make of the exact one's: (own + λ)·w = cross·weights + λ·weights, by
   * conjugate gradients.
   */
  refit(weights: Float64Array): Float64Array {
    const n = this.inputs
    let trace = 0
    for (let i = 0; i < n; i++) trace += this.own[i * n + i]!
    const lambda = (RIDGE * trace) / n
    const times = (matrix: Float64Array, v: Float64Array): Float64Array => {
      const product = new Float64Array(n)
      for (let i = 0; i < n; i++) {
        let sum = lambda * v[i]!
        for (let k = 0; k < n; k++) sum += matrix[i * n + k]! * v[k]!
        product[i] = sum
      }
      return product
    }
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
    const fitted = weights.slice()
    const wanted = times(this.cross, weights)
    const residual = times(this.own, fitted).map((value, i) => wanted[i]! - value)
    let direction = residual.slice()
    let size = dot(residual, residual)
    for (let step = 0; step < 4 * n && size > 1e-20; step++) {
      const image = times(this.own, direction)
      const by = size / dot(direction, image)
      for (let i = 0; i < n; i++) {
        fitted[i]! += by * direction[i]!
        residual[i]! -= by * image[i]!
      }
      const next = dot(residual, residual)
      direction = direction.map((value, i) => residual[i]! + (next / size) * value)
      size = next
    }
    return fitted
  }
}

/** Share of the mean square input that holds the weights to where they were: against fitting the sample's chance. */
const RIDGE = 1e-2
