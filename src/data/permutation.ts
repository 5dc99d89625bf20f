/**
 * Permutations as numpy's legacy generator draws them, so that a data seed picks the digits that it picks in the
 * notebook.
 */
import { loadTrainModule } from '../wasm/index.js'

/** Gives the next `count` 32-bit words of a random stream; they are read before it is asked again. */
export type WordSource = (count: number) => Uint32Array

/** Words asked for at a time. */
const BLOCK = 16_384
/** The stream that stands for numpy's; the kernels' other one stands for PyTorch's. */
const NUMPY = 1

/**
 * `rng.permutation(n)` for each `n` of `counts`, in that order, on one `rng = numpy.random.RandomState(seed)`.
 *
 * @param seed whole number, 0 to 2³² − 1
 * @param counts lengths, whole numbers from 0
 * @returns for each length n, the numbers 0 to n − 1 in random order
 * @throws LenetError `ERR_WASM` if WebAssembly cannot be compiled
 */
export async function numpyPermutations(seed: number, counts: readonly number[]): Promise<Int32Array[]> {
  const { exports, images } = await loadTrainModule()
  // the window of images is as good a place as any: this instance sees none
  const words = new Uint32Array(images.buffer, images.byteOffset, BLOCK)
  exports.seedStream(NUMPY, seed)
  const source = (count: number) => {
    exports.fillWords(NUMPY, words.byteOffset, count)
    return words.subarray(0, count)
  }
  return permutations(source, counts)
}

/** {@link numpyPermutations} from the words of a generator. */
export function permutations(words: WordSource, counts: readonly number[]): Int32Array[] {
  let block: Uint32Array = new Uint32Array(0)
  let next = 0
  /** A number from 0 to `max`: as many bits of a word as `max` has, drawn until they are not more than it. */
  const upTo = (max: number): number => {
    const mask = 2 ** (32 - Math.clz32(max)) - 1
    for (;;) {
      if (next === block.length) {
        block = words(BLOCK)
        next = 0
      }
      const value = block[next++]! & mask
      if (value <= max) return value
    }
  }
  return counts.map((count) => {
    const order = Int32Array.from({ length: count }, (_, i) => i)
    // Fisher and Yates, from the end
    for (let i = count - 1; i > 0; i--) {
      const j = upTo(i)
      const swapped = order[i]!
      order[i] = order[j]!
      order[j] = swapped
    }
    return order
  })
}
