/** Everything that may be given to read, as 16×16 pixels. */

import { LenetError } from '../model/errors.js'
import { IMAGE_PIXELS, RAW_PIXELS, RAW_SIDE } from '../model/shape.js'
import { kind } from '../model/validate.js'
import type { Reader } from '../wasm/classifier.js'
import { type BitmapLike, type CanvasLike, isBitmap, isCanvas, pixelsOf } from './canvas.js'
import { centre } from './centre.js'
import { findInk } from './ink.js'
import type { Picture } from './picture.js'

/**
 * One digit to read:
 *
 * - a picture, on which it is looked for: `ImageData`, an `HTMLCanvasElement` or `OffscreenCanvas`, an `ImageBitmap`, or `{ data, width, height }` with 1, 3 or
 *   4 bytes for each pixel. Pen and paper may have any colours, the digit any size and place;
 * - 784 bytes, a digit as MNIST has them: 28×28 row by row, 255 ink on 0, or 0 ink on 255. It may lie anywhere on them, and be smaller than MNIST's; on any
 *   other ground it is read as a picture;
 * - 256 floats, what the network itself reads: 16×16 row by row, 1 ink on −1.
 */
export type DigitInput = Picture | CanvasLike | BitmapLike | Float32Array | Uint8Array | Uint8ClampedArray

/** Where a digit lies, ready to be read: 28×28 in the reader's `digit`, 16×16 in its `image`, or nowhere. */
export type Place = 'digit' | 'image' | undefined

/**
 * Puts a digit into the reader.
 *
 * @returns where it lies; undefined where there is nothing to read, and `image` is blank
 * @throws {LenetError} ERR_SHAPE for another kind, length or size of input; ERR_VALUE for floats that are not from −1 to 1, or a canvas that cannot be read
 */
export function putDigit(input: DigitInput, reader: Reader): Place {
  if (input instanceof Float32Array) return putPixels(input, reader.image) ? 'image' : undefined
  if (input instanceof Uint8Array || input instanceof Uint8ClampedArray) return putRaw(input, reader)
  return putPicture(asPicture(input), reader)
}

function putPicture(picture: Picture, { digit, image }: Reader): Place {
  const ink = findInk(picture)
  if (ink) {
    digit.set(centre(ink))
    return 'digit'
  }
  image.fill(-1)
  return undefined
}

function asPicture(input: Picture | CanvasLike | BitmapLike): Picture {
  if (typeof input === 'object' && input !== null) {
    if ('data' in input) return input
    if (isCanvas(input) || isBitmap(input)) return pixelsOf(input)
  }
  throw new LenetError(
    'ERR_SHAPE',
    `input: expected ImageData, a canvas, an ImageBitmap, { data, width, height }, 784 bytes or a Float32Array of 256, got ${kind(input)}`,
  )
}

/** Blank where no pixel differs from the others by more than a trace. */
function putPixels(pixels: Float32Array, to: Float32Array): boolean {
  if (pixels.length !== IMAGE_PIXELS)
    throw new LenetError('ERR_SHAPE', `input: ${pixels.length} floats, expected 256 (16×16)`)
  let most = -1
  for (let i = 0; i < IMAGE_PIXELS; i++) {
    const pixel = pixels[i]!
    // false for NaN, too
    if (!(pixel >= -1 && pixel <= 1))
      throw new LenetError('ERR_VALUE', `input: pixel ${i} is ${pixel}, expected −1 (paper) to 1 (ink)`)
    if (pixel > most) most = pixel
  }
  to.set(pixels)
  return most > BLANK
}

/** Less ink than this, of −1 … 1, is none: an eighth of the scale, as on a picture. */
const BLANK = -0.75

function putRaw(raw: Uint8Array | Uint8ClampedArray, reader: Reader): Place {
  if (raw.length !== RAW_PIXELS)
    throw new LenetError(
      'ERR_SHAPE',
      `input: ${raw.length} bytes, expected 784 (28×28); pictures are { data, width, height }`,
    )
  // ink on black is a digit as MNIST has them; all else is a picture of one
  if (EDGE.filter((i) => raw[i] !== 0).length > EDGE.length / 2)
    return putPicture({ data: raw, width: RAW_SIDE, height: RAW_SIDE }, reader)
  reader.digit.set(raw)
  if (raw.some((value) => value > TRACE)) return 'digit'
  reader.image.fill(-1)
  return undefined
}

/** Less ink than this, of 255, is none. */
const TRACE = 32
/** Pixels along the sides of 28×28. */
const EDGE = Array.from({ length: RAW_PIXELS }, (_, i) => i).filter((i) =>
  [i % RAW_SIDE, Math.floor(i / RAW_SIDE)].some((at) => at === 0 || at === RAW_SIDE - 1),
)
