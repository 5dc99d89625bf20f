/** What was read on a picture, drawn in characters for --show. */
import type { Box, Ink } from '../../classifier/read/found.js'
import { IMAGE_SIDE } from '../../model/shape.js'
import type { DigitPrediction, NumberPrediction, Prediction } from '../output/prediction.js'
import type { Terminal } from './terminal.js'

/** Columns between two drawings. */
const GAP = 2
const BAR = 6
/** Rows of the largest drawing of a line of digits. */
const ROWS = 10
/** Ink from here on, of 255, is drawn. */
const SOLID = 96
const SHADES = [' ', '░', '▒', '▓', '█'] as const

/** Lines that fit the terminal. */
export function drawn(prediction: Prediction, terminal: Terminal): string[] {
  const width = terminal.columns
  return prediction.kind === 'digit'
    ? beside(digitBlocks(prediction, terminal), width)
    : numberLines(prediction, width)
}

interface Block {
  readonly width: number
  readonly lines: readonly string[]
}

/** The ink as it was found, the 16×16 pixels, and the scores. */
function digitBlocks({ result, found }: DigitPrediction, terminal: Terminal): Block[] {
  const { digit, input, scores } = result
  if (!found || digit === null) return []
  const { data, width, height } = found.ink
  const whole = { x: 0, y: 0, width, height }
  const bars = Array.from(scores, (score, i) => {
    const line = `${i} ${bar(score)} ${`${(100 * score).toFixed(1)}%`.padStart(6)}`
    return i === digit ? terminal.style('bold', line) : line
  })
  return [
    { width, lines: blocks({ data, width, height }, whole, width, height / 2) },
    { width: 2 * IMAGE_SIDE, lines: shaded(input) },
    { width: BAR + 9, lines: bars },
  ]
}

const bar = (share: number): string => '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '·')

/** Two characters a pixel, as a character is twice as high as wide. */
function shaded(input: Float32Array): string[] {
  const shade = (pixel: number) => SHADES[Math.round(((pixel + 1) / 2) * (SHADES.length - 1))]!.repeat(2)
  return Array.from({ length: IMAGE_SIDE }, (_, y) =>
    Array.from(input.subarray(y * IMAGE_SIDE, (y + 1) * IMAGE_SIDE), shade).join(''),
  )
}

/** Blocks side by side as far as they fit, the others below. */
function beside(all: readonly Block[], width: number): string[] {
  const rows: Block[][] = []
  let taken = 0
  for (const block of all) {
    if (rows.length === 0 || taken + GAP + block.width > width) {
      rows.push([])
      taken = -GAP
    }
    rows.at(-1)!.push(block)
    taken += GAP + block.width
  }
  return rows.flatMap((row) =>
    Array.from({ length: Math.max(...row.map(({ lines }) => lines.length)) }, (_, y) =>
      row
        .map(({ lines, width }, i) =>
          i === row.length - 1 ? (lines[y] ?? '') : (lines[y] ?? '').padEnd(width + GAP),
        )
        .join('')
        .trimEnd(),
    ),
  )
}

/** The ink of a box in half blocks: each character two pixels, one above the other. */
function blocks(
  { data, width, height }: Pick<Ink, 'data' | 'width' | 'height'>,
  box: Box,
  columns: number,
  rows: number,
): string[] {
  const inked = (column: number, half: number): boolean => {
    const from = (at: number, parts: number, start: number, length: number) =>
      Math.floor(start + (at * length) / parts)
    const [left, right] = [0, 1].map((next) => from(column + next, columns, box.x, box.width))
    const [top, bottom] = [0, 1].map((next) => from(half + next, 2 * rows, box.y, box.height))
    let most = 0
    for (let y = Math.max(0, top!); y < Math.min(height, Math.max(bottom!, top! + 1)); y++)
      for (let x = Math.max(0, left!); x < Math.min(width, Math.max(right!, left! + 1)); x++)
        most = Math.max(most, data[y * width + x]!)
    return most >= SOLID
  }
  return Array.from({ length: rows }, (_, row) =>
    Array.from(
      { length: columns },
      (_, column) => ' ▀▄█'[Number(inked(column, 2 * row)) + 2 * Number(inked(column, 2 * row + 1))]!,
    ).join(''),
  )
}

/** Each line of digits: its ink, and below it what was read. */
function numberLines({ result, ink }: NumberPrediction, width: number): string[] {
  if (!ink) return []
  const scale = ink.box.width / ink.width
  return result.lines.flatMap((_, line) => {
    const digits = result.digits
      .filter((one) => one.line === line)
      .map(({ digit, confidence, box }) => ({
        digit,
        confidence,
        box: {
          x: (box.x - ink.box.x) / scale,
          y: (box.y - ink.box.y) / scale,
          width: box.width / scale,
          height: box.height / scale,
        },
      }))
    const around = union(digits.map(({ box }) => box))
    const perColumn = Math.max(1, around.width / width, around.height / (2 * ROWS))
    const columns = Math.max(1, Math.ceil(around.width / perColumn))
    const rows = Math.max(1, Math.ceil(around.height / perColumn / 2))
    const at = (x: number) => Math.floor((x - around.x) / perColumn)
    const below = (text: (one: (typeof digits)[number]) => string) =>
      digits.reduce((row, one) => {
        const label = text(one)
        const start = Math.max(
          row.length + Number(row !== ''),
          at(one.box.x + one.box.width / 2) - (label.length >> 1),
        )
        return row.padEnd(start) + label
      }, '')
    const labels = [
      below(({ digit }) => String(digit)),
      below(({ confidence }) => String(Math.floor(100 * confidence))),
    ]
    return [...blocks(ink, around, columns, rows), ...labels]
      .map((text) => text.trimEnd().slice(0, width))
      .concat('')
  })
}

function union(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  }
}
