/**
 * `npm run pictures:misread`: docs/misread.svg, a contact sheet of pictures that the shipped readers misread, a line for each condition and kind of string: all
 * of them made of MNIST's test digits by the project's own generators.
 */
import { writeFileSync } from 'node:fs'
import { DigitReader } from '../../src/classifier/read/index.js'
import { escapeHtml } from '../../src/report/escape.js'
import { pngDataUri } from '../../src/report/png.js'
import { KINDS } from '../read/strings.js'
import { testDigits } from '../train-classifier/mnist.js'
import type { Picture } from './conditions.js'
import { conditionExample, conditionNames, type Example, stringExample } from './sets.js'

/** Pictures of a set that are tried. */
const TRIED = Number(process.env.PICTURES ?? 200)
/** Columns, and the size of a cell; strings take two. */
const COLUMNS = 8
const CELL = 92
const PICTURE = 64
/** Levels that are kept of each colour. */
const LEVELS = 16
const LINE = 18
const MARGIN = 12
const ROW = PICTURE + 2 * LINE + MARGIN
/** Pixels of a name's letter, and letters of the longest caption. */
const LETTER = 6.5
const CAPTION = 26

const STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1d21; --quiet: #5f656d }
@media (prefers-color-scheme: dark) { :root { --paper: #16181b; --ink: #ecebe7; --quiet: #a4a9b0 } }
text { font: 12px system-ui, sans-serif; fill: var(--ink) } .quiet { fill: var(--quiet) }`

const reader = DigitReader.loadSync()
const digits = await testDigits()

interface Misread {
  readonly picture: Picture
  readonly caption: string
}

/** The first `most` that are misread, and how many are. */
function misreadOf(most: number, example: (number: number) => Example, read: (picture: Picture) => string) {
  const shown: Misread[] = []
  let count = 0
  for (let number = 0; number < TRIED; number++) {
    const { picture, text } = example(number)
    const found = read(picture)
    if (found === text) continue
    count++
    const flat = (lines: string) => lines.replaceAll('\n', '/') || '–'
    if (shown.length < most) shown.push({ picture, caption: `${flat(text)} → ${flat(found)}` })
  }
  return { shown, count }
}

const classify = (picture: Picture) => String(reader.classify(picture).digit ?? '')
const sets = [
  ...conditionNames.map((name) => ({
    name,
    cells: 1,
    ...misreadOf(6, (number) => conditionExample(digits, name, number), classify),
  })),
  ...KINDS.map((kind) => ({
    name: `string, ${kind}`,
    cells: 2,
    ...misreadOf(
      4,
      (number) => stringExample(digits, kind, number, 1),
      (picture) => reader.read(picture).text,
    ),
  })),
].filter(({ count }) => count > 0)

/** Few levels, small: what the eye needs, in a kilobyte or two. Grey, but where colours tell ink from paper. */
function small(
  { data, width, height }: Picture,
  most: number,
): { uri: string; width: number; height: number } {
  const scale = Math.max(1, width / most, height / PICTURE)
  const [across, down] = [Math.max(1, Math.round(width / scale)), Math.max(1, Math.round(height / scale))]
  const out = new Uint8Array(4 * across * down)
  const level = (value: number) => Math.round(((LEVELS - 1) * value) / 255) * (255 / (LEVELS - 1))
  let coloured = 0
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++) {
      const sums = [0, 0, 0]
      let count = 0
      for (let v = Math.floor(y * scale); v < Math.min(height, (y + 1) * scale); v++)
        for (let u = Math.floor(x * scale); u < Math.min(width, (x + 1) * scale); u++, count++)
          for (let channel = 0; channel < 3; channel++) sums[channel]! += data[4 * (v * width + u) + channel]!
      const [red, green, blue] = sums.map((sum) => level(sum / count)) as [number, number, number]
      coloured += Number(Math.max(red, green, blue) - Math.min(red, green, blue) > 40)
      out.set([red, green, blue, 255], 4 * (y * across + x))
    }
  const isGrey = coloured < 0.02 * across * down
  const uri = isGrey
    ? pngDataUri(
        out.filter((_, i) => i % 4 === 1),
        across,
        down,
      )
    : pngDataUri(out, across, down, 4)
  return { uri, width: across, height: down }
}

const width = COLUMNS * CELL + 2 * MARGIN
let [x, y] = [MARGIN, MARGIN]
const parts: string[] = []
for (const { name, cells, shown, count } of sets) {
  const title = `${name} · ${count} of ${TRIED}`
  const taken = Math.max(Math.ceil((LETTER * title.length) / CELL), shown.length * cells) * CELL
  if (x > MARGIN && x + taken > width - MARGIN) {
    x = MARGIN
    y += ROW
  }
  parts.push(
    `<text x="${x}" y="${y + 12}">${escapeHtml(name)}<tspan class="quiet"> · ${count} of ${TRIED}</tspan></text>`,
  )
  for (const [i, { picture, caption }] of shown.entries()) {
    const { uri, width, height } = small(picture, cells * CELL - 8)
    const left = x + i * cells * CELL
    parts.push(
      `<image x="${left}" y="${y + LINE}" width="${width}" height="${height}" href="${uri}"/><text x="${left}" y="${y + LINE + PICTURE + 14}">${escapeHtml(caption.slice(0, CAPTION))}</text>`,
    )
  }
  x += taken
}
y += ROW
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" role="img"><title>Pictures that are misread, a line for each condition and kind of string</title><style>${STYLE}</style><rect width="${width}" height="${y}" style="fill: var(--paper)"/>
${parts.join('\n')}
</svg>
`
writeFileSync(new URL('../../docs/misread.svg', import.meta.url), svg)
console.log(
  `docs/misread.svg: ${(svg.length / 1000).toFixed(0)} kB, ${sets.length} sets, ${sets.reduce((sum, { count }) => sum + count, 0)} misread`,
)
