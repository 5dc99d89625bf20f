/** The weights of the unit that is chosen, as small pictures. */
import { asSigned, paint } from '../page/colours.js'
import { make } from '../page/elements.js'
import { type Look, largest, weightsOf } from './look.js'
import { planesRead, type Unit } from './units.js'

export function showWeights(root: HTMLElement, unit: Unit | undefined, look: Look | undefined): void {
  if (!unit || !look) {
    root.replaceChildren()
    return
  }
  const { side, parts } = weightsOf(unit, look)
  const most = Math.max(...parts.map(largest))
  const names =
    unit.layer === 'h2'
      ? planesRead(unit.plane).map((plane) => `H1 ${plane + 1}`)
      : parts.map((_, i) =>
          unit.layer === 'h3' ? `H2 ${i + 1}` : unit.layer === 'out' ? `${i + 1}` : 'kernel',
        )
  const pictures = parts.map((values, i) => {
    const canvas = make('canvas', { width: side, height: side })
    paint(
      canvas,
      values.map((value) => value / most),
      asSigned,
    )
    return make('figure', {}, canvas, make('figcaption', { textContent: names[i]! }))
  })
  root.replaceChildren(...pictures)
}
