/**
 * Weights as whole numbers of few bits, each column of a matrix (a plane, a unit) with a scale of its own.
 *
 * Rounding each weight to the nearest step is not the best: what matters is the sum that a unit makes of its inputs. So each column is rounded to
 * minimise the mean square of that sum's error over real digits, eᵀ·H·e with H the inputs' second moments (as in Frantar et al. 2022, GPTQ), by going
 * round its weights and taking the best step of each, given the others, until none moves.
 */

/** rows × columns values, row by row. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array
}

/** Whole numbers of a matrix, and the scale of each column. */
export interface Quantised {
  readonly codes: Int16Array
  readonly scales: Float64Array
}

/** Scales tried, as parts of the one that reaches the greatest weight: a smaller one cuts it off and is finer for all others. */
const PARTS = [1, 0.97, 0.94, 0.91, 0.88, 0.85, 0.8, 0.75, 0.7]

/** The nearest number that is the upper half of a float32. */
export function bfloat16(value: number): number {
  const word = new Uint32Array(Float32Array.of(value).buffer)
  word[0] = (word[0]! + 0x7fff + ((word[0]! >> 16) & 1)) & 0xffff0000
  return new Float32Array(word.buffer)[0]!
}

/** Numbers from −limit to limit and scales for a matrix; `moments` gives H of each column, rows × rows; without it, each weight is rounded by itself. */
export function quantise(
  { rows, columns, values }: Matrix,
  limit: number,
  moments?: (column: number) => Float64Array,
): Quantised {
  const codes = new Int16Array(rows * columns)
  const scales = new Float64Array(columns)
  for (let column = 0; column < columns; column++) {
    const weights = Float64Array.from({ length: rows }, (_, row) => values[row * columns + column]!)
    const greatest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)
    const tried = PARTS.map((part) =>
      rounded(weights, bfloat16((part * greatest) / limit), limit, moments?.(column)),
    )
    const best = tried.reduce((a, b) => (b.error < a.error ? b : a))
    best.codes.forEach((code, row) => {
      codes[row * columns + column] = code
    })
    scales[column] = best.scale
  }
  return { codes, scales }
}

interface Rounded {
  readonly codes: Int16Array
  readonly scale: number
  readonly error: number
}

/** One column in steps of `scale`. */
function rounded(
  weights: Float64Array,
  scale: number,
  limit: number,
  moments: Float64Array | undefined,
): Rounded {
  const n = weights.length
  const step = (weight: number) => Math.max(-limit, Math.min(limit, Math.round(weight / scale) || 0))
  const codes = Int16Array.from(weights, step)
  const errors = weights.map((weight, i) => codes[i]! * scale - weight)
  if (!moments) return { codes, scale, error: errors.reduce((sum, error) => sum + error * error, 0) }
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
      const code = step(weights[i]! + errors[i]! - pull[i]! / own)
      if (code === codes[i]) continue
      const by = (code - codes[i]!) * scale
      codes[i] = code
      errors[i]! += by
      move(i, by)
      moved = true
    }
  }
  return { codes, scale, error: errors.reduce((sum, error, i) => sum + error * pull[i]!, 0) }
}
