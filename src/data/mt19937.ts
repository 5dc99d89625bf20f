/**
 * MT19937 (Matsumoto and Nishimura 1998) in plain TypeScript, for permutations: preparing digits loads no WebAssembly. The network's own streams
 * are in `assembly/float32/random.ts`; both give the same words.
 */

const WORDS = 624
/** Each new word depends on the one this far ahead. */
const AHEAD = 397

/** The 32-bit words of the generator that `numpy.random.seed(seed)` starts, one per call; `seed` is a whole number, 0 to 2³² − 1. */
export function wordsOf(seed: number): () => number {
  const state = new Uint32Array(WORDS)
  state[0] = seed
  for (let i = 1; i < WORDS; i++) {
    const before = state[i - 1]!
    state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i
  }
  let next = WORDS
  return () => {
    if (next === WORDS) {
      twist(state)
      next = 0
    }
    let word = state[next++]!
    word ^= word >>> 11
    word ^= (word << 7) & 0x9d2c5680
    word ^= (word << 15) & 0xefc60000
    return (word ^ (word >>> 18)) >>> 0
  }
}

/** Renews all words. */
function twist(state: Uint32Array): void {
  for (let i = 0; i < WORDS; i++) {
    const mixed = (state[i]! & 0x80000000) | (state[(i + 1) % WORDS]! & 0x7fffffff)
    state[i] = state[(i + AHEAD) % WORDS]! ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0)
  }
}
