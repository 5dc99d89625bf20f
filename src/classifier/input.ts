/** Everything that may be given to read, on its way into the module. */

import { resizeDigit } from '../data/resize.js'
import { isFloat32Array } from '../model/bytes.js'
import { LenetError } from '../model/errors.js'
import { IMAGE_PIXELS, RAW_PIXELS, RAW_SIDE } from '../model/shape.js'
import { kind, reading } from '../model/validate.js'
import type { ClassifierModule } from '../wasm/classifier-instance.js'
import { type BitmapLike, type CanvasLike, isBitmap, isCanvas, pixelsOf } from './canvas.js'
import { findDigit } from './find.js'
import { isBytes, type Picture, pixelsIn } from './picture.js'

/**
 * One digit to read:
 *
 * - a picture, on which it is looked for: `ImageData`, an `HTMLCanvasElement` or `OffscreenCanvas`, an `ImageBitmap`, or `{ data, width, height }` with 1, 3 or
 *   4 bytes for each pixel. Pen and paper may have any colours, the digit any size and place;
 * - 784 bytes, a digit as MNIST has them: 28×28 row by row, 255 ink on 0;
 * - 256 floats, what the network itself reads: 16×16 row by row, 1 ink on −1.
 */
export type DigitInput = Picture | CanvasLike | BitmapLike | Float32Array | Uint8Array | Uint8ClampedArray

/** How a network's 16×16 pixels come from a digit: by its moments, or from 28×28 as the notebook resizes them. */
export type Preprocessing = 'moments' | 'resize'

/** Where a digit lies, ready to be read: in the module's `digit` or its `image`. */
export interface Prepared {
  readonly at: 'digit' | 'image'
  /** Whether there is anything to read. */
  readonly drawn: boolean
  /** Whether the module's `features` are the digit's. */
  readonly hasShape: boolean
}

/**
 * Puts a digit into the module's `digit` for a network that reads by moments, else its 16×16 pixels into `image`.
 *
 * @throws {LenetError} ERR_SHAPE for another kind, length or size of input; ERR_VALUE for floats that are not from −1 to 1, or a canvas that cannot be read
 */
export function prepare(input: DigitInput, module: ClassifierModule, way: Preprocessing): Prepared {
  if (isFloat32Array(input)) return putPixels(input, module)
  const raw = isBytes(input) ? input : undefined
  const picture = raw ? bytes(raw) : pixelsIn(asPicture(input as Picture))
  const found = findDigit(module, picture, way === 'resize')
  const { digit, image } = module
  if (raw && way === 'resize') {
    // what the notebook's networks have been trained on, as it stands
    digit.set(raw)
    resizeDigit(digit, 0, image, 0)
    return { at: 'image', drawn: image.some((pixel) => pixel > BLANK), hasShape: false }
  }
  if (!found) {
    image.fill(-1)
    return { at: 'image', drawn: false, hasShape: false }
  }
  if (way === 'resize') {
    resizeDigit(digit, 0, image, 0)
    return { at: 'image', drawn: true, hasShape: true }
  }
  // MNIST's own digits lose nothing on the way; on another ground than black or white they are what was found on it
  if (raw) {
    const dark = module.dark()
    const ground = dark ? 255 : 0
    if (EDGES.filter((p) => raw[p] === ground).length > EDGES.length / 2) {
      digit.set(raw)
      if (dark) module.turnOver()
    }
  }
  return { at: 'digit', drawn: true, hasShape: true }
}

/** The upper and the lower edge of 28×28. */
const EDGES = /* @__PURE__ */ Array.from({ length: 2 * RAW_SIDE }, (_, i) =>
  i < RAW_SIDE ? i : RAW_PIXELS - 1 - i + RAW_SIDE,
)

function bytes(raw: Uint8Array | Uint8ClampedArray) {
  if (raw.length !== RAW_PIXELS)
    throw new LenetError(
      'ERR_SHAPE',
      `input: ${raw.length} bytes, expected 784 (28×28); pictures are { data, width, height }`,
    )
  return { data: raw, width: RAW_SIDE, height: RAW_SIDE, channels: 1 }
}

/** @throws {LenetError} ERR_SHAPE if it is not a picture; ERR_VALUE for a canvas that cannot be read */
export function asPicture(input: Picture | CanvasLike | BitmapLike): Picture {
  if (typeof input === 'object' && input !== null) {
    const kindOf = reading('input', () =>
      'data' in input ? 'picture' : isCanvas(input) || isBitmap(input) ? 'drawn' : undefined,
    )
    if (kindOf === 'picture') return input as Picture
    if (kindOf === 'drawn') return reading('input', () => pixelsOf(input as CanvasLike | BitmapLike))
  }
  throw new LenetError(
    'ERR_SHAPE',
    `input: expected ImageData, a canvas, an ImageBitmap, { data, width, height }, 784 bytes or a Float32Array of 256, got ${kind(input)}`,
  )
}

/** Less ink than this, on the scale −1 … 1, counts as no ink: an eighth of the scale. */
const BLANK = -0.75

/** Blank where no pixel differs from the others by more than a trace. */
function putPixels(pixels: Float32Array, { image }: ClassifierModule): Prepared {
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
  image.set(pixels)
  return { at: 'image', drawn: most > BLANK, hasShape: false }
}
