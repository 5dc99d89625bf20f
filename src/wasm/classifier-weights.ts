/** The eight tensors between PyTorch's layouts and that of the classifier's module (`assembly/classifier/memory.ts`). */
import { CLASSES, H1, H2, H3 } from '../model/shape.js'
import { type StateDict, stateShapes, tensorLength, tensorNames } from '../model/state.js'

/** A row of the dense layers' weights is padded to this many floats. */
const DENSE_ROW = 32
const TAPS = H1.kernel * H1.kernel
const PLACES1 = H1.side * H1.side
const PLACES2 = H2.side * H2.side
/** Floats of H2's weights of a group of four planes. */
const GROUP2 = TAPS * H2.sees * 4

/** Where a tensor's values go: floats that it takes, and the place of each, by its index in PyTorch's order. */
interface Layout {
  readonly length: number
  readonly place: (index: number) => number
}

/** (plane, place) → (place, plane) */
const channelsLast = (planes: number, places: number): Layout => ({
  length: planes * places,
  place: (i) => (i % places) * planes + Math.floor(i / places),
})

/** In the order of the module's memory. */
const layouts: Readonly<Record<keyof StateDict, Layout>> = {
  H1w: channelsLast(H1.planes, TAPS),
  H1b: channelsLast(H1.planes, PLACES1),
  H2w: {
    length: tensorLength('H2w'),
    place(i) {
      const plane = Math.floor(i / (H2.sees * TAPS))
      const row = (i % TAPS) * H2.sees + (Math.floor(i / TAPS) % H2.sees)
      return (plane >> 2) * GROUP2 + (row >> 2) * 16 + (plane & 3) * 4 + (row & 3)
    },
  },
  H2b: channelsLast(H2.planes, PLACES2),
  H3w: {
    length: H3.sees * DENSE_ROW,
    place(i) {
      const from = Math.floor(i / H3.units)
      return ((from % PLACES2) * H2.planes + Math.floor(from / PLACES2)) * DENSE_ROW + (i % H3.units)
    },
  },
  H3b: { length: DENSE_ROW, place: (i) => i },
  outw: {
    length: stateShapes.outw[0] * DENSE_ROW,
    place: (i) => Math.floor(i / CLASSES) * DENSE_ROW + (i % CLASSES),
  },
  outb: { length: DENSE_ROW, place: (i) => i },
}

/** Calls `visit` with each tensor's name, the index of each of its values, and where the module has it. */
function forEachWeight(visit: (name: keyof StateDict, index: number, at: number) => void): void {
  let start = 0
  for (const name of Object.keys(layouts) as (keyof StateDict)[]) {
    const { length, place } = layouts[name]
    const count = tensorLength(name)
    for (let i = 0; i < count; i++) visit(name, i, start + place(i))
    start += length
  }
}

/** The tensors of a classifier's weights. */
export function classifierState(weights: Float32Array): StateDict {
  const state = {} as StateDict
  for (const name of tensorNames) state[name] = new Float32Array(tensorLength(name))
  forEachWeight((name, index, at) => {
    state[name][index] = weights[at]!
  })
  return state
}

/** A classifier's weights from tensors; the padding is 0. */
export function classifierWeights(state: StateDict): Float32Array<ArrayBuffer> {
  const total = Object.values(layouts).reduce((sum, { length }) => sum + length, 0)
  const weights = new Float32Array(total)
  forEachWeight((name, index, at) => {
    weights[at] = state[name][index]!
  })
  return weights
}
