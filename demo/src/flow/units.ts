/** The units of the network: where each lies, and what it reads (LeCun et al. 1989, section 4). */

export const layers = {
  h1: { name: 'H1', planes: 12, side: 8 },
  h2: { name: 'H2', planes: 12, side: 4 },
  h3: { name: 'H3', planes: 30, side: 1 },
  out: { name: 'Outputs', planes: 10, side: 1 },
} as const
export type LayerName = keyof typeof layers
export const layerNames = Object.keys(layers) as readonly LayerName[]

export interface Unit {
  readonly layer: LayerName
  /** The plane in H1 and H2, the unit in H3, the digit of an output. */
  readonly plane: number
  readonly row: number
  readonly column: number
}

/** Its place among the activations of its layer. */
export const indexOf = ({ layer, plane, row, column }: Unit): number => {
  const { side } = layers[layer]
  return (plane * side + row) * side + column
}

/** The planes of H1 that each plane of H2 reads, in groups of four. */
export const planesRead = (plane: number): readonly number[] =>
  [
    [0, 1, 2, 3, 4, 5, 6, 7],
    [4, 5, 6, 7, 8, 9, 10, 11],
    [0, 1, 2, 3, 8, 9, 10, 11],
  ][Math.floor(plane / 4)]!

/** A square of a map, edges included, cut off where it leaves it. */
export interface Field {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

function field(row: number, column: number, step: number, reach: number, side: number): Field {
  const cut = (at: number) => Math.min(side - 1, Math.max(0, at))
  return {
    top: cut(step * row - reach),
    left: cut(step * column - reach),
    bottom: cut(step * row + reach),
    right: cut(step * column + reach),
  }
}

/** What a unit sees of the input: 5×5 pixels from H1, 13×13 from H2, all of it beyond. */
export function inputField({ layer, row, column }: Unit): Field {
  if (layer === 'h1') return field(row, column, 2, 2, 16)
  if (layer === 'h2') return field(row, column, 4, 6, 16)
  return { top: 0, left: 0, bottom: 15, right: 15 }
}

/** What a unit of H2 sees of each plane of H1 that it reads. */
export const h1Field = ({ row, column }: Unit): Field => field(row, column, 2, 2, 8)

/** The unit that an arrow key leads to; from the edge of a plane to the next one. */
export function neighbour(unit: Unit, key: string): Unit | undefined {
  const { planes, side } = layers[unit.layer]
  const { plane, row, column } = unit
  if (side === 1) {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key]
    const next = by === undefined ? -1 : plane + by
    return next >= 0 && next < planes ? { ...unit, plane: next } : undefined
  }
  if (key === 'ArrowUp' && row > 0) return { ...unit, row: row - 1 }
  if (key === 'ArrowDown' && row < side - 1) return { ...unit, row: row + 1 }
  if (key === 'ArrowLeft') {
    if (column > 0) return { ...unit, column: column - 1 }
    return plane > 0 ? { ...unit, plane: plane - 1, column: side - 1 } : undefined
  }
  if (key === 'ArrowRight') {
    if (column < side - 1) return { ...unit, column: column + 1 }
    return plane < planes - 1 ? { ...unit, plane: plane + 1, column: 0 } : undefined
  }
  if (key === 'ArrowUp' && plane > 0) return { ...unit, plane: plane - 1, row: side - 1 }
  if (key === 'ArrowDown' && plane < planes - 1) return { ...unit, plane: plane + 1, row: 0 }
  return undefined
}
