/** What was read on pictures, as one SVG that holds everything it shows: the pictures, the ink that was found, boxes, 16×16 pixels, scores. */
import type { Box, Ink } from '../../classifier/read/found.js'
import { IMAGE_SIDE } from '../../model/shape.js'
import { escapeHtml } from '../../report/escape.js'
import { pngDataUri } from '../../report/png.js'
import { percent } from '../../report/text.js'
import type { DecodedPicture } from '../input/decoded.js'
import { oneLine } from '../terminal/format.js'
import {
  answerText,
  type DigitPrediction,
  type NumberPrediction,
  type Prediction,
  REASONS,
} from './prediction.js'

const WIDTH = 720
const MARGIN = 20
const TITLE = 44
/** The largest side of a picture, as drawn and as kept. */
const PICTURE = 280
const KEPT = 400
const TILE = 124
/** A digit of a number and its confidence. */
const LABEL = 56
/** Names of files longer than this are cut. */
const NAME = 48
/** So are messages. */
const MESSAGE = 100
/** Seen on white paper and on a blackboard. */
const ACCENT = [230, 0, 126] as const

const STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1d21; --quiet: #5f656d; --line: #d9d9dd; --bar: #9fb6d0; --accent: #c2006b }
@media (prefers-color-scheme: dark) { :root { --paper: #16181b; --ink: #ecebe7; --quiet: #a4a9b0; --line: #3a3e44; --bar: #4d6480; --accent: #ff5fae } }
text { font: 14px system-ui, sans-serif; fill: var(--ink) } .answer { font-size: 20px; font-weight: 600 } .quiet { fill: var(--quiet); font-size: 12px } .end { text-anchor: end }
.middle { text-anchor: middle } .bar { fill: var(--bar) } .best { fill: var(--accent) } .line, .edge { fill: none; stroke: var(--line) } .box { fill: none; stroke: rgb(${ACCENT}); stroke-width: 1.5 }
.pixels { image-rendering: pixelated }`

interface Panel {
  readonly height: number
  readonly content: string
}

/** A file that could not be read. */
export interface Failure {
  readonly file: string
  readonly message: string
}

export function predictionsSvg(predictions: readonly (Prediction | Failure)[]): string {
  let y = 0
  const panels = predictions.map((one) => {
    const { height, content } = panel(one)
    const placed = `<g transform="translate(0 ${y})">${content}<line class="line" x2="${WIDTH}" y1="${height}" y2="${height}"/></g>`
    y += height
    return placed
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" role="img">
<title>What was read on ${predictions.length === 1 ? escapeHtml(name(predictions[0]!.file)) : `${predictions.length} pictures`}</title>
<style>${STYLE}</style>
<rect width="${WIDTH}" height="${y}" style="fill: var(--paper)"/>
${panels.join('\n')}
</svg>
`
}

/** Without characters that XML does not allow. */
const printable = (text: string): string => oneLine(text).replace(/[\ud800-\udfff\ufffe\uffff]/gu, '\ufffd')

const name = (file: string): string => printable(file.length > NAME ? `…${file.slice(1 - NAME)}` : file)

const text = (x: number, y: number, content: string, kind = ''): string =>
  `<text x="${x}" y="${y}"${kind && ` class="${kind}"`}>${escapeHtml(content)}</text>`

function panel(one: Prediction | Failure): Panel {
  if (!('kind' in one))
    return {
      height: TITLE + MARGIN,
      content:
        text(MARGIN, 28, name(one.file)) +
        text(MARGIN, 48, printable(one.message.slice(0, MESSAGE)), 'quiet'),
    }
  const { file, result } = one
  const reasons = result.reason === undefined ? [] : [`rejected: ${REASONS[result.reason]}`]
  const sure = answerText(one) === '-' ? '' : percent(result.confidence)
  const title =
    text(MARGIN, 29, answerText(one), 'answer') +
    text(WIDTH - MARGIN, 28, name(file), 'quiet end') +
    text(WIDTH / 2, 28, [sure, ...reasons].filter(Boolean).join(', '), 'quiet middle')
  const { height, content } = one.kind === 'digit' ? digitPanel(one) : numberPanel(one)
  return { height, content: title + content }
}

/** The picture, its ink and boxes, within a frame of that size. */
function shown(
  { picture, ink }: Prediction,
  [x, y, width, height]: readonly [number, number, number, number],
  boxes: readonly Box[],
): string {
  const scale = Math.min(width / picture.width, height / picture.height)
  const at = (value: number) => Number((value * scale).toFixed(2))
  const place = (box: Box) =>
    `x="${at(box.x)}" y="${at(box.y)}" width="${at(box.width)}" height="${at(box.height)}"`
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height }
  return [
    `<svg x="${x}" y="${y}" width="${at(picture.width)}" height="${at(picture.height)}">`,
    `<image ${place(whole)} preserveAspectRatio="none" href="${uri(reduced(picture))}"/>`,
    ink && `<image ${place(ink.box)} preserveAspectRatio="none" href="${uri(coloured(ink))}"/>`,
    ...boxes.map((box) => `<rect class="box" ${place(box)}/>`),
    `<rect class="edge" ${place(whole)}/>`,
    '</svg>',
  ]
    .filter(Boolean)
    .join('')
}

function digitPanel(prediction: DigitPrediction): Panel {
  const { result, found } = prediction
  const right = WIDTH - MARGIN
  const tiles = 2 * MARGIN + PICTURE
  const bars = tiles + TILE + MARGIN
  const full = right - bars - 84
  const scores = Array.from(result.scores, (score, i) => {
    const y = TITLE + i * 28
    const width = Number((full * score).toFixed(2))
    return `${text(bars, y + 15, String(i))}<rect class="${i === result.digit ? 'best' : 'bar'}" x="${bars + 20}" y="${y + 2}" width="${width}" height="16"/>${text(right, y + 15, percent(score), 'quiet end')}`
  })
  const tile = (y: number, uri: string, caption: string) =>
    `<image class="pixels" x="${tiles}" y="${y}" width="${TILE}" height="${TILE}" href="${uri}"/><rect class="edge" x="${tiles}" y="${y}" width="${TILE}" height="${TILE}"/>${text(tiles, y + TILE + 14, caption, 'quiet')}`
  const content = [
    shown(prediction, [MARGIN, TITLE, PICTURE, PICTURE], found ? [found.box] : []),
    ...(found
      ? [
          tile(TITLE, grey(found.ink), 'ink, 28×28'),
          tile(TITLE + TILE + 24, pixels(result.input), 'seen, 16×16'),
          ...scores,
        ]
      : []),
  ]
  return { height: TITLE + PICTURE + 2 * MARGIN, content: content.join('') }
}

function numberPanel(prediction: NumberPrediction): Panel {
  const { picture, result } = prediction
  const room = WIDTH - 2 * MARGIN
  const scale = Math.min(room / picture.width, PICTURE / picture.height)
  const below = TITLE + Math.ceil(picture.height * scale) + MARGIN
  const boxes = result.digits.map(({ box }) => box)
  const perRow = Math.floor(room / LABEL)
  const labels = result.digits.map(({ digit, confidence }, i) => {
    const x = MARGIN + (i % perRow) * LABEL
    const y = below + Math.floor(i / perRow) * 40
    return text(x, y + 14, String(digit), 'answer') + text(x, y + 30, percent(confidence), 'quiet')
  })
  const height = below + Math.ceil(result.digits.length / perRow) * 40 + MARGIN
  return { height, content: shown(prediction, [MARGIN, TITLE, room, PICTURE], boxes) + labels.join('') }
}

const uri = ({ data, width, height }: DecodedPicture): string => pngDataUri(data, width, height, 4)

/** Ink dark on white. */
const grey = ({ data, width, height }: Ink): string =>
  pngDataUri(
    data.map((value) => 255 - value),
    width,
    height,
  )

const pixels = (input: Float32Array): string =>
  pngDataUri(
    Uint8Array.from(input, (pixel) => 127.5 * (1 - pixel)),
    IMAGE_SIDE,
    IMAGE_SIDE,
  )

/** Ink as a glaze to be laid over the picture. */
function coloured({ data, width, height }: Ink): DecodedPicture {
  const glaze = new Uint8Array(4 * width * height)
  data.forEach((value, i) => {
    if (value > 0) glaze.set([...ACCENT, value >> 1], 4 * i)
  })
  return { data: glaze, width, height }
}

/** Means of squares, so that the longer side is at most what is kept. */
function reduced({ data, width, height }: DecodedPicture): DecodedPicture {
  const by = Math.ceil(Math.max(width, height) / KEPT)
  const [across, down] = [Math.ceil(width / by), Math.ceil(height / by)]
  const out = new Uint8Array(4 * across * down)
  for (let y = 0, to = 0; y < down; y++)
    for (let x = 0; x < across; x++, to += 4) {
      const [right, bottom] = [Math.min(width, (x + 1) * by), Math.min(height, (y + 1) * by)]
      let count = 0
      const sums = [0, 0, 0, 0]
      for (let v = y * by; v < bottom; v++)
        for (let u = x * by; u < right; u++, count++)
          for (let channel = 0; channel < 4; channel++) sums[channel]! += data[4 * (v * width + u) + channel]!
      for (let channel = 0; channel < 4; channel++) out[to + channel] = Math.round(sums[channel]! / count)
    }
  return { data: out, width: across, height: down }
}
