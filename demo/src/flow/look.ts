/** What the network does with one image, and what each unit owes to those before it. */
import type { Activations, StateDict } from 'lenet1989'
import { layers, type Unit } from './units.js'

export interface Look {
  readonly activations: Activations
  readonly state: StateDict
}

/** What each plane of H2 gives to a unit of H3, or each unit of H3 to an output: weights times activations. */
export function contributions({ layer, plane }: Unit, { activations, state }: Look): number[] {
  if (layer === 'out')
    return Array.from(activations.h3, (value, unit) => value * state.outw[10 * unit + plane]!)
  const { planes, side } = layers.h2
  const size = side * side
  return Array.from({ length: planes }, (_, of) => {
    let sum = 0
    for (let i = of * size; i < (of + 1) * size; i++) sum += activations.h2[i]! * state.H3w[30 * i + plane]!
    return sum
  })
}

export const largest = (values: ArrayLike<number>): number => {
  let most = 1e-9
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!))
  return most
}

/** The weights with which a unit reads, as pictures: one kernel, eight of them, twelve planes, or thirty weights in a row. */
export function weightsOf(
  { layer, plane }: Unit,
  { state }: Look,
): { readonly side: number; readonly parts: readonly Float32Array[] } {
  const cut = (values: Float32Array, size: number, at: number) => values.subarray(size * at, size * (at + 1))
  if (layer === 'h1') return { side: 5, parts: [cut(state.H1w, 25, plane)] }
  if (layer === 'h2')
    return { side: 5, parts: Array.from({ length: 8 }, (_, i) => cut(state.H2w, 25, 8 * plane + i)) }
  if (layer === 'h3')
    return {
      side: 4,
      parts: Array.from({ length: 12 }, (_, of) =>
        Float32Array.from({ length: 16 }, (_, i) => state.H3w[30 * (16 * of + i) + plane]!),
      ),
    }
  return {
    side: 1,
    parts: Array.from({ length: 30 }, (_, i) => Float32Array.of(state.outw[10 * i + plane]!)),
  }
}
