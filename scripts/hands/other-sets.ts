/**
 * Handwritten digits of other collections, to measure with and never to train on: Semeion (Italy, 16×16) and optdigits (Turkey, 32×32) of the UCI
 * repository (CC BY 4.0), and the U.S. Postal Service's digits (16×16). They are brought to 28×28 as MNIST's were: the longer side of the ink 20 pixels.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Picture } from '../../src/classifier/index.js'
import type { RawDigits } from '../../src/data/idx.js'
import { RAW_PIXELS } from '../../src/model/shape.js'

/** A collection's digits as they are, side×side bytes each, 255 ink. */
export interface Collection {
  readonly name: string
  readonly side: number
  readonly images: readonly Uint8Array[]
  readonly labels: Uint8Array
}

const SIDE = 28
const DIGIT = 20

/**
 * Reads `name`.bin.gz of `folder`: for each digit its label, then side×side grey values, 0 ink and 255 paper.
 *
 * @returns undefined where there is no such file
 */
export function collection(folder: string, name: 'semeion' | 'optdigits'): Collection | undefined {
  const file = join(folder, `${name}.bin.gz`)
  if (!existsSync(file)) return undefined
  const bytes = gunzipSync(readFileSync(file))
  const side = name === 'semeion' ? 16 : 32
  const size = 1 + side * side
  const count = bytes.length / size
  return {
    name,
    side,
    images: Array.from({ length: count }, (_, i) =>
      Uint8Array.from(bytes.subarray(i * size + 1, (i + 1) * size), (v) => 255 - v),
    ),
    labels: Uint8Array.from({ length: count }, (_, i) => bytes[i * size]!),
  }
}

/** The postal digits of a zip.train or zip.test file: a line for each, its label, then 256 values from −1 to 1. */
export function postalDigits(file: string): Collection | undefined {
  if (!existsSync(file)) return undefined
  const rows = gunzipSync(readFileSync(file))
    .toString('latin1')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  return {
    name: 'USPS',
    side: 16,
    images: rows.map((row) => Uint8Array.from(row.slice(1), (v) => Math.round(127.5 * (v + 1)))),
    labels: Uint8Array.from(rows, (row) => row[0]!),
  }
}

/** The collections to test with, Semeion and the postal test digits, and optdigits, as far as `folder` or the one above has them. */
export function collections(folder: string): Collection[] {
  const postal = ['zip.test.gz', '../zip.test.gz'].map((name) => postalDigits(join(folder, name)))
  const all = [collection(folder, 'semeion'), collection(folder, 'optdigits'), postal.find(Boolean)]
  return all.filter((one) => one !== undefined)
}

/** Paper around a digit that fills its square to the edge. */
const MARGIN = 3

/** An image of a collection as a picture, dark on light, with a margin. */
export function withMargin(image: Uint8Array, side: number): Picture {
  const width = side + 2 * MARGIN
  const data = new Uint8Array(width * width).fill(255)
  for (const [i, ink] of image.entries())
    data[(Math.floor(i / side) + MARGIN) * width + (i % side) + MARGIN] = 255 - ink
  return { data, width, height: width }
}

/** A collection as 28×28 bytes. */
export function asRawDigits({ side, images, labels }: Collection): RawDigits {
  const all = new Uint8Array(images.length * RAW_PIXELS)
  for (const [i, image] of images.entries()) all.set(fitted(image, side), i * RAW_PIXELS)
  return { images: all, labels }
}

/** Ink scaled to a longer side of 20 pixels, its box in the middle of 28×28; each pixel the average of the area that falls into it. */
function fitted(image: Uint8Array, side: number): Uint8Array {
  let [left, right, top, bottom] = [side, 0, side, 0]
  for (const [i, value] of image.entries()) {
    if (value < 64) continue
    const [x, y] = [i % side, Math.floor(i / side)]
    left = Math.min(left, x)
    right = Math.max(right, x + 1)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y + 1)
  }
  const scale = DIGIT / Math.max(right - left, bottom - top)
  const moveX = SIDE / 2 - ((left + right) / 2) * scale
  const moveY = SIDE / 2 - ((top + bottom) / 2) * scale
  const to = new Float64Array(RAW_PIXELS)
  for (const [i, value] of image.entries()) {
    if (value === 0) continue
    const x0 = (i % side) * scale + moveX
    const y0 = Math.floor(i / side) * scale + moveY
    for (let y = Math.max(0, Math.floor(y0)); y < Math.min(SIDE, y0 + scale); y++)
      for (let x = Math.max(0, Math.floor(x0)); x < Math.min(SIDE, x0 + scale); x++) {
        const width = Math.min(x0 + scale, x + 1) - Math.max(x0, x)
        const height = Math.min(y0 + scale, y + 1) - Math.max(y0, y)
        to[y * SIDE + x]! += value * width * height
      }
  }
  return Uint8Array.from(to, (value) => Math.min(255, Math.round(value)))
}
