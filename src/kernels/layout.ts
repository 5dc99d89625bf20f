/**
 * Translates the eight tensors between PyTorch's layouts and those of the module's memory (`assembly/memory.ts`), which the kernels chose.
 */
import { CLASSES, H1, H2, H3 } from '../shape.js'
import { type StateDict, type TensorName, tensorLength, tensorNames } from '../state.js'

/** H1's kernel rows and columns lie in this order: those that a pixel of an even row or column meets, then those of an odd one. */
const SLOTS = [4, 2, 0, 3, 1]
/** The output layer's weights are padded, rows and columns. */
const OUT_ROWS = 12
const OUT_ROW = 32
const TAPS = H1.kernel * H1.kernel
const PLACES1 = H1.side * H1.side
const PLACES2 = H2.side * H2.side

/** The tensors in the order of the module's memory, and their lengths there, in floats. */
const lengths: Record<TensorName, number> = {
  H1b: tensorLength('H1b'),
  H2w: tensorLength('H2w'),
  H2b: tensorLength('H2b'),
  H3w: tensorLength('H3w'),
  H3b: OUT_ROW,
  outw: OUT_ROWS * OUT_ROW,
  H1w: tensorLength('H1w'),
  outb: OUT_ROWS,
}

/** For each tensor: where its i-th value in PyTorch's order lies, from the start of all parameters. */
const places: Record<TensorName, Int32Array> = (() => {
  /** (plane, ky, kx) → row slot, column slot, plane */
  const H1w = (i: number) => {
    const plane = Math.floor(i / TAPS)
    const ky = Math.floor((i % TAPS) / H1.kernel)
    const kx = i % H1.kernel
    return (SLOTS.indexOf(ky) * H1.kernel + SLOTS.indexOf(kx)) * H1.planes + plane
  }
  /** (plane, place) → place, plane */
  const H1b = (i: number) => (i % PLACES1) * H1.planes + Math.floor(i / PLACES1)
  const H2b = (i: number) => (i % PLACES2) * H2.planes + Math.floor(i / PLACES2)
  /** (plane, input plane, tap) → tap, plane, input plane */
  const H2w = (i: number) => (i % TAPS) * H2.planes * H2.sees + Math.floor(i / TAPS)
  /** (H2 unit, unit) → unit, H2 unit in H2b's order */
  const H3w = (i: number) => (i % H3.units) * H3.sees + H2b(Math.floor(i / H3.units))
  /** (H3 unit, class) → class, H3 unit */
  const outw = (i: number) => (i % CLASSES) * OUT_ROW + Math.floor(i / CLASSES)
  const same = (i: number) => i
  const rules: Record<TensorName, (i: number) => number> = {
    H1w,
    H1b,
    H2w,
    H2b,
    H3w,
    H3b: same,
    outw,
    outb: same,
  }
  let start = 0
  const tables = {} as Record<TensorName, Int32Array>
  for (const name of Object.keys(lengths) as TensorName[]) {
    const from = start
    tables[name] = Int32Array.from({ length: tensorLength(name) }, (_, i) => from + rules[name](i))
    start += lengths[name]
  }
  return tables
})()

/** Planes as PyTorch lays them out, (plane, row, column), from a map that lies channels last. */
export function planesFirst(map: Float32Array, planes: number): Float32Array {
  const places = map.length / planes
  return Float32Array.from(map, (_, i) => map[(i % places) * planes + Math.floor(i / places)]!)
}

/** Reads the eight tensors from a region of the module's memory that has the parameters' layout. */
export function readState(region: Float32Array): StateDict {
  const state = {} as StateDict
  for (const name of tensorNames) state[name] = Float32Array.from(places[name], (place) => region[place]!)
  return state
}

/** Writes the eight tensors into such a region; the padding is left as it is. */
export function writeState(region: Float32Array, state: StateDict): void {
  for (const name of tensorNames) {
    const values = state[name]
    const at = places[name]
    for (let i = 0; i < at.length; i++) region[at[i]!] = values[i]!
  }
}
