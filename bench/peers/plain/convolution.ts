/**
 * One 5×5 kernel over one padded plane at stride 2, and its two gradients. Four outputs of a row at a time share five weights and eleven pixels: 20
 * multiply-adds for 16 loads.
 */

/** out += the kernel at `k` over `input`; `side` outputs each way, a multiple of 4. */
export function correlate(
  weights: Float64Array,
  k: number,
  input: Float64Array,
  at: number,
  row: number,
  out: Float64Array,
  to: number,
  outRow: number,
  side: number,
): void {
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x += 4) {
      const o = to + y * outRow + x
      let s0 = out[o]!
      let s1 = out[o + 1]!
      let s2 = out[o + 2]!
      let s3 = out[o + 3]!
      for (let ky = 0; ky < 5; ky++) {
        const w = k + ky * 5
        const w0 = weights[w]!
        const w1 = weights[w + 1]!
        const w2 = weights[w + 2]!
        const w3 = weights[w + 3]!
        const w4 = weights[w + 4]!
        const i = at + (y * 2 + ky) * row + x * 2
        const x2 = input[i + 2]!
        const x3 = input[i + 3]!
        const x4 = input[i + 4]!
        const x5 = input[i + 5]!
        const x6 = input[i + 6]!
        const x7 = input[i + 7]!
        const x8 = input[i + 8]!
        s0 += w0 * input[i]! + w1 * input[i + 1]! + w2 * x2 + w3 * x3 + w4 * x4
        s1 += w0 * x2 + w1 * x3 + w2 * x4 + w3 * x5 + w4 * x6
        s2 += w0 * x4 + w1 * x5 + w2 * x6 + w3 * x7 + w4 * x8
        s3 += w0 * x6 + w1 * x7 + w2 * x8 + w3 * input[i + 9]! + w4 * input[i + 10]!
      }
      out[o] = s0
      out[o + 1] = s1
      out[o + 2] = s2
      out[o + 3] = s3
    }
  }
}

/** gradients at `k` += what `dout` says of the kernel. */
export function correlateWeights(
  gradients: Float64Array,
  k: number,
  input: Float64Array,
  at: number,
  row: number,
  dout: Float64Array,
  to: number,
  outRow: number,
  side: number,
): void {
  for (let ky = 0; ky < 5; ky++) {
    const w = k + ky * 5
    let g0 = gradients[w]!
    let g1 = gradients[w + 1]!
    let g2 = gradients[w + 2]!
    let g3 = gradients[w + 3]!
    let g4 = gradients[w + 4]!
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x += 4) {
        const o = to + y * outRow + x
        const d0 = dout[o]!
        const d1 = dout[o + 1]!
        const d2 = dout[o + 2]!
        const d3 = dout[o + 3]!
        const i = at + (y * 2 + ky) * row + x * 2
        const x2 = input[i + 2]!
        const x3 = input[i + 3]!
        const x4 = input[i + 4]!
        const x5 = input[i + 5]!
        const x6 = input[i + 6]!
        const x7 = input[i + 7]!
        const x8 = input[i + 8]!
        g0 += d0 * input[i]! + d1 * x2 + d2 * x4 + d3 * x6
        g1 += d0 * input[i + 1]! + d1 * x3 + d2 * x5 + d3 * x7
        g2 += d0 * x2 + d1 * x4 + d2 * x6 + d3 * x8
        g3 += d0 * x3 + d1 * x5 + d2 * x7 + d3 * input[i + 9]!
        g4 += d0 * x4 + d1 * x6 + d2 * x8 + d3 * input[i + 10]!
      }
    }
    gradients[w] = g0
    gradients[w + 1] = g1
    gradients[w + 2] = g2
    gradients[w + 3] = g3
    gradients[w + 4] = g4
  }
}

/** dinput += what `dout` says of the pixels. */
export function correlateInput(
  weights: Float64Array,
  k: number,
  dinput: Float64Array,
  at: number,
  row: number,
  dout: Float64Array,
  to: number,
  outRow: number,
  side: number,
): void {
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x += 4) {
      const o = to + y * outRow + x
      const d0 = dout[o]!
      const d1 = dout[o + 1]!
      const d2 = dout[o + 2]!
      const d3 = dout[o + 3]!
      for (let ky = 0; ky < 5; ky++) {
        const w = k + ky * 5
        const w0 = weights[w]!
        const w1 = weights[w + 1]!
        const w2 = weights[w + 2]!
        const w3 = weights[w + 3]!
        const w4 = weights[w + 4]!
        const i = at + (y * 2 + ky) * row + x * 2
        dinput[i] = dinput[i]! + d0 * w0
        dinput[i + 1] = dinput[i + 1]! + d0 * w1
        dinput[i + 2] = dinput[i + 2]! + d0 * w2 + d1 * w0
        dinput[i + 3] = dinput[i + 3]! + d0 * w3 + d1 * w1
        dinput[i + 4] = dinput[i + 4]! + d0 * w4 + d1 * w2 + d2 * w0
        dinput[i + 5] = dinput[i + 5]! + d1 * w3 + d2 * w1
        dinput[i + 6] = dinput[i + 6]! + d1 * w4 + d2 * w2 + d3 * w0
        dinput[i + 7] = dinput[i + 7]! + d2 * w3 + d3 * w1
        dinput[i + 8] = dinput[i + 8]! + d2 * w4 + d3 * w2
        dinput[i + 9] = dinput[i + 9]! + d3 * w3
        dinput[i + 10] = dinput[i + 10]! + d3 * w4
      }
    }
  }
}
