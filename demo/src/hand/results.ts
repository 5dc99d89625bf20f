/** What teaching has come to: before and after, on one's own digits and on those of others; and what can be done with it. */
import { draw } from '../draw/strokes.js'
import { percent } from '../page/clock.js'
import { colours, onColours } from '../page/colours.js'
import { make, press } from '../page/elements.js'
import { download } from '../page/files.js'
import { copy } from '../share/copy.js'
import type { KeptHand, Page } from './keep.js'

export interface Choices {
  /** The network that reads on the drawing area from now on. */
  use(mine: boolean): Promise<void>
  again(): void
  forget(): void
}

/** @returns what gets the focus */
export function showHand(
  root: HTMLElement,
  { pages, taught }: KeptHand,
  choices: Choices,
  stored: boolean,
): HTMLElement {
  const { answers, labels, test, files } = taught
  const wrong = (when: 'before' | 'after') => answers.filter((answer, i) => answer[when] !== labels[i]).length
  const [before, after] = [wrong('before'), wrong('after')]
  const title = make('p', {
    class: 'result',
    tabIndex: -1,
    id: 'hand-result',
    textContent: sentence(before, after, answers.length),
  })
  const row = (name: string, first: number, then: number, of: number) =>
    make(
      'tr',
      {},
      make('th', { scope: 'row', textContent: name }),
      ...[first, then].map((count) =>
        make('td', { textContent: `${count} of ${of.toLocaleString('en-US')} (${percent(count / of)})` }),
      ),
    )
  const table = make(
    'table',
    { id: 'hand-table' },
    make(
      'thead',
      {},
      make(
        'tr',
        {},
        make('td'),
        ...['before', 'after'].map((textContent) => make('th', { scope: 'col', textContent })),
      ),
    ),
    make(
      'tbody',
      {},
      row('Your digits, misread', before, after, answers.length),
      row('MNIST’s test digits, misread', test.before, test.after, test.count),
    ),
  )
  const own = make('ol', { class: 'own' })
  pages.forEach((page, i) => {
    const { before, after } = answers[i]!
    const right = page.label === after
    const text = before === after ? shown(after) : `${shown(before)} → ${shown(after)}`
    own.append(
      make(
        'li',
        {
          className: right ? 'right' : 'wrong',
          title: `A ${page.label}, read as ${shown(before)} before and ${shown(after)} after`,
        },
        thumbnail(page),
        make('span', { textContent: text }),
      ),
    )
  })
  let mine = false
  const use = make('button', {
    type: 'button',
    class: 'primary',
    id: 'hand-use',
    textContent: 'Read with it on the pad',
  })
  use.setAttribute('aria-pressed', 'false')
  press(use, async () => {
    mine = !mine
    await choices.use(mine)
    use.setAttribute('aria-pressed', String(mine))
    use.textContent = mine ? 'Read with the packaged one again' : 'Read with it on the pad'
  })
  const button = (textContent: string, id: string, pressed: () => unknown) => {
    const element = make('button', { type: 'button', textContent, id })
    press(element, pressed)
    return element
  }
  const snippet = button('Copy as a snippet', 'hand-snippet', () =>
    copy(snippet, files.snippet, 'Snippet copied'),
  )
  root.replaceChildren(
    title,
    table,
    make('p', {
      class: 'hint',
      textContent:
        'Each of your digits was read by a network trained without it. The network that is kept was trained on all of them.',
    }),
    own,
    make(
      'div',
      { class: 'buttons' },
      use,
      button('safetensors', 'hand-safetensors', () => download(files.safetensors, 'my-hand.safetensors')),
      button('ONNX', 'hand-onnx', () => download(files.onnx, 'my-hand.onnx')),
      snippet,
      button('Snippet as a file', 'hand-snippet-file', () => download(files.snippet, 'my-hand.js')),
    ),
    make(
      'div',
      { class: 'buttons' },
      button('Write again', 'hand-again', choices.again),
      button('Forget it', 'hand-forget', choices.forget),
    ),
    make('p', {
      class: 'hint',
      textContent: stored
        ? 'It is stored in this browser only.'
        : 'This browser cannot store it: save it before you leave.',
    }),
  )
  return title
}

const shown = (answer: number): string => (answer < 0 ? 'nothing' : String(answer))

function sentence(before: number, after: number, count: number): string {
  if (before === 0 && after === 0)
    return `It read all ${count} of your digits correctly before, and still does.`
  if (after < before)
    return `It misread ${before} of your ${count} digits; now ${after === 0 ? 'none' : after}.`
  return `It misread ${before} of your ${count} digits, and now ${after}: your handwriting is no harder than that of others.`
}

function thumbnail({ strokes }: Page): HTMLCanvasElement {
  const canvas = make('canvas', { width: 128, height: 96 })
  canvas.setAttribute('aria-hidden', 'true')
  const paint = () => {
    const context = canvas.getContext('2d')!
    context.clearRect(0, 0, 128, 96)
    draw(context, 96, { kind: 'written', strokes, example: false }, colours().text)
  }
  onColours(paint)
  paint()
  return canvas
}
