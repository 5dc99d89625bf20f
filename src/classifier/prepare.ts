/** From a drawing to what a network of one's own reads. */

import { resizeDigit } from '../data/resize.js'
import { IMAGE_PIXELS } from '../model/shape.js'
import { classifierLoader } from '../wasm/classifier.js'
import type { ClassifierModule } from '../wasm/classifier-instance.js'
import { findDigit } from './find.js'
import { type Picture, pixelsIn } from './picture.js'

let shared: ClassifierModule | undefined

/**
 * The drawing as networks read digits that were trained on MNIST with the notebook's resize: the longer side of its ink 20 pixels, its centre of mass in
 * the middle of 28×28, and that shrunk to 16×16. Pen and paper may have any colours.
 *
 * @returns 256 pixels, −1 paper … 1 ink, row by row; `undefined` for a picture on which nothing is drawn
 * @throws {LenetError} ERR_SHAPE for data that are not width × height × 1, 3 or 4 bytes; ERR_WASM where WebAssembly may not be compiled at once
 */
export function prepareDigit(picture: Picture): Float32Array | undefined {
  const pixels = pixelsIn(picture)
  shared ??= classifierLoader.loadSync()
  if (!findDigit(shared, pixels, true)) return undefined
  const image = new Float32Array(IMAGE_PIXELS)
  resizeDigit(shared.digit, 0, image, 0)
  return image
}
