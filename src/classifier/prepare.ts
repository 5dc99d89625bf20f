/** From a drawing to what the network reads. */
import { loadTrainModule, type TrainModule } from '../kernels/index.js'
import { IMAGE_PIXELS } from '../shape.js'
import { centre } from './centre.js'
import { findInk, type Picture } from './ink.js'

/** One instance for all drawings: a page prepares one at every move of the pen. */
let kernels: Promise<TrainModule> | undefined

/**
 * The drawing as the network was taught to read digits: the longer side of its ink 20 pixels, its centre of mass in the middle of 28×28, and that shrunk
 * to 16×16 as the training digits were. Pen and paper may have any colours.
 *
 * @returns 256 pixels, −1 paper … 1 ink, row by row; `undefined` for a picture on which nothing is drawn
 * @throws {LenetError} ERR_SHAPE for data that are not width × height × 4 bytes; ERR_WASM
 */
export async function prepareDigit(picture: Picture): Promise<Float32Array | undefined> {
  const ink = findInk(picture)
  if (!ink) return undefined
  kernels ??= loadTrainModule().catch((error: unknown) => {
    kernels = undefined
    throw error
  })
  const { raw, exports, images } = await kernels
  raw.set(centre(ink))
  exports.resize(1)
  return images.slice(0, IMAGE_PIXELS)
}
