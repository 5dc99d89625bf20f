/** A dense layer, x·W + b with W row by row (inputs × outputs), and its gradients; five outputs at a time, whose sums stay in registers. */

/** out = x·W + b; the number of outputs is a multiple of 5. */
export function dense(
  parameters: Float64Array,
  w: number,
  b: number,
  x: Float64Array,
  out: Float64Array,
): void {
  const units = out.length
  for (let j = 0; j < units; j += 5) {
    let s0 = parameters[b + j]!
    let s1 = parameters[b + j + 1]!
    let s2 = parameters[b + j + 2]!
    let s3 = parameters[b + j + 3]!
    let s4 = parameters[b + j + 4]!
    for (let i = 0; i < x.length; i++) {
      const xi = x[i]!
      const at = w + i * units + j
      s0 += xi * parameters[at]!
      s1 += xi * parameters[at + 1]!
      s2 += xi * parameters[at + 2]!
      s3 += xi * parameters[at + 3]!
      s4 += xi * parameters[at + 4]!
    }
    out[j] = s0
    out[j + 1] = s1
    out[j + 2] = s2
    out[j + 3] = s3
    out[j + 4] = s4
  }
}

/** Adds to the gradients of W and b, and sets dx. */
export function denseBackward(
  parameters: Float64Array,
  gradients: Float64Array,
  w: number,
  b: number,
  x: Float64Array,
  dx: Float64Array,
  dout: Float64Array,
): void {
  const units = dout.length
  for (let j = 0; j < units; j++) gradients[b + j] = gradients[b + j]! + dout[j]!
  for (let i = 0; i < x.length; i++) {
    const xi = x[i]!
    const at = w + i * units
    let sum = 0
    for (let j = 0; j < units; j++) {
      const d = dout[j]!
      gradients[at + j] = gradients[at + j]! + xi * d
      sum += parameters[at + j]! * d
    }
    dx[i] = sum
  }
}
