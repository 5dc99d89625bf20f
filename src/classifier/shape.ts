/** What the ink is like, and what the network makes of it: a digit, several of them, or something else. */

import { shape } from './shape-model.js'

/** Why there is no answer, or why it should not be trusted. */
export type Reason = 'empty' | 'several' | 'notADigit' | 'unsure'

/** A second part of this share of the mass, and of this size, is a digit of its own. */
const OTHER_MASS = 0.15
const OTHER_SIZE = 0.35

/** x / (x + half), so that nothing is unbounded. */
const bounded = (x: number, half: number) => (x > 0 ? x / (x + half) : 0)

/**
 * What is weighed: 1; twelve numbers of the ink (assembly/picture/features.ts) and two of the network, its best logit and its lead over the second, each
 * followed by its square; the ten logits.
 *
 * @param logits ten, times one over the temperature
 */
export function evidence(features: ArrayLike<number>, logits: ArrayLike<number>): number[] {
  let first = -Infinity
  let second = -Infinity
  for (let i = 0; i < logits.length; i++) {
    const logit = logits[i]!
    if (logit > first) {
      second = first
      first = logit
    } else if (logit > second) second = logit
  }
  const [parts, mass, size, width, length, fill, aspect, crossed, holes, lines, outline, edge] =
    features as ArrayLike<number> & Iterable<number>
  const numbers = [
    Math.min(parts!, 5),
    Math.min(mass!, 2),
    Math.min(size!, 2),
    bounded(width!, 0.1),
    bounded(length!, 2),
    fill!,
    bounded(aspect!, 1),
    bounded(crossed!, 1.5),
    Math.min(Math.abs(holes!), 8),
    bounded(lines!, 3),
    bounded(outline!, 5),
    Math.min(edge!, 1),
    bounded(first - second, 4),
    bounded(first, 8),
  ]
  return [1, ...numbers.flatMap((x) => [x, x * x]), ...Array.from(logits, (logit) => logit / 8)]
}

/** How much the evidence speaks for a digit. */
export function weigh(terms: readonly number[], weights: readonly number[]): number {
  return terms.reduce((sum, term, i) => sum + term * weights[i]!, 0)
}

/** Why ink of these features is not one digit; undefined if it may be. */
export function reasonOf(features: ArrayLike<number>, logits: ArrayLike<number>): Reason | undefined {
  if (features[1]! > OTHER_MASS && features[2]! > OTHER_SIZE) return 'several'
  return weigh(evidence(features, logits), shape.weights) < shape.least ? 'notADigit' : undefined
}
