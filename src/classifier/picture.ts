/** Pictures as they may be given: bytes for each pixel. */

import { arrayType } from '../model/bytes.js'
import { LenetError } from '../model/errors.js'
import { kind, reading, show } from '../model/validate.js'

/**
 * Bytes row by row: four for each pixel (RGBA, as `CanvasRenderingContext2D.getImageData` gives them), three (RGB) or one (grey). How many there are says
 * which it is.
 */
export interface Picture {
  readonly data: Uint8ClampedArray | Uint8Array
  readonly width: number
  readonly height: number
}

/** A picture whose members have been read once and checked. */
export interface Pixels extends Picture {
  /** Bytes per pixel: 1, 3 or 4. */
  readonly channels: number
}

/** Pixels of the largest picture that is read, 2²⁵: more than an 8K screen. */
const MOST_PIXELS = 1 << 25

/** @throws {LenetError} ERR_SHAPE for sides that are not whole numbers from 1, or whose product is more than 2²⁵ */
export function checkSides(width: number, height: number, what: string): void {
  const whole = (side: number) => Number.isInteger(side) && side > 0
  if (!whole(width) || !whole(height) || width * height > MOST_PIXELS) {
    const sides = `${show(width)}×${show(height)} pixels`
    throw new LenetError(
      'ERR_SHAPE',
      `${what}: ${sides}, expected at least 1×1 and at most ${MOST_PIXELS} in all`,
    )
  }
}

export const isBytes = (value: unknown): value is Uint8Array | Uint8ClampedArray =>
  /^Uint8(Clamped)?Array$/.test(arrayType(value) ?? '')

/**
 * Reads a picture's members, each once: what a getter gives later does not matter.
 *
 * @throws {LenetError} ERR_SHAPE
 */
export function pixelsIn(picture: Picture): Pixels {
  const { data, width, height } = reading('picture', () => {
    const { data, width, height } = Object(picture) as Picture
    return { data, width, height }
  })
  checkSides(width, height, 'picture')
  const bytes = isBytes(data)
  const channels = bytes ? data.length / (width * height) : 0
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    const given = bytes ? `${data.length} bytes` : kind(data)
    throw new LenetError(
      'ERR_SHAPE',
      `picture: data is ${given} for ${width}×${height} pixels, expected 1, 3 or 4 bytes for each`,
    )
  }
  return { data, width, height, channels }
}
