/** The gradient of a loss by the outputs. */
export function lossGradient<T extends Float32Array | Float64Array>(
  activated: boolean,
  out: T,
  label: number,
  scale: number,
  dout: T,
): void {
  const count = out.length
  if (activated) {
    // mean of (y − t)², targets ±1, through the outputs' own tanh
    for (let j = 0; j < count; j++) {
      const y = out[j]!
      const t = j === label ? 1 : -1
      dout[j] = ((2 * (y - t)) / count) * (1 - y * y) * scale
    }
    return
  }
  // softmax cross-entropy
  let most = out[0]!
  for (let j = 1; j < count; j++) most = Math.max(most, out[j]!)
  let sum = 0
  for (let j = 0; j < count; j++) sum += Math.exp(out[j]! - most)
  for (let j = 0; j < count; j++) {
    dout[j] = (Math.exp(out[j]! - most) / sum - (j === label ? 1 : 0)) * scale
  }
}
