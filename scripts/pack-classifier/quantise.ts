/**
 * Weights as multiples of a step.
 *
 * Rounding each weight to the nearest one is not the best: what matters is the sum that a unit makes of its inputs. So each column (a plane, a unit) is rounded to
 * minimise the mean square of that sum's error over real digits, eᵀ·H·e with H the inputs' second moments: weight after weight, those to come taking the error on (Frantar et
 * al. 2022, GPTQ), then by going round and taking the best multiple for each, given the others, until none moves.
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
  /** Columns may share their moments. */
  const orders = new Map<Float64Array, Feedback>()
  for (let column = 0; column < columns; column++) {
    const weights = Float64Array.from({ length: rows }, (_, row) => values[row * columns + column]!)
    const own = moments?.(column)
    if (own && !orders.has(own)) orders.set(own, feedback(own, rows))
    const numbers = rounded(weights, step, limit, own, own && orders.get(own))
    for (const [row, code] of numbers.entries()) codes[row * columns + column] = code
  }
  return codes
}

/** One column in multiples of `step`. */
function rounded(
  weights: Float64Array,
  step: number,
  limit: number,
  moments: Float64Array | undefined,
  feedback: Feedback | undefined,
): Int16Array {
  const n = weights.length
  const nearest = (weight: number) => Math.max(-limit, Math.min(limit, Math.round(weight / step) || 0))
  const codes = Int16Array.from(weights, nearest)
  if (!moments || !feedback) return codes
  const wanted = weights.slice()
  for (const { row, shares } of feedback) {
    codes[row] = nearest(wanted[row]!)
    const error = wanted[row]! - codes[row]! * step
    for (let k = 0; k < n; k++) wanted[k]! -= error * shares[k]!
  }
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

/** The order in which weights are rounded, those that matter most first; and which share of its error each of those to come takes on, n of them, 0 for the others. */
type Feedback = readonly { readonly row: number; readonly shares: Float64Array }[]

function feedback(moments: Float64Array, n: number): Feedback {
  let trace = 0
  for (let i = 0; i < n; i++) trace += moments[i * n + i]!
  const inverse = inverted(
    moments.map((value, at) => value + (at % (n + 1) === 0 ? (DAMPING * trace) / n : 0)),
    n,
  )
  const rows = [...Array(n).keys()].sort((a, b) => moments[b * n + b]! - moments[a * n + a]! || a - b)
  return rows.map((row) => {
    const own = inverse[row * n + row]!
    const shares = Float64Array.from({ length: n }, (_, k) => inverse[row * n + k]! / own)
    // the inverse of what is left without this one
    for (let i = 0; i < n; i++) {
      const by = inverse[i * n + row]!
      if (by !== 0) for (let k = 0; k < n; k++) inverse[i * n + k]! -= by * shares[k]!
    }
    shares[row] = 0
    return { row, shares }
  })
}

/** Share of the mean square input that is added to each: inputs that are always the same have none. */
const DAMPING = 1e-3

/** The inverse of a positive definite n × n matrix, by elimination. */
function inverted(matrix: Float64Array, n: number): Float64Array {
  const from = matrix.slice()
  const to = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0))
  for (let pivot = 0; pivot < n; pivot++) {
    const by = 1 / from[pivot * n + pivot]!
    for (let k = 0; k < n; k++) {
      from[pivot * n + k]! *= by
      to[pivot * n + k]! *= by
    }
    for (let i = 0; i < n; i++) {
      const factor = from[i * n + pivot]!
      if (i === pivot || factor === 0) continue
      for (let k = 0; k < n; k++) {
        from[i * n + k]! -= factor * from[pivot * n + k]!
        to[i * n + k]! -= factor * to[pivot * n + k]!
      }
    }
  }
  return to
}
