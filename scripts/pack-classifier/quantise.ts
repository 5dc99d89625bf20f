/**
 * Weights as multiples of a step.
 *
 * Rounding each weight to the nearest one is not the best: what matters is the sum that a unit makes of its inputs. So each column (a plane, a unit) is rounded to
 * minimise the mean square of that sum's error over real digits, eᵀ·H·e with H the inputs' second moments (as in Frantar et al. 2022, GPTQ), by going
 * round its weights and taking the best multiple for each, given the others, until none moves.
 */

/** rows × columns values, row by row. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array
}

/** The nearest number that is the upper half of a float32. */
export function bfloat16(value: number): number {
  const word = new Uint32Array(Float32Array.of(value).buffer)
  word[0] = (word[0]! + 0x7fff + ((word[0]! >> 16) & 1)) & 0xffff0000
  return new Float32Array(word.buffer)[0]!
}

/** Multiples of `step` from −limit to limit for a matrix, row by row; `moments` gives H of each column, rows × rows; without it, each weight is rounded by itself. */
export function quantise(
  { rows, columns, values }: Matrix,
  step: number,
  limit: number,
  moments?: (column: number) => Float64Array,
): Int16Array {
  const codes = new Int16Array(rows * columns)
  for (let column = 0; column < columns; column++) {
    const weights = Float64Array.from({ length: rows }, (_, row) => values[row * columns + column]!)
    for (const [row, code] of rounded(weights, step, limit, moments?.(column)).entries())
      codes[row * columns + column] = code
  }
  return codes
}

/** One column in multiples of `step`. */
function rounded(
  weights: Float64Array,
  step: number,
  limit: number,
  moments: Float64Array | undefined,
): Int16Array {
  const n = weights.length
  const nearest = (weight: number) => Math.max(-limit, Math.min(limit, Math.round(weight / step) || 0))
  const codes = Int16Array.from(weights, nearest)
  if (!moments) return codes
  const errors = weights.map((weight, i) => codes[i]! * step - weight)
  /** H · errors, kept up to date. */
  const pull = new Float64Array(n)
  const move = (i: number, by: number) => {
    for (let k = 0; k < n; k++) pull[k]! += by * moments[i * n + k]!
  }
  for (const [i, error] of errors.entries()) move(i, error)
  for (let moved = true; moved; ) {
    moved = false
    for (let i = 0; i < n; i++) {
      const own = moments[i * n + i]!
      if (own === 0) continue
      const code = nearest(weights[i]! + errors[i]! - pull[i]! / own)
      if (code === codes[i]) continue
      const by = (code - codes[i]!) * step
      codes[i] = code
      errors[i]! += by
      move(i, by)
      moved = true
    }
  }
  return codes
}
