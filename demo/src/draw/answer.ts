/** Shows what the packaged classifier makes of the drawing. */
import type { Reason } from 'lenet1989/classifier'
import { asInk, onColours, paint } from '../page/colours.js'
import { $, make } from '../page/elements.js'
import type { Answer } from './shipped.js'

const REJECTED: Readonly<Record<Exclude<Reason, 'unsure'>, string>> = {
  empty: 'Nothing is drawn.',
  several: 'Several things, but not a number that it can read.',
  notADigit: 'That is not a digit.',
}

/** Answers below are said to be guesses: one in ten of those with this confidence is wrong. */
const SURE = 0.9

/** `99.8%`; never `100%`, which no network is. */
const sure = (confidence: number): string => `${Math.min(99.9, 100 * confidence).toFixed(1)}%`

interface Column {
  readonly name: string
  readonly share: number
  readonly best: boolean
}

/** @param label of a test digit: the answer is marked as right or wrong */
export function answerView(): (answer: Answer, label: number | undefined) => void {
  const output = $('answer')
  const confidence = $('confidence')
  const columns = $('scores')
  const seen = $<HTMLCanvasElement>('seen')
  let input = new Float32Array(256).fill(-1)
  const look = () => paint(seen, input, asInk)
  onColours(look)

  const show = (list: readonly Column[]) => {
    while (columns.childElementCount > list.length) columns.lastElementChild!.remove()
    while (columns.childElementCount < list.length)
      columns.append(make('li', {}, make('span', { class: 'bar' }, make('i')), make('b'), make('data')))
    list.forEach(({ name, share, best }, i) => {
      const item = columns.children[i] as HTMLElement
      item.querySelector('i')!.style.transform = `scaleY(${share.toFixed(3)})`
      item.querySelector('b')!.textContent = name
      item.querySelector('data')!.textContent = `${Math.round(100 * share)}%`
      item.classList.toggle('best', best)
    })
  }
  const say = (text: string, sentence: string, verdict: string) => {
    if (output.textContent !== text) output.textContent = text
    if (confidence.textContent !== sentence) confidence.textContent = sentence
    $('answer-box').className = `answer ${verdict} ${text.length > 1 ? 'long' : ''}`.trim()
  }

  return (answer, label) => {
    if (answer.kind === 'number') {
      const { text, digits } = answer
      const count = digits.length
      const share = `${sure(answer.confidence)} sure of all ${count}`
      if (answer.unsure) say(text, `Perhaps: ${share}`, 'rejected')
      else say(text, share, '')
      $('answer-box').style.setProperty(
        '--length',
        String(Math.max(...text.split('\n').map((line) => line.length))),
      )
      show(digits.map(({ digit, confidence: share }) => ({ name: String(digit), share, best: true })))
      input = new Float32Array(256).fill(-1)
    } else if (answer.kind === 'nothing' || answer.classification.digit === null) {
      say('–', REJECTED.empty, '')
      show(Array.from({ length: 10 }, (_, digit) => ({ name: String(digit), share: 0, best: false })))
      input = new Float32Array(256).fill(-1)
    } else {
      const { digit, scores } = answer.classification
      const share = sure(answer.classification.confidence)
      // a test digit is one, whatever it looks like
      const reason = label === undefined ? answer.classification.reason : undefined
      const rejected = reason === 'notADigit' || reason === 'several'
      if (label !== undefined) {
        const right = label === digit
        say(
          String(digit),
          `A test digit: somebody’s ${label}, read ${right ? 'right' : `as ${digit}`}, ${share} sure`,
          right ? 'right' : 'wrong',
        )
      } else if (reason === 'notADigit')
        say('?', `${REJECTED.notADigit} If it were one: ${digit}.`, 'rejected')
      else if (reason === 'several') say('?', REJECTED.several, 'rejected')
      else if (reason === 'unsure' || answer.classification.confidence < SURE)
        say(String(digit), `Perhaps: ${share} sure`, 'rejected')
      else say(String(digit), `${share} sure`, '')
      show(
        Array.from(scores, (score, i) => ({ name: String(i), share: score, best: i === digit && !rejected })),
      )
      input = answer.classification.input as Float32Array<ArrayBuffer>
    }
    look()
    $('answer-box').parentElement!.classList.toggle('number', answer.kind === 'number')
  }
}
