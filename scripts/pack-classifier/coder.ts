/**
 * Whole numbers in few bytes: an adaptive binary range coder (as LZMA's), which `assembly/classifier/unpack.ts` reads. A number is a path down a binary tree of eight
 * levels, each node knows how often its bit has been 0, and a bit costs what it was unlikely.
 */

/** A number is a byte; a fine one has three bits more, which are not in the tree. */
export const MOST = 127
const FINE = 3
export const MOST_FINE = (MOST << FINE) | 7
const LEVELS = 8
/** Probabilities have 12 bits. A node's first bits move it by 1/2, 1/3 and so on, the later ones by 1/SLOWEST. */
const ONE = 1 << 12
const SLOWEST = 32

/** The bytes of matrices, one after the other; each begins with a new tree. */
export function encode(
  matrices: readonly { readonly codes: ArrayLike<number>; readonly fine: boolean }[],
): number[] {
  const encoder = new Encoder()
  for (const { codes, fine } of matrices) {
    encoder.forget()
    for (let i = 0; i < codes.length; i++) {
      encoder.put(fine ? codes[i]! >> FINE : codes[i]!)
      if (fine) for (let bit = FINE - 1; bit >= 0; bit--) encoder.bit(0, (codes[i]! >> bit) & 1)
    }
  }
  return encoder.end()
}

class Encoder {
  readonly #bytes: number[] = []
  #low = 0
  #range = 2 ** 32 - 1
  /** How likely a node's bit is 0, and how soon that moves. */
  readonly #zero = new Uint16Array(1 << LEVELS)
  readonly #rate = new Uint8Array(1 << LEVELS)

  forget(): void {
    this.#zero.fill(ONE / 2)
    this.#rate.fill(2)
  }

  /** −128 … 127. */
  put(value: number): void {
    if (!(value >= -MOST - 1 && value <= MOST)) throw new RangeError(`${value} is not a byte`)
    for (let node = 1, level = LEVELS - 1; level >= 0; level--) {
      const bit = ((value + MOST + 1) >> level) & 1
      this.bit(node, bit)
      node = 2 * node + bit
    }
  }

  /** Node 0 is that of bits outside the tree. */
  bit(node: number, bit: number): void {
    const zero = this.#zero[node]!
    const rate = this.#rate[node]!
    const bound = (this.#range >>> 12) * zero
    if (bit === 0) {
      this.#range = bound
      this.#zero[node] = zero + Math.floor((ONE - zero) / rate)
    } else {
      this.#low += bound
      this.#range -= bound
      this.#zero[node] = zero - Math.floor(zero / rate)
    }
    this.#rate[node] = Math.min(SLOWEST, rate + 1)
    for (; this.#range < 2 ** 24; this.#range *= 256) this.#shift()
  }

  /** The highest byte is known but for a carry, which goes into the bytes before it. */
  #shift(): void {
    if (this.#low >= 2 ** 32) {
      this.#low -= 2 ** 32
      let i = this.#bytes.length - 1
      while (this.#bytes[i] === 255) this.#bytes[i--] = 0
      this.#bytes[i]!++
    }
    this.#bytes.push(Math.floor(this.#low / 2 ** 24))
    this.#low = (this.#low % 2 ** 24) * 256
  }

  end(): number[] {
    for (let i = 0; i < 4; i++) this.#shift()
    return this.#bytes
  }
}
