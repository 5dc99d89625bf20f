/** Sets of digits of other hands, for training and for choosing: the same on every machine. */
import type { RawDigits } from '../../src/data/idx.js'
import { RAW_PIXELS } from '../../src/model/shape.js'
import { graft } from './graft.js'
import { write } from './pen.js'

/** How often the pen writes each digit, in twentieths: more of those whose forms MNIST lacks. */
const SHARES = [0, 0, 1, 1, 1, 1, 2, 3, 4, 4, 4, 5, 6, 6, 6, 7, 7, 8, 9, 9]
/** Hands from here on are kept for choosing; training has those before. */
const HELD_OUT_HANDS = 1_000_000
/** One 0 in so many is slashed or dotted. */
const ZEROS = 3

/** What the pen writes for training, by the hands 0 … count − 1. */
export const penDigits = (count: number): RawDigits => written(0, count)

/** What it writes by hands that no training sees. */
export const heldOutPenDigits = (count: number): RawDigits => written(HELD_OUT_HANDS, count)

function written(first: number, count: number): RawDigits {
  const images = new Uint8Array(count * RAW_PIXELS)
  const labels = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const { pixels, digit } = write(first + i, SHARES[i % SHARES.length])
    images.set(pixels, i * RAW_PIXELS)
    labels[i] = digit
  }
  return { images, labels }
}

/** Those of `digits` that a stroke can be grafted onto, with it. */
export function graftedDigits({ images, labels }: RawDigits): RawDigits {
  const grown: Uint8Array[] = []
  const grownLabels: number[] = []
  for (const [i, label] of labels.entries()) {
    if (label === 0 && i % ZEROS !== 0) continue
    const pixels = graft(images.subarray(i * RAW_PIXELS, (i + 1) * RAW_PIXELS), label, i)
    if (!pixels) continue
    grown.push(pixels)
    grownLabels.push(label)
  }
  const all = new Uint8Array(grown.length * RAW_PIXELS)
  for (const [i, pixels] of grown.entries()) all.set(pixels, i * RAW_PIXELS)
  return { images: all, labels: Uint8Array.from(grownLabels) }
}
