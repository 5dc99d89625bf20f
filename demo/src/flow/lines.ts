/** The lines between the layers: what a unit reads, or, where none is chosen, what the answer owes to whom. */
import { colours } from '../page/colours.js'
import { highest } from '../train/highest.js'
import type { Layers } from './layers.js'
import { contributions, type Look, largest } from './look.js'
import { type Field, h1Field, inputField, type LayerName, layers, planesRead, type Unit } from './units.js'

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The units of H3 from which lines go on to H2 where nothing is chosen. */
const STRONGEST = 6

export function drawLines(
  canvas: HTMLCanvasElement,
  net: Layers,
  look: Look | undefined,
  unit: Unit | undefined,
): void {
  const box = canvas.getBoundingClientRect()
  const ratio = devicePixelRatio
  if (canvas.width !== Math.round(box.width * ratio) || canvas.height !== Math.round(box.height * ratio)) {
    canvas.width = Math.round(box.width * ratio)
    canvas.height = Math.round(box.height * ratio)
  }
  const context = canvas.getContext('2d')!
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, box.width, box.height)
  if (!look) return
  const { negativeText, positiveText, text, rule } = colours()
  /** Layers lie side by side, or one below the other. */
  const beside = net.cell('h1', 0).getBoundingClientRect().left > net.input.getBoundingClientRect().right

  const place = (element: Element): Place => {
    const { left, top, width, height } = element.getBoundingClientRect()
    return { x: left - box.left, y: top - box.top, width, height }
  }
  const part = (element: Element, { top, left, bottom, right }: Field, side: number): Place => {
    const { x, y, width, height } = place(element)
    const [w, h] = [width / side, height / side]
    return { x: x + left * w, y: y + top * h, width: (right - left + 1) * w, height: (bottom - top + 1) * h }
  }
  const cell = (layer: LayerName, plane: number) => place(net.cell(layer, plane))
  const own = ({ layer, plane, row, column }: Unit): Place =>
    part(net.cell(layer, plane), { top: row, left: column, bottom: row, right: column }, layers[layer].side)
  const line = (from: Place, to: Place, colour: string, alpha: number, width = 1) => {
    context.strokeStyle = colour
    context.globalAlpha = Math.min(1, alpha)
    context.lineWidth = width
    context.beginPath()
    const [x0, y0] = beside
      ? [from.x + from.width, from.y + from.height / 2]
      : [from.x + from.width / 2, from.y + from.height]
    const [x1, y1] = beside ? [to.x, to.y + to.height / 2] : [to.x + to.width / 2, to.y]
    context.moveTo(x0, y0)
    if (beside) context.bezierCurveTo((x0 + x1) / 2, y0, (x0 + x1) / 2, y1, x1, y1)
    else context.bezierCurveTo(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2, x1, y1)
    context.stroke()
  }
  const frame = ({ x, y, width, height }: Place, colour = text) => {
    context.globalAlpha = 1
    context.strokeStyle = colour
    context.lineWidth = 2
    context.strokeRect(x - 1, y - 1, width + 2, height + 2)
  }
  const sign = (value: number) => (value < 0 ? negativeText : positiveText)
  const weighted = (to: Unit, from: 'h2' | 'h3', strength: number) => {
    const parts = contributions(to, look)
    const most = largest(parts)
    parts.forEach((value, i) => {
      const share = Math.abs(value) / most
      if (share > 0.08) line(cell(from, i), own(to), sign(value), strength * share, 0.6 + 2 * share)
    })
    return parts
  }

  if (!unit) {
    const input = place(net.input)
    for (let plane = 0; plane < 12; plane++) {
      line(input, cell('h1', plane), rule, 1)
      for (const read of planesRead(plane)) line(cell('h1', read), cell('h2', plane), rule, 1)
    }
    const outputs = look.activations.out
    const best = highest(outputs)
    const parts = weighted({ layer: 'out', plane: best, row: 0, column: 0 }, 'h3', 0.9)
    const order = parts.map((_, i) => i).sort((a, b) => Math.abs(parts[b]!) - Math.abs(parts[a]!))
    for (const plane of order.slice(0, STRONGEST))
      weighted({ layer: 'h3', plane, row: 0, column: 0 }, 'h2', 0.45)
    return
  }
  const field = part(net.input, inputField(unit), 16)
  if (unit.layer === 'h1') {
    frame(field)
    line(field, own(unit), text, 0.8, 1.5)
  } else if (unit.layer === 'h2') {
    frame(field)
    for (const plane of planesRead(unit.plane)) {
      const seen = part(net.cell('h1', plane), h1Field(unit), 8)
      line(field, seen, text, 0.25)
      line(seen, own(unit), text, 0.7, 1.5)
      frame(seen)
    }
  } else weighted(unit, unit.layer === 'h3' ? 'h2' : 'h3', 1)
  frame(own(unit))
}
