/** 28×28 bytes → 16×16 pixels as in training. */
import { IMAGE_SIDE } from '../model/shape.js'

const RAW_SIDE = 28
/** Bytes of a digit as MNIST has it. */
export const RAW_PIXELS = RAW_SIDE * RAW_SIDE
/** Bytes as the network knows them: v/127.5 − 1, in float32. */
const PIXEL = Float32Array.from({ length: 256 }, (_, value) => Math.fround(value / 127.5) - 1)
/** Of each of the 16: the pixel before it, and how far behind that it lies, in eighths and exact. */
const BEFORE = Int32Array.from({ length: IMAGE_SIDE }, (_, i) => Math.floor(at(i)))
const BEHIND = Float64Array.from({ length: IMAGE_SIDE }, (_, i) => at(i) - Math.floor(at(i)))

function at(i: number): number {
  return (i + 0.5) * 1.75 - 0.5
}

const { fround } = Math

/**
 * Bilinear with half-pixel centres and no anti-aliasing, each operation rounded to float32: the bits of `resize` in assembly/float32/resize.ts, without a module.
 *
 * @param raw 784 bytes, row by row
 * @param to 256 pixels, −1 … 1
 */
export function shrink(raw: ArrayLike<number>, to: Float32Array): void {
  for (let y = 0, i = 0; y < IMAGE_SIDE; y++) {
    const fy = BEHIND[y]!
    for (let x = 0; x < IMAGE_SIDE; x++, i++) {
      const p = BEFORE[y]! * RAW_SIDE + BEFORE[x]!
      const fx = BEHIND[x]!
      const upper = between(PIXEL[raw[p]!]!, PIXEL[raw[p + 1]!]!, fx)
      const lower = between(PIXEL[raw[p + RAW_SIDE]!]!, PIXEL[raw[p + RAW_SIDE + 1]!]!, fx)
      to[i] = between(upper, lower, fy)
    }
  }
}

const between = (a: number, b: number, share: number): number =>
  fround(fround(a * (1 - share)) + fround(b * share))
