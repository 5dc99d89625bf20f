/** Everything that may be given to read, as 16×16 pixels. */

import { resizeDigit } from '../data/resize.js'
import { LenetError } from '../model/errors.js'
import { IMAGE_PIXELS, RAW_PIXELS } from '../model/shape.js'
import { kind } from '../model/validate.js'
import { type BitmapLike, type CanvasLike, isBitmap, isCanvas, pixelsOf } from './canvas.js'
import { centre } from './centre.js'
import { findInk } from './ink.js'
import type { Picture } from './picture.js'

/**
 * One digit to read:
 *
 * - a picture, on which it is looked for: `ImageData`, an `HTMLCanvasElement` or `OffscreenCanvas`, an `ImageBitmap`, or `{ data, width, height }` with 1, 3 or
 *   4 bytes for each pixel. Pen and paper may have any colours, the digit any size and place;
 * - 784 bytes, a digit as MNIST has them: 28×28 row by row, 255 ink on 0. It is taken as it stands, since MNIST's are centred already;
 * - 256 floats, what the network itself reads: 16×16 row by row, 1 ink on −1.
 */
export type DigitInput = Picture | CanvasLike | BitmapLike | Float32Array | Uint8Array | Uint8ClampedArray

/**
 * Puts the digit's 16×16 pixels into `to`.
 *
 * @returns whether there is anything to read
 * @throws {LenetError} ERR_SHAPE for another kind, length or size of input; ERR_VALUE for floats that are not from −1 to 1, or a canvas that cannot be read
 */
export function putImage(input: DigitInput, to: Float32Array): boolean {
  if (input instanceof Float32Array) return putPixels(input, to)
  if (input instanceof Uint8Array || input instanceof Uint8ClampedArray) return putRaw(input, to)
  const ink = findInk(asPicture(input))
  if (!ink) {
    to.fill(-1)
    return false
  }
  resizeDigit(centre(ink), 0, to, 0)
  return true
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

function putRaw(raw: Uint8Array | Uint8ClampedArray, to: Float32Array): boolean {
  if (raw.length !== RAW_PIXELS)
    throw new LenetError(
      'ERR_SHAPE',
      `input: ${raw.length} bytes, expected 784 (28×28); pictures are { data, width, height }`,
    )
  resizeDigit(raw, 0, to, 0)
  return to.some((pixel) => pixel > BLANK)
}
