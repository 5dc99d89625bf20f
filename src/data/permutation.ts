/** Permutations as drawn by numpy's legacy generator: a data seed picks the same digits as in the notebook. */
import { wordsOf } from './mt19937.js'

/**
 * `rng.permutation(n)` for each `n` of `counts`, in that order, on one `rng = numpy.random.RandomState(seed)`.
 *
 * @param seed whole number, 0 to 2³² − 1
 * @param counts lengths, whole numbers from 0
 * @returns for each length n, the numbers 0 to n − 1 in random order
 */
export const numpyPermutations = (seed: number, counts: readonly number[]): Int32Array[] =>
  permutations(wordsOf(seed), counts)

/** {@link numpyPermutations} from the 32-bit words of a generator. */
export function permutations(nextWord: () => number, counts: readonly number[]): Int32Array[] {
  /** A number from 0 to `max`: as many bits of a word as `max` has, drawn until the number is not greater. */
  const upTo = (max: number): number => {
    const mask = 2 ** (32 - Math.clz32(max)) - 1
    for (;;) {
      const value = nextWord() & mask
      if (value <= max) return value
    }
  }
  return counts.map((count) => {
    const order = Int32Array.from({ length: count }, (_, i) => i)
    // Fisher–Yates, from the end
    for (let i = count - 1; i > 0; i--) {
      const j = upTo(i)
      const swapped = order[i]!
      order[i] = order[j]!
      order[j] = swapped
    }
    return order
  })
}
