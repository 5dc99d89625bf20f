/** From a drawing to what the network reads. */

import { resizeDigit } from '../data/resize.js'
import { IMAGE_PIXELS } from '../model/shape.js'
import { centre } from './centre.js'
import { findInk } from './ink.js'
import type { Picture } from './picture.js'

/**
 * The drawing as the network was taught to read digits: the longer side of its ink 20 pixels, its centre of mass in the middle of 28×28, and that shrunk
 * to 16×16 as the training digits were. Pen and paper may have any colours.
 *
 * @returns 256 pixels, −1 paper … 1 ink, row by row; `undefined` for a picture on which nothing is drawn
 * @throws {LenetError} ERR_SHAPE for data that are not width × height × 1, 3 or 4 bytes
 */
export function prepareDigit(picture: Picture): Float32Array | undefined {
  const ink = findInk(picture)
  if (!ink) return undefined
  const image = new Float32Array(IMAGE_PIXELS)
  resizeDigit(centre(ink), 0, image, 0)
  return image
}
