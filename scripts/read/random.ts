/** Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011), as `assembly/augment/philox.ts`, for what scripts draw outside of WebAssembly. */

const multiplyHigh = (a: number, b: number): number => {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff]
  const low = aLow * bLow
  const middle = aHigh * bLow + (low >>> 16)
  const other = aLow * bHigh + (middle & 0xffff)
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(other / 65536)) >>> 0
}

/** Random numbers that depend on `seed` and `stream` alone. */
export class Random {
  readonly #words = new Uint32Array(4)
  #block = 0
  #left = 0

  constructor(
    readonly seed: number,
    readonly stream: number,
  ) {}

  /** 32 random bits. */
  word(): number {
    if (this.#left === 0) {
      let [c0, c1, c2, c3] = [this.#block++, this.stream >>> 0, 0, 0]
      let [k0, k1] = [this.seed >>> 0, PURPOSE]
      for (let round = 0; round < 10; round++) {
        const [high0, low0] = [multiplyHigh(M0, c0), Math.imul(M0, c0) >>> 0]
        const [high1, low1] = [multiplyHigh(M1, c2), Math.imul(M1, c2) >>> 0]
        ;[c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0]
        k0 = (k0 + 0x9e3779b9) >>> 0
        k1 = (k1 + 0xbb67ae85) >>> 0
      }
      this.#words.set([c0, c1, c2, c3])
      this.#left = 4
    }
    return this.#words[4 - this.#left--]!
  }

  /** From `low` to below `high`. */
  uniform(low = 0, high = 1): number {
    return low + ((high - low) * (this.word() >>> 8)) / 2 ** 24
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(((high - low + 1) * this.word()) / 2 ** 32)
  }

  pick<T>(values: ArrayLike<T>): T {
    return values[this.whole(0, values.length - 1)]!
  }
}

const M0 = 0xd2511f53
const M1 = 0xcd9e8d57
/** Second half of the key: apart from the distortions and shuffles of `assembly/augment/draws.ts`. */
const PURPOSE = 16
