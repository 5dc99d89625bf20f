/** Each digit written three times, one after the other. */
import { pad } from '../draw/pad.js'
import { enable, make, press } from '../page/elements.js'
import type { Page } from './keep.js'

const ROUNDS = 3

/** @param done called with thirty pages, or with none if it is given up */
export function write(root: HTMLElement, done: (pages: readonly Page[] | undefined) => void): void {
  // not in order: whoever writes 0 to 9 writes them smaller and smaller
  const order = Array.from({ length: 10 * ROUNDS }, (_, i) => ({
    label: (7 * i + 3 + 3 * Math.floor(i / 10)) % 10,
    round: Math.floor(i / 10),
  }))
  const pages: Page[] = []
  const prompt = make('p', { class: 'question', id: 'hand-prompt', role: 'status' })
  const canvas = make('canvas', { width: 560, height: 420, tabIndex: 0, id: 'hand-pad', class: 'hand-pad' })
  canvas.setAttribute('role', 'img')
  canvas.setAttribute('aria-describedby', 'pad-help')
  const next = make('button', { type: 'button', class: 'primary', textContent: 'Next', id: 'hand-next' })
  const clear = make('button', { type: 'button', textContent: 'Clear' })
  const back = make('button', { type: 'button', textContent: 'Back' })
  const stop = make('button', { type: 'button', class: 'plain', textContent: 'Give up' })
  const bar = make('progress', { max: order.length, ariaLabel: 'Digits written' })

  const paper = pad(
    canvas,
    undefined,
    () => update(),
    () => {},
  )
  const update = () => {
    const drawn = paper.drawing !== undefined
    enable(next, drawn)
    enable(clear, drawn)
  }
  const ask = () => {
    const { label, round } = order[pages.length]!
    prompt.textContent = `Write a ${label}`
    canvas.setAttribute('aria-label', `Write a ${label}, for the ${['first', 'second', 'third'][round]} time`)
    bar.value = pages.length
    enable(back, pages.length > 0)
    paper.clear()
    update()
  }
  const take = () => {
    const { drawing } = paper
    if (drawing?.kind !== 'written') return
    pages.push({ ...order[pages.length]!, strokes: drawing.strokes })
    if (pages.length < order.length) ask()
    else done(pages)
  }
  press(next, take)
  press(clear, () => paper.clear())
  press(back, () => {
    pages.pop()
    ask()
  })
  press(stop, () => done(undefined))
  canvas.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') take()
  })
  root.replaceChildren(
    make(
      'div',
      { class: 'hand' },
      make('div', {}, prompt, bar),
      canvas,
      make('div', { class: 'buttons' }, next, clear, back, stop),
    ),
    make('p', { class: 'hint', textContent: 'Write as you always do. Enter continues.' }),
  )
  ask()
  canvas.focus({ preventScroll: true })
}
