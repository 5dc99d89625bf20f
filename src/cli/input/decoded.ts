/** What picture files become, and the most of it. */
import { LenetError } from '../../model/errors.js'

/** RGBA, eight bits each. */
export interface DecodedPicture {
  readonly data: Uint8Array | Uint8ClampedArray
  readonly width: number
  readonly height: number
}

/** Pixels that the classifier reads at most. */
const MOST_PIXELS = 1 << 25

/** @throws {LenetError} ERR_SHAPE for a picture without pixels, or with more than 2²⁵ */
export function checkPixels(format: string, width: number, height: number): void {
  if (width === 0 || height === 0 || width * height > MOST_PIXELS)
    throw new LenetError(
      'ERR_SHAPE',
      `a ${format} of ${width}×${height} pixels, expected at least 1×1 and at most ${MOST_PIXELS} in all`,
    )
}
