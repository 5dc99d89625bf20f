/** The units of the network for the digit on the drawing area: kernels and planes of H1, planes of H2, H3. */
import type { Activations, StateDict } from 'lenet1989'
import { asSigned, onColours, paint } from './colours.js'

const PLANES = 12
/** The planes of H1 that each plane of H2 reads, in groups of four (LeCun et al. 1989, section 4; see the library's SPEC of the network). */
const reads = (plane: number): readonly number[] =>
  [
    [0, 1, 2, 3, 4, 5, 6, 7],
    [4, 5, 6, 7, 8, 9, 10, 11],
    [0, 1, 2, 3, 8, 9, 10, 11],
  ][Math.floor(plane / 4)]!

export interface Inside {
  show(activations: Activations, state: StateDict): void
}

export function inside(
  h1: HTMLElement,
  h2: HTMLElement,
  h3: HTMLCanvasElement,
  scale: HTMLCanvasElement,
  text: HTMLElement,
): Inside {
  const first = Array.from({ length: PLANES }, (_, i) => {
    const item = document.createElement('li')
    const kernel = picture(5, `Kernel ${i + 1} of H1`)
    const plane = picture(8, `Plane ${i + 1} of H1`)
    kernel.className = 'kernel'
    item.append(kernel, plane)
    h1.append(item)
    return { item, kernel, plane }
  })
  const second = Array.from({ length: PLANES }, (_, i) => {
    const item = document.createElement('li')
    const plane = picture(4, '')
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'plane'
    const seen = reads(i)
    const names = `${seen
      .slice(0, 4)
      .map((k) => k + 1)
      .join(', ')}, ${seen
      .slice(4)
      .map((k) => k + 1)
      .join(', ')}`
    button.setAttribute('aria-label', `Plane ${i + 1} of H2, made from planes ${names} of H1`)
    button.append(plane)
    item.append(button)
    h2.append(item)
    const point = () => {
      h1.classList.add('pointed')
      for (const k of seen) first[k]!.item.classList.add('read')
      text.textContent = `Plane ${i + 1} of H2 reads planes ${names} of H1.`
    }
    const leave = () => {
      h1.classList.remove('pointed')
      for (const { item } of first) item.classList.remove('read')
      text.textContent = ''
    }
    button.addEventListener('pointerenter', point)
    button.addEventListener('focus', point)
    button.addEventListener('click', point)
    button.addEventListener('pointerleave', leave)
    button.addEventListener('blur', leave)
    return plane
  })

  let shown: { activations: Activations; state: StateDict } | undefined
  const render = () => {
    paint(
      scale,
      Array.from({ length: 64 }, (_, i) => i / 31.5 - 1),
      asSigned,
    )
    if (!shown) return
    const { activations, state } = shown
    const strongest = largest(state.H1w)
    const part = (values: Float32Array, size: number, i: number, by = 1) =>
      values.subarray(i * size, (i + 1) * size).map((value) => value / by)
    // ReLU's units have no upper end: what is strongest in the layer is painted in full
    const [most1, most2, most3] = [activations.h1, activations.h2, activations.h3].map((h) =>
      Math.max(1, largest(h)),
    ) as [number, number, number]
    first.forEach(({ kernel, plane }, i) => {
      paint(kernel, part(state.H1w, 25, i, strongest), asSigned)
      paint(plane, part(activations.h1, 64, i, most1), asSigned)
    })
    second.forEach((plane, i) => {
      paint(plane, part(activations.h2, 16, i, most2), asSigned)
    })
    paint(h3, part(activations.h3, 30, 0, most3), asSigned)
  }
  onColours(render)
  render()
  return {
    show(activations, state) {
      shown = { activations, state }
      render()
    },
  }
}

function picture(side: number, label: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = side
  canvas.height = side
  if (label) {
    canvas.setAttribute('role', 'img')
    canvas.setAttribute('aria-label', label)
  }
  return canvas
}

const largest = (values: Float32Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9)
