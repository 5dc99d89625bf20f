/** A unit in words. */
import { contributions, type Look } from './look.js'
import { indexOf, inputField, layers, planesRead, type Unit } from './units.js'

const signed = (value: number): string => value.toFixed(2).replace('-', '−')
const list = (numbers: readonly number[]): string => numbers.map((number) => number + 1).join(', ')

export function inWords(unit: Unit, look: Look): string {
  const { layer, plane, row, column } = unit
  const value = signed(look.activations[layer][indexOf(unit)]!)
  const { name } = layers[layer]
  if (layer === 'h1' || layer === 'h2') {
    const { top, left, bottom, right } = inputField(unit)
    const where = `rows ${top + 1} to ${bottom + 1}, columns ${left + 1} to ${right + 1}`
    const reads =
      layer === 'h1'
        ? `It reads 5 × 5 pixels (${where}) with the 25 weights of its plane.`
        : `It reads 5 × 5 units of planes ${list(planesRead(plane))} of H1, and so 13 × 13 pixels (${where}).`
    return `${name}, plane ${plane + 1}, row ${row + 1}, column ${column + 1}: ${value}. ${reads}`
  }
  const parts = contributions(unit, look)
  const order = parts.map((_, i) => i).sort((a, b) => parts[b]! - parts[a]!)
  const most = order.slice(0, 3)
  const least = order.at(-1)!
  if (layer === 'h3')
    return `H3, unit ${plane + 1}: ${value}. It reads all 192 units of H2; planes ${list(most)} raise its value most, plane ${least + 1} lowers it most.`
  return `Output ${plane}: ${value}. It reads all 30 units of H3; ${list(most)} raise its value most, ${least + 1} lowers it most.`
}
