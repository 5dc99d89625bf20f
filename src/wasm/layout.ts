/**
 * Converts the eight tensors between PyTorch's layouts and those of the module's memory (`assembly/float32/memory.ts`), which suit the kernels.
 */
import { CLASSES, H1, H2, H3 } from '../model/shape.js'
import { type StateDict, type TensorName, tensorLength, tensorNames } from '../model/state.js'

/** The slot of each of H1's filter rows and columns: first 4, 2, 0, which a pixel of an even row or column meets, then 3 and 1. */
const SLOTS_OF = [2, 4, 1, 3, 0]
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

/** Floats from the first index along one of a tensor's axes to each: `count` of them, `stride` apart. */
// @__NO_SIDE_EFFECTS__
function axis(count: number, stride: number): number[] {
  const offsets: number[] = []
  for (let i = 0; i < count; i++) offsets.push(i * stride)
  return offsets
}

/** The same along two axes taken together, the second one running faster. */
// @__NO_SIDE_EFFECTS__
const together = (slow: readonly number[], fast: readonly number[]): number[] =>
  slow.flatMap((a) => fast.map((b) => a + b))

/** H1's filter: `step` floats from slot to slot. */
// @__NO_SIDE_EFFECTS__
const slots = (step: number): number[] => SLOTS_OF.map((slot) => slot * step)

/** H2's units in PyTorch's order, planes first, in a memory that has them channels last. */
const UNITS2 = together(axis(H2.planes, 1), axis(PLACES2, H2.planes))

/** The positions of a tensor's values, in PyTorch's order: of its rows, and within each row. */
type Places = readonly [rows: readonly number[], row: readonly number[]]

/**
 * Relative to the start of each tensor. Two short lists instead of a table of all 9,760 positions, which would be made at import
 * and take longer than everything else that happens then: 2 ms.
 */
const places: Readonly<Record<TensorName, Places>> = {
  /** plane, ky, kx → row slot, column slot, plane */
  H1w: [together(axis(H1.planes, 1), slots(H1.kernel * H1.planes)), slots(H1.planes)],
  /** plane, place → place, plane */
  H1b: [axis(H1.planes, 1), axis(PLACES1, H1.planes)],
  /** plane and input plane, tap → tap, plane and input plane */
  H2w: [axis(H2.planes * H2.sees, 1), axis(TAPS, H2.planes * H2.sees)],
  H2b: [[0], UNITS2],
  /** H2 unit, unit → unit, H2 unit */
  H3w: [UNITS2, axis(H3.units, H3.sees)],
  H3b: [[0], axis(H3.units, 1)],
  /** H3 unit, class → class, H3 unit */
  outw: [axis(H3.units, 1), axis(CLASSES, OUT_ROW)],
  outb: [[0], axis(CLASSES, 1)],
}

/** Planes as PyTorch lays them out, (plane, row, column), from a channels-last map. */
export function planesFirst(map: Float32Array, planes: number): Float32Array {
  const places = map.length / planes
  return Float32Array.from(map, (_, i) => map[(i % places) * planes + Math.floor(i / places)]!)
}

/** Where a tensor begins in a region with the parameters' layout, in floats. */
function startOf(tensor: TensorName): number {
  let start = 0
  for (const name in lengths) {
    if (name === tensor) break
    start += lengths[name as TensorName]
  }
  return start
}

/** Reads the eight tensors from a region of the module's memory that has the parameters' layout. */
export function readState(region: Float32Array): StateDict {
  const state = {} as StateDict
  for (const name of tensorNames) state[name] = gather(region, startOf(name), places[name])
  return state
}

/** Writes the eight tensors into such a region, leaving its padding alone. */
export function writeState(region: Float32Array, state: StateDict): void {
  for (const name of tensorNames) scatter(region, startOf(name), places[name], state[name])
}

// loops by index: they run a few times at start-up, before the code is optimised, when an iterator costs three times as much

function gather(region: Float32Array, start: number, [rows, row]: Places): Float32Array {
  const values = new Float32Array(rows.length * row.length)
  let at = 0
  for (let i = 0; i < rows.length; i++) {
    const first = start + rows[i]!
    for (let j = 0; j < row.length; j++) values[at++] = region[first + row[j]!]!
  }
  return values
}

function scatter(region: Float32Array, start: number, [rows, row]: Places, values: Float32Array): void {
  let at = 0
  for (let i = 0; i < rows.length; i++) {
    const first = start + rows[i]!
    for (let j = 0; j < row.length; j++) region[first + row[j]!] = values[at++]!
  }
}
