/** Twenty digits, you against the network. */

import type { Shipped } from '../draw/shipped.js'
import { scanCanvas } from '../draw/strokes.js'
import { colours, onColours } from '../page/colours.js'
import { make, press } from '../page/elements.js'
import { copy } from '../share/copy.js'
import type { LoadedDigits } from '../train/digits.js'
import { hardest, type Question } from './hardest.js'

const COUNT = 20

interface Given {
  readonly question: Question
  readonly yours: number
}

/** @param toPad sends a test digit to the drawing area */
export function beat(
  root: HTMLElement,
  shipped: Shipped,
  digits: LoadedDigits,
  toPad: (index: number) => void,
): void {
  const { rawTest } = digits
  const canvas = make('canvas', { width: 280, height: 280, id: 'beat-digit' })
  canvas.setAttribute('role', 'img')
  let shown: number | undefined
  const paint = () => {
    if (shown === undefined) return
    const context = canvas.getContext('2d')!
    context.clearRect(0, 0, 280, 280)
    context.imageSmoothingQuality = 'high'
    context.drawImage(
      scanCanvas(rawTest.images.subarray(784 * shown, 784 * (shown + 1)), colours().text),
      0,
      0,
      280,
      280,
    )
  }
  onColours(paint)

  const intro = (): void => {
    const begin = make('button', { type: 'button', class: 'primary', textContent: 'Begin', id: 'beat-begin' })
    const status = make('p', { class: 'status', role: 'status' })
    root.replaceChildren(
      make('p', {
        class: 'lead',
        textContent:
          'The 20 test digits that the packaged classifier finds hardest. You see what it sees, and can take your time.',
      }),
      make('div', { class: 'buttons' }, begin, status),
    )
    press(begin, async () => {
      status.textContent = 'It reads all 2,007 to find them …'
      ask(await hardest(COUNT, shipped, digits), [])
    })
  }

  const ask = (questions: readonly Question[], given: readonly Given[]): void => {
    const question = questions[given.length]
    if (!question) {
      end(given)
      return
    }
    shown = question.index
    canvas.setAttribute('aria-label', `Digit ${given.length + 1} of ${COUNT}, a scan`)
    paint()
    const keys = make('div', { class: 'keys', role: 'group', ariaLabel: 'What is it?' })
    const answer = (yours: number) => ask(questions, [...given, { question, yours }])
    for (let digit = 0; digit < 10; digit++) {
      const key = make('button', { type: 'button', textContent: String(digit) })
      press(key, () => answer(digit))
      keys.append(key)
    }
    keys.addEventListener('keydown', ({ key }) => {
      if (/^\d$/.test(key)) answer(Number(key))
    })
    const before = given.at(-1)
    root.replaceChildren(
      make(
        'div',
        { class: 'quiz' },
        canvas,
        make(
          'div',
          {},
          make('p', { class: 'count', textContent: `${given.length + 1} of ${COUNT}` }),
          make('p', { class: 'question', textContent: 'What is it?' }),
          keys,
          make('p', {
            class: 'hint',
            id: 'beat-last',
            role: 'status',
            textContent: before ? lastOne(before) : 'Press a digit, or type it.',
          }),
          make('p', {
            class: 'hint',
            id: 'beat-score',
            textContent: before ? `So far: ${score(given)}` : '',
          }),
        ),
      ),
    )
    ;(keys.firstElementChild as HTMLElement).focus({ preventScroll: true })
  }

  const end = (given: readonly Given[]): void => {
    const { you, network } = count(given)
    const title = make('p', {
      class: 'result',
      tabIndex: -1,
      id: 'beat-result',
      textContent: `You ${you}, the network ${network}.`,
    })
    const verdict =
      you > network
        ? 'You have beaten it, on its worst digits. Of the other 1,987 it misreads almost none.'
        : you === network
          ? 'A draw, on its worst digits.'
          : 'It has beaten you, even on its worst digits.'
    const again = make('button', { type: 'button', textContent: 'Again' })
    press(again, () =>
      ask(
        given.map(({ question }) => question),
        [],
      ),
    )
    const share = make('button', {
      type: 'button',
      class: 'primary',
      id: 'beat-share',
      textContent: 'Share the score',
    })
    press(share, async () => {
      const url = `${location.origin}${location.pathname}#beat`
      const text = `You against the network of 1989, on its 20 hardest digits: I read ${you}, it read ${network}.`
      if (navigator.share) await navigator.share({ text, url }).catch(() => {})
      else await copy(share, `${text} ${url}`)
    })
    const list = make('ol', { class: 'review' })
    for (const { question, yours } of given) {
      const button = make('button', {
        type: 'button',
        textContent: `${question.label}: you ${yours}, it ${question.answer}`,
        className: yours === question.label ? 'right' : 'wrong',
      })
      press(button, () => toPad(question.index))
      list.append(make('li', {}, button))
    }
    root.replaceChildren(
      title,
      make('p', { class: 'lead', textContent: verdict }),
      make('div', { class: 'buttons' }, share, again),
      make('p', {
        class: 'hint',
        textContent: 'What it was, what you read, what it read; press one to send it to the pad.',
      }),
      list,
    )
    title.focus({ preventScroll: true })
  }
  intro()
}

const count = (given: readonly Given[]): { you: number; network: number } => ({
  you: given.filter(({ question, yours }) => yours === question.label).length,
  network: given.filter(({ question }) => question.answer === question.label).length,
})
const score = (given: readonly Given[]): string => {
  const { you, network } = count(given)
  return `you ${you}, the network ${network}.`
}
const lastOne = ({ question, yours }: Given): string => {
  const right = yours === question.label ? 'Right' : `It was a ${question.label}`
  const its =
    question.answer === question.label ? 'the network is right, too' : `the network says ${question.answer}`
  return `${right}; ${its}.`
}
