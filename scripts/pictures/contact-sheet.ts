/** Many pictures on one, each with what it was read as: for looking at failures. */
import type { Picture } from './conditions.js'
import { DIGITS } from './digits.js'
import { drawing } from './drawing.js'

const CELL = 112
const CAPTION = 20
const COLUMNS = 12

/** RGBA with three channels left, as fast-png encodes it; captions are `true→read` in digits of strokes. */
export function contactSheet(cells: readonly { picture: Picture; caption: string }[]) {
  const rows = Math.max(1, Math.ceil(cells.length / COLUMNS))
  const width = COLUMNS * CELL
  const height = rows * (CELL + CAPTION)
  const data = new Uint8Array(4 * width * height).fill(255)
  const paste = ({ data: from, width: w, height: h }: Picture, left: number, top: number, side: number) => {
    const scale = Math.max(w, h) / side
    for (let y = 0; y < Math.floor(h / scale); y++)
      for (let x = 0; x < Math.floor(w / scale); x++) {
        const p = 4 * (Math.floor((y + 0.5) * scale) * w + Math.floor((x + 0.5) * scale))
        data.set(from.subarray(p, p + 4), 4 * ((top + y) * width + left + x))
      }
  }
  cells.forEach(({ picture, caption }, i) => {
    const left = (i % COLUMNS) * CELL
    const top = Math.floor(i / COLUMNS) * (CELL + CAPTION)
    paste(picture, left + 1, top + 1, CELL - 4)
    ;[...caption].forEach((character, k) => {
      const strokes = /\d/.test(character)
        ? DIGITS[Number(character)]![0]!
        : [
            [
              [0.1, 0.5],
              [0.9, 0.5],
            ] as const,
          ]
      const glyph = drawing(strokes, { width: 16, height: 16, size: 11, left: 3, top: 3, thickness: 1.6 })
      paste(glyph, left + 2 + 18 * k, top + CELL, 16)
    })
  })
  return { data, width, height, channels: 4 as const, depth: 8 as const }
}
