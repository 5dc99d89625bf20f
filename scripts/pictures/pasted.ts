/** MNIST's digits on larger pictures, for tests: at any scale and place, with grain, from a seed. */
import type { Picture } from '../../src/classifier/index.js'

const SIDE = 28

/** Numbers from 0 to below 1 (xorshift32, Marsaglia 2003). */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/** About normal, mean 0, standard deviation 1: twelve uniform ones. */
export const normal = (next: () => number): number =>
  Array.from({ length: 12 }, next).reduce((sum, value) => sum + value, -6)

/** A digit in white on black, `scale` times as large, its corner at left, top: bilinear, and averaged over each pixel where it gets smaller. */
export function pasted(
  raw: Uint8Array,
  scale: number,
  { side, left, top }: { side: number; left: number; top: number },
): Picture {
  const data = new Uint8Array(side * side)
  const at = (x: number, y: number) => (x < 0 || y < 0 || x >= SIDE || y >= SIDE ? 0 : raw[y * SIDE + x]!)
  const value = (u: number, v: number) => {
    const [x, y] = [Math.floor(u), Math.floor(v)]
    const [a, b] = [u - x, v - y]
    const upper = (1 - a) * at(x, y) + a * at(x + 1, y)
    const lower = (1 - a) * at(x, y + 1) + a * at(x + 1, y + 1)
    return (1 - b) * upper + b * lower
  }
  const parts = scale < 1 ? 3 : scale < 2 ? 2 : 1
  const size = Math.ceil(SIDE * scale)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let sum = 0
      for (let j = 0.5; j < parts; j++)
        for (let i = 0.5; i < parts; i++)
          sum += value((x + i / parts) / scale - 0.5, (y + j / parts) / scale - 0.5)
      data[(top + y) * side + left + x] = Math.round(sum / (parts * parts))
    }
  }
  return { data, width: side, height: side }
}
