/**
 * The architecture of 1989 as numbers, and the three counts the paper and the notebook print,
 * worked out from the layers: a slip in a layer's shape shows up as a count that is not the paper's.
 */

/** Side of an image; a digit is IMAGE_SIDE × IMAGE_SIDE pixels, row by row, in [−1, 1]. */
export const IMAGE_SIDE = 16
/** Pixels of an image, 256. */
export const IMAGE_PIXELS = IMAGE_SIDE * IMAGE_SIDE

/** Digits 0 to 9. */
export const CLASSES = 10

/** A convolution, stride 2, padded by 2: `planes` maps of `side`×`side` units, each seeing `sees` input planes. */
interface Convolution {
  readonly planes: number
  readonly side: number
  readonly sees: number
  readonly kernel: number
}

/** A fully connected layer of `units` outputs over `sees` inputs. */
interface Dense {
  readonly units: number
  readonly sees: number
}

/** Side of a digit as MNIST stores it, and its bytes: 28 and 784. */
export const RAW_SIDE = 28
export const RAW_PIXELS = RAW_SIDE * RAW_SIDE

const SIDE1 = IMAGE_SIDE / 2
const SIDE2 = SIDE1 / 2
const PLANES = 12
const UNITS3 = 30

export const H1: Convolution = { planes: PLANES, side: SIDE1, sees: 1, kernel: 5 }
export const H2: Convolution = { planes: PLANES, side: SIDE2, sees: 8, kernel: 5 }
/** The eight H1 planes that each H2 plane reads, in the order of its filter's slices: planes 0–3, 4–7 and 8–11 alike (SPEC of the notebook). */
export const H2_INPUTS = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [4, 5, 6, 7, 8, 9, 10, 11],
  [0, 1, 2, 3, 8, 9, 10, 11],
] as const

export const H3: Dense = { units: UNITS3, sees: PLANES * SIDE2 * SIDE2 }
export const OUT: Dense = { units: CLASSES, sees: UNITS3 }

/** A kernel per output plane, shared by its units; a bias per *unit*, shared by none, as in the paper. */
// @__NO_SIDE_EFFECTS__
const convolution = ({ planes, side, sees, kernel }: Convolution) => {
  const units = planes * side * side
  const weights = planes * sees * kernel * kernel
  return { units, parameters: weights + units, macs: units * sees * kernel * kernel }
}

// @__NO_SIDE_EFFECTS__
const dense = ({ units, sees }: Dense) => ({ units, parameters: sees * units + units, macs: sees * units })

const layers = [convolution(H1), convolution(H2), dense(H3), dense(OUT)]
// @__NO_SIDE_EFFECTS__
const total = (count: 'units' | 'parameters' | 'macs') => layers.reduce((sum, layer) => sum + layer[count], 0)

/** Weights and biases of the network: 9,760. */
export const PARAMETERS = /* @__PURE__ */ total('parameters')
/** Multiply-accumulates of a forward pass over one digit, borders counted as if they were pixels: 63,660. */
export const MACS = /* @__PURE__ */ total('macs')
/** Units of all layers: 1,000. */
export const ACTIVATIONS = /* @__PURE__ */ total('units')
