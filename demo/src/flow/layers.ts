/** The network as elements: the input, the planes of H1 and H2, the units of H3, the ten outputs; each unit can be pointed at and moved to. */
import { asInk, asSigned, paint } from '../page/colours.js'
import { make } from '../page/elements.js'
import { highest } from '../train/highest.js'
import { type Look, largest } from './look.js'
import { type LayerName, layerNames, layers, neighbour, type Unit } from './units.js'

export interface Layers {
  readonly input: HTMLCanvasElement
  readonly occlusion: HTMLCanvasElement
  /** The canvas or cell of a plane or unit. */
  cell(layer: LayerName, plane: number): HTMLElement
  show(image: Float32Array | undefined, look: Look | undefined): void
  /** Moves the focus within a layer with its unit. */
  focus(unit: Unit): void
}

const notes: Readonly<Record<LayerName, string>> = {
  h1: '12 planes of 8 × 8',
  h2: '12 planes of 4 × 4',
  h3: '30 units',
  out: 'highest wins',
}

/** @param pointed called with the unit that is pointed at or has the focus; `undefined` if none is any more */
export function networkLayers(root: HTMLElement, pointed: (unit: Unit | undefined) => void): Layers {
  const input = canvas(16, 'What the network sees: 16 by 16 pixels', 'flow-input')
  const occlusion = canvas(16, 'Which pixels decided', 'flow-occlusion')
  const column = make(
    'div',
    { class: 'column input' },
    make('h3', {}, 'Input ', make('span', { textContent: '16 × 16' })),
    make('figure', {}, input),
    make(
      'figure',
      {},
      occlusion,
      make('figcaption', {
        textContent: 'Deciding pixels: covering them weakens the answer (+) or strengthens it (−)',
      }),
    ),
  )
  root.append(column)
  const cells = Object.fromEntries(layerNames.map((name) => [name, layer(root, name, pointed)])) as Record<
    LayerName,
    Cells
  >
  return {
    input,
    occlusion,
    cell: (name, plane) => cells[name].canvases[plane]!,
    focus(unit) {
      cells[unit.layer].focus(unit)
    },
    show(image, look) {
      paint(input, image ?? new Float32Array(256).fill(-1), asInk)
      if (!image) paint(occlusion, new Float32Array(256), asSigned)
      for (const name of layerNames) {
        const { side, planes } = layers[name]
        const values = look?.activations[name] ?? new Float32Array(planes * side * side)
        // ReLU's units and logits have no upper end: what is strongest in the layer is painted in full
        const most = Math.max(1, largest(values))
        const best = name === 'out' && look ? highest(values) : -1
        cells[name].canvases.forEach((element, plane) => {
          const part = values.subarray(plane * side * side, (plane + 1) * side * side)
          paint(
            element,
            part.map((value) => value / most),
            asSigned,
          )
          element.parentElement!.classList.toggle('best', plane === best)
        })
      }
    },
  }
}

interface Cells {
  readonly canvases: readonly HTMLCanvasElement[]
  focus(unit: Unit): void
}

function layer(root: HTMLElement, name: LayerName, pointed: (unit: Unit | undefined) => void): Cells {
  const { planes, side, name: title } = layers[name]
  const moves: ((unit: Unit) => void)[] = []
  const list = make('ol', { id: `flow-${name}`, class: 'cells' })
  list.setAttribute('aria-label', `${title}: ${notes[name]}`)
  const canvases = Array.from({ length: planes }, (_, plane) => {
    const element = canvas(side, '', '')
    const label =
      name === 'out'
        ? `Output ${plane}`
        : side === 1
          ? `${title}, unit ${plane + 1}`
          : `${title}, plane ${plane + 1}`
    const button = make(
      'button',
      { type: 'button', ariaLabel: label, tabIndex: plane === 0 ? 0 : -1 },
      element,
    )
    if (name === 'out') button.append(make('b', { textContent: String(plane) }))
    list.append(make('li', {}, button))
    let unit: Unit = { layer: name, plane, row: Math.floor(side / 2), column: Math.floor(side / 2) }
    const at = ({ clientX, clientY }: PointerEvent): Unit => {
      const { left, top, width, height } = element.getBoundingClientRect()
      const cut = (share: number) => Math.min(side - 1, Math.max(0, Math.floor(share * side)))
      return { layer: name, plane, row: cut((clientY - top) / height), column: cut((clientX - left) / width) }
    }
    button.addEventListener('pointermove', (event) => {
      unit = at(event)
      pointed(unit)
    })
    button.addEventListener('click', (event) => {
      // a key gives no place
      if (event.detail > 0) unit = at(event as PointerEvent)
      pointed(unit)
    })
    button.addEventListener('pointerleave', () => {
      if (document.activeElement !== button) pointed(undefined)
    })
    button.addEventListener('focus', () => {
      for (const other of list.querySelectorAll('button')) other.tabIndex = other === button ? 0 : -1
      pointed(unit)
    })
    button.addEventListener('blur', () => pointed(undefined))
    button.addEventListener('keydown', (event) => {
      if (!event.key.startsWith('Arrow')) return
      event.preventDefault()
      const next = neighbour(unit, event.key)
      if (!next) return
      if (next.plane === plane) {
        unit = next
        pointed(unit)
      } else moves[next.plane]!(next)
    })
    moves.push((next) => {
      unit = next
      button.focus()
      pointed(unit)
    })
    return element
  })
  root.append(
    make(
      'div',
      { class: `column ${name}` },
      make('h3', {}, `${title} `, make('span', { textContent: notes[name] })),
      list,
    ),
  )
  return { canvases, focus: (unit) => moves[unit.plane]!(unit) }
}

function canvas(side: number, label: string, id: string): HTMLCanvasElement {
  const element = make('canvas', { width: side, height: side })
  if (id) element.id = id
  if (label) {
    element.setAttribute('role', 'img')
    element.setAttribute('aria-label', label)
  }
  return element
}
