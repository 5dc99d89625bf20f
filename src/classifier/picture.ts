/** Pictures as they may be given: bytes for each pixel. */
import { LenetError } from '../model/errors.js'
import { kind, show } from '../model/validate.js'

/**
 * Bytes row by row: four for each pixel (RGBA, as `CanvasRenderingContext2D.getImageData` gives them), three (RGB) or one (grey). How many there are says
 * which it is.
 */
export interface Picture {
  readonly data: Uint8ClampedArray | Uint8Array
  readonly width: number
  readonly height: number
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

/**
 * Bytes per pixel: 1, 3 or 4.
 *
 * @throws {LenetError} ERR_SHAPE
 */
export function channelsOf({ data, width, height }: Picture): number {
  checkSides(width, height, 'picture')
  const bytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray
  const channels = bytes ? data.length / (width * height) : 0
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    const given = bytes ? `${data.length} bytes` : kind(data)
    throw new LenetError(
      'ERR_SHAPE',
      `picture: data is ${given} for ${width}×${height} pixels, expected 1, 3 or 4 bytes for each`,
    )
  }
  return channels
}
