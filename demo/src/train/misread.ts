/** The test digits that the network still gets wrong, each a button that sends it to the drawing area. */

import { whole } from '../page/clock.js'
import { onColours } from '../page/colours.js'
import type { LoadedDigits } from './digits.js'
import { highest } from './highest.js'
import { contactSheet } from './sprite-sheet.js'

/** More would be a wall of digits. */
const MOST = 120

export interface Misread {
  /** Takes the ten outputs of every test digit; none before the first pass. */
  show(outputs: Float32Array | undefined): void
}

export function misread(
  gallery: HTMLElement,
  count: HTMLElement,
  { test }: LoadedDigits,
  chosen: (index: number) => void,
): Misread {
  const before = count.textContent
  const buttons = new Map<number, HTMLButtonElement>()
  const sheet = contactSheet(test.images)
  const dress = () =>
    sheet.url().then((url) => gallery.style.setProperty('--sheet-of-digits', `url("${url}")`))
  void dress()
  onColours(() => void dress())

  const make = (index: number): HTMLButtonElement => {
    const button = document.createElement('button')
    button.type = 'button'
    button.dataset.index = String(index)
    const image = document.createElement('i')
    image.style.backgroundPosition = sheet.position(index)
    const text = document.createElement('span')
    button.append(image, text)
    button.addEventListener('click', () => chosen(index))
    return button
  }
  // one stop for the tab key, arrows within
  gallery.addEventListener('keydown', (event) => {
    const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    const all = [...gallery.children] as HTMLButtonElement[]
    const at = all.indexOf(document.activeElement as HTMLButtonElement)
    if (move === undefined || at < 0) return
    event.preventDefault()
    focusable(all[Math.min(all.length - 1, Math.max(0, at + move))]!).focus()
  })
  gallery.addEventListener('focusin', ({ target }) => focusable(target as HTMLButtonElement))
  const focusable = (button: HTMLButtonElement): HTMLButtonElement => {
    for (const other of gallery.querySelectorAll('[tabindex="0"]')) other.setAttribute('tabindex', '-1')
    button.tabIndex = 0
    return button
  }

  return {
    show(outputs) {
      if (!outputs) {
        buttons.clear()
        gallery.replaceChildren()
        count.textContent = before
        return
      }
      const answers = Array.from({ length: test.length }, (_, i) =>
        highest(outputs.subarray(10 * i, 10 * i + 10)),
      )
      const wrong = answers.flatMap((answer, i) => (answer === test.labels[i] ? [] : [i]))
      const shown = wrong.slice(0, MOST)
      for (const [index, button] of buttons) {
        if (shown.includes(index)) continue
        // one that has the focus hands it to its neighbour
        if (button === document.activeElement) {
          const neighbour = button.nextElementSibling ?? button.previousElementSibling
          ;(neighbour as HTMLElement | null)?.focus({ preventScroll: true })
        }
        button.remove()
        buttons.delete(index)
      }
      let next = gallery.firstElementChild
      for (const index of shown) {
        const button = buttons.get(index) ?? make(index)
        buttons.set(index, button)
        const [label, answer] = [test.labels[index], answers[index]]
        if (button.dataset.answer !== String(answer)) {
          button.dataset.answer = String(answer)
          button.title = `A ${label}, read as ${answer}: send it to the drawing area`
          button.lastElementChild!.textContent = `${label} → ${answer}`
        }
        if (button === next) next = button.nextElementSibling
        else gallery.insertBefore(button, next)
        button.tabIndex = -1
      }
      const tab =
        [...buttons.values()].find((button) => button === document.activeElement) ??
        gallery.querySelector('button')
      if (tab) tab.tabIndex = 0
      count.textContent =
        wrong.length === 0
          ? 'None: it reads all 2,007 test digits right.'
          : `${whole(wrong.length)} of the 2,007 test digits, written → read${wrong.length > MOST ? `; the first ${MOST}` : ''}. Choose one to look into it.`
    },
  }
}
