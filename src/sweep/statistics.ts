/** What a handful of runs says about all the runs that could have been: mean, spread, and how sure one may be. */

/** Confidence of every interval here. */
export const CONFIDENCE = 0.95

/** A sample of n values. */
export interface Spread {
  readonly n: number
  readonly mean: number
  readonly min: number
  readonly max: number
  /** Standard deviation with the divisor n − 1; undefined for a single value. */
  readonly sd?: number
  /** Where the mean of infinitely many values lies with {@link CONFIDENCE}, if they are normally distributed. */
  readonly interval?: readonly [low: number, high: number]
}

/**
 * Mean, extremes, standard deviation and interval of `values`.
 *
 * @param values at least one
 */
export function spread(values: readonly number[]): Spread {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const extremes = { n, mean, min: Math.min(...values), max: Math.max(...values) }
  if (n < 2) return extremes
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))
  const margin = (studentQuantile(CONFIDENCE, n - 1) * sd) / Math.sqrt(n)
  return { ...extremes, sd, interval: [mean - margin, mean + margin] }
}

/**
 * The differences `b − a` of what both have a value for, pair by pair: what two recipes owe to a shared seed cancels out.
 *
 * @returns undefined if they share nothing
 */
export function pairedDifference(
  a: ReadonlyMap<number, number>,
  b: ReadonlyMap<number, number>,
): Spread | undefined {
  const differences = [...a].flatMap(([key, value]) => {
    const other = b.get(key)
    return other === undefined ? [] : [other - value]
  })
  return differences.length === 0 ? undefined : spread(differences)
}

/**
 * The t for which a variable of Student's distribution lies within ±t with probability `confidence`.
 *
 * Found by bisection of {@link studentWithin}, in the angle θ = atan(t / √df), which has a finite range.
 *
 * @param df degrees of freedom, a whole number from 1
 */
export function studentQuantile(confidence: number, df: number): number {
  let [low, high] = [0, Math.PI / 2]
  // Each step adds a bit: after 60 the two are neighbours.
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (studentWithin(middle, df) < confidence) low = middle
    else high = middle
  }
  return Math.sqrt(df) * Math.tan(low)
}

/**
 * Probability that |T| ≤ √df · tan θ for T of Student's distribution: the finite sums for whole degrees of freedom of
 * Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.3 (odd) and 26.7.4 (even).
 */
function studentWithin(theta: number, df: number): number {
  const [sin, cos] = [Math.sin(theta), Math.cos(theta)]
  const odd = df % 2 === 1
  // cos θ + 2/3 cos³ θ + 2·4/(3·5) cos⁵ θ + …, or 1 + 1/2 cos² θ + 1·3/(2·4) cos⁴ θ + …: up to the power df − 2
  let term = odd ? cos : 1
  let sum = 0
  for (let power = odd ? 1 : 0; power <= df - 2; power += 2) {
    sum += term
    term *= ((power + 1) / (power + 2)) * cos ** 2
  }
  return odd ? (2 / Math.PI) * (theta + sin * sum) : sin * sum
}
