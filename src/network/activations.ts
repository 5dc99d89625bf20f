/** A look inside: the value of every unit of the network. */

import { H1, H2 } from '../model/shape.js'
import { type Float32Module, planesFirst } from '../wasm/index.js'

/** The values of all units for one image, in PyTorch's layouts. */
export interface Activations {
  /** (plane, row, column): 12×8×8. */
  readonly h1: Float32Array
  /** (plane, row, column): 12×4×4. */
  readonly h2: Float32Array
  /** 30 units. */
  readonly h3: Float32Array
  /** The ten outputs, as `predict` gives them. */
  readonly out: Float32Array
}

/** Copies of the maps for one image of 256 pixels. */
export function activationsOf(module: Float32Module, image: Float32Array): Activations {
  module.images.set(image)
  module.exports.predict(1)
  return {
    h1: planesFirst(module.h1, H1.planes),
    h2: planesFirst(module.h2, H2.planes),
    h3: module.h3.slice(),
    out: module.output.slice(),
  }
}
