/** Pictures of what is not one digit: several of them, nothing at all. Letters and scribbles: scripts/pack-classifier/out-of-distribution.ts. */
import { inkBox, type Picture } from './conditions.js'

/** Digits side by side, as on a form or in a zip code, black on white with a little grain; gaps of a twentieth to a half of their height. */
export function several(digits: readonly Uint8Array[], next: () => number): Picture {
  const size = 40 + Math.floor(next() * 60)
  const boxes = digits.map(inkBox)
  const scale = boxes.map(({ top, bottom }) => (size * (0.85 + 0.3 * next())) / (bottom - top))
  const widths = boxes.map(({ left, right }, i) => (right - left) * scale[i]!)
  const gaps = digits.map(() => size * (0.05 + 0.45 * next()))
  const margin = Math.round(size * (0.2 + next()))
  const width = Math.ceil(widths.reduce((sum, w, i) => sum + w + gaps[i]!, 2 * margin))
  const height = Math.ceil(1.3 * size + 2 * margin)
  const data = new Uint8ClampedArray(4 * width * height).fill(255)
  for (let i = 0; i < width * height; i++) {
    const level = 240 + 3 * next()
    data.fill(level, 4 * i, 4 * i + 3)
  }
  let x0 = margin
  digits.forEach((raw, k) => {
    const { left, top } = boxes[k]!
    const y0 = margin + next() * 0.2 * size
    const at = (x: number, y: number) => (x < 0 || y < 0 || x > 27 || y > 27 ? 0 : raw[28 * y + x]!)
    for (let y = 0; y < height; y++)
      for (let x = Math.floor(x0 - scale[k]!); x < x0 + widths[k]! + scale[k]!; x++) {
        if (x < 0 || x >= width) continue
        const u = (x + 0.5 - x0) / scale[k]! + left - 0.5
        const v = (y + 0.5 - y0) / scale[k]! + top - 0.5
        const [i, j] = [Math.floor(u), Math.floor(v)]
        const [a, b] = [u - i, v - j]
        const share =
          ((1 - b) * ((1 - a) * at(i, j) + a * at(i + 1, j)) +
            b * ((1 - a) * at(i, j + 1) + a * at(i + 1, j + 1))) /
          255
        if (share === 0) continue
        for (let c = 0; c < 3; c++) {
          const p = 4 * (y * width + x) + c
          data[p] = Math.min(data[p]!, 240 - 210 * share)
        }
      }
    x0 += widths[k]! + gaps[k]!
  })
  return { data, width, height }
}
