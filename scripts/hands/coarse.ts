/** MNIST's own digits as a coarse scanner gives them: a few pixels across, grey or black and white, and enlarged again. */
import type { RawDigits } from '../../src/data/idx.js'
import { RAW_PIXELS } from '../../src/model/shape.js'
import { asRawDigits } from './other-sets.js'

const SIDE = 28
/** Ink from which a pixel counts as part of the digit, and from which it is black where there is no grey. */
const INK = 64
const BLACK = 110
/** Samples along each side of a coarse pixel. */
const SAMPLES = 4
/** Pixels that the longer side of the ink may have, in turns; one digit in three has no grey. */
const SIDES = [16, 14, 18, 16, 20, 15, 17]
const BLACK_AND_WHITE = 3

/** The first `count` digits, coarse. */
export function coarseDigits({ images, labels }: RawDigits, count: number): RawDigits {
  const all = { images: new Uint8Array(count * RAW_PIXELS), labels: labels.slice(0, count) }
  for (let i = 0; i < count; i++) {
    const side = SIDES[i % SIDES.length]!
    const raw = images.subarray(i * RAW_PIXELS, (i + 1) * RAW_PIXELS)
    const image = coarse(raw, side, i % BLACK_AND_WHITE === 0)
    const one = { name: 'coarse', side, images: [image], labels: labels.subarray(i, i + 1) }
    all.images.set(asRawDigits(one).images, i * RAW_PIXELS)
  }
  return all
}

/** The box of the ink on side×side pixels, its shape kept. */
function coarse(raw: Uint8Array, side: number, blackAndWhite: boolean): Uint8Array {
  let [left, right, top, bottom] = [SIDE, 0, SIDE, 0]
  for (const [i, value] of raw.entries()) {
    if (value <= INK) continue
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)]
    left = Math.min(left, x)
    right = Math.max(right, x + 1)
    top = Math.min(top, y)
    bottom = y + 1
  }
  const step = Math.max(right - left, bottom - top) / side
  const x0 = (left + right - step * side) / 2
  const y0 = (top + bottom - step * side) / 2
  const at = (x: number, y: number) => (x < 0 || y < 0 || x >= SIDE || y >= SIDE ? 0 : raw[y * SIDE + x]!)
  return Uint8Array.from({ length: side * side }, (_, p) => {
    let sum = 0
    for (let k = 0; k < SAMPLES * SAMPLES; k++) {
      const x = (p % side) + ((k % SAMPLES) + 0.5) / SAMPLES
      const y = Math.floor(p / side) + (Math.floor(k / SAMPLES) + 0.5) / SAMPLES
      sum += at(Math.floor(x0 + x * step), Math.floor(y0 + y * step))
    }
    const grey = Math.round(sum / (SAMPLES * SAMPLES))
    return blackAndWhite ? (grey > BLACK ? 255 : 0) : grey
  })
}
