/** Where the page leads: the package, its docs, and how to use it in a page of one's own. */
import { make, press } from '../page/elements.js'
import { copy, copyLink } from './copy.js'

/** Set by the build: whether the docs lie beside the page. */
declare const __DOCS__: boolean

const PACKAGE = 'https://www.npmjs.com/package/lenet1989'
const links: readonly (readonly [string, string, string])[] = [
  ['Package and source', PACKAGE, 'npm install lenet1989'],
  [
    'Docs and API reference',
    __DOCS__ ? './docs/' : `${PACKAGE}#readme`,
    'training in a page, reading digits and numbers, export; all functions with shapes, units and errors',
  ],
  ['The paper', 'https://doi.org/10.1162/neco.1989.1.4.541', 'LeCun et al., Neural Computation 1(4), 1989'],
]

const withNpm = `npm install lenet1989

import { DigitClassifier } from 'lenet1989/classifier'

const classifier = await DigitClassifier.load()
const { digit, confidence, rejected } = classifier.classify(canvas)`

const plainPage = `<canvas id="pad" width="280" height="280" style="border: 1px solid; touch-action: none"></canvas>
<output id="answer"></output>
<script type="module">
  import { DigitClassifier } from 'https://esm.sh/lenet1989/classifier'
  const classifier = await DigitClassifier.load()
  const pen = pad.getContext('2d', { willReadFrequently: true })
  Object.assign(pen, { lineWidth: 18, lineCap: 'round' })
  pad.onpointerdown = ({ offsetX, offsetY }) => {
    pen.beginPath()
    pen.moveTo(offsetX, offsetY)
  }
  pad.onpointermove = ({ buttons, offsetX, offsetY }) => {
    if (!buttons) return
    pen.lineTo(offsetX, offsetY)
    pen.stroke()
    const { digit, confidence } = classifier.classify(pad)
    answer.value = digit === null ? '' : \`\${digit}, \${(100 * confidence).toFixed(1)}%\`
  }
</script>`

export function leads(root: HTMLElement): void {
  const list = make('ul', { class: 'leads' })
  for (const [name, href, note] of links)
    list.append(make('li', {}, make('a', { href, textContent: name }), make('span', { textContent: note })))
  const snippets = make(
    'div',
    { class: 'snippets' },
    snippet('With npm', withNpm),
    snippet('In a plain page', plainPage),
  )
  const share = make('button', { type: 'button', id: 'share', textContent: 'Copy link to this page' })
  press(share, async () => {
    const url = location.href
    if (!navigator.share) return copyLink(share, url)
    // who closes the dialog has changed their mind
    await navigator.share({ title: document.title, url }).catch(() => {})
  })
  if (navigator.share !== undefined) share.textContent = 'Share this page'
  root.append(list, snippets, make('div', { class: 'buttons' }, share))
}

function snippet(title: string, code: string): HTMLElement {
  const button = make('button', { type: 'button', textContent: 'Copy' })
  button.setAttribute('aria-label', `Copy: ${title.toLowerCase()}`)
  press(button, () => copy(button, code))
  const text = make('pre', { tabIndex: 0 }, make('code', { textContent: code }))
  text.setAttribute('role', 'region')
  text.setAttribute('aria-label', `Code: ${title.toLowerCase()}`)
  return make(
    'div',
    { class: 'snippet' },
    make('div', { class: 'head' }, make('h3', { textContent: title }), button),
    text,
  )
}
