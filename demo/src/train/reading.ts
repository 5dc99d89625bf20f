/** What a network in training makes of what stands on the drawing area: its answer and its ten outputs. */
import { make } from '../page/elements.js'
import { highest } from './highest.js'
import type { Config } from './settings.js'

/** The outputs as shares from 0 to 1: the softmax of logits, or squashed values between their targets −1 and 1. */
export function shares(outputs: ArrayLike<number>, { loss, activation }: Config): number[] {
  const values = Array.from(outputs)
  if (loss === 'mse') {
    const limit = activation === 'scaledTanh' ? 1.7159 : 1
    return values.map((value) => (value / limit + 1) / 2)
  }
  const highest = Math.max(...values)
  const powers = values.map((value) => Math.exp(value - highest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

export interface NetworkReading {
  /** Shows outputs, or that there is nothing to read; with `label`, the answer is marked as right or wrong. */
  show(
    outputs: ArrayLike<number> | undefined,
    config: Config,
    label: number | undefined,
    untrained: boolean,
  ): void
}

/** @param root an empty element: the answer, the outputs and a sentence are put there, with `id` before the names of their ids */
export function networkReading(root: HTMLElement, id: string, who: string): NetworkReading {
  const answer = make('output', { id: `${id}-answer`, ariaLabel: `${who} reads`, textContent: '–' })
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const bar = make('i')
    const value = make('data')
    const item = make(
      'li',
      {},
      make('span', { class: 'bar' }, bar),
      make('b', { textContent: String(digit) }),
      value,
    )
    return { item, bar, value }
  })
  const list = make('ol', { id: `${id}-outputs`, class: 'columns', ariaLabel: 'Its ten outputs' })
  list.append(...rows.map(({ item }) => item))
  const hint = make('p', { id: `${id}-hint`, class: 'hint', textContent: 'Reads the drawing above.' })
  root.append(make('p', { class: 'answer' }, answer), make('div', {}, list, hint))
  return {
    show(outputs, config, label, untrained) {
      const list = outputs && shares(outputs, config)
      const best = list ? highest(list) : -1
      rows.forEach(({ item, bar, value }, digit) => {
        bar.style.transform = `scaleY(${Math.min(1, Math.max(0, list?.[digit] ?? 0)).toFixed(3)})`
        value.textContent = outputs ? signed(outputs[digit]!) : ''
        item.classList.toggle('best', digit === best)
      })
      const text = best < 0 ? '–' : String(best)
      if (answer.textContent !== text) answer.textContent = text
      const verdict = label === undefined || best < 0 ? '' : best === label ? 'right' : 'wrong'
      answer.parentElement!.className = `answer ${untrained ? 'rejected' : verdict}`.trim()
      const sentence =
        best < 0
          ? 'Nothing is drawn.'
          : untrained
            ? 'Not trained yet: a guess.'
            : label === undefined
              ? 'Reads the drawing above.'
              : `A test digit: somebody’s ${label}, read ${best === label ? 'right' : `as ${best}`}.`
      if (hint.textContent !== sentence) hint.textContent = sentence
    },
  }
}

const signed = (value: number): string => value.toFixed(2).replace('-', '−')
