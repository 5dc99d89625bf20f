/**
 * Strings of digits as people write them, made of MNIST's digits: apart, close, with boxes that overlap, touching, on ruled paper, with separators. Pure
 * functions of the digits, a kind, a seed and a number.
 */
import type { RawDigits } from '../../src/data/idx.js'
import { Random } from './random.js'

/** How the digits of a string stand to each other. */
export const KINDS = [
  'wide',
  'normal',
  'overlap',
  'touching',
  'mixed',
  'ruled',
  'separators',
  'one',
  'deep',
  'columns',
] as const
export type Kind = (typeof KINDS)[number]

export interface InkString {
  /** What is written; lines apart by `\n`. */
  readonly text: string
  /** 255 ink on 0, row by row. */
  readonly ink: Uint8Array
  /** The digit to which most of a pixel's ink belongs, from 1; 0 where there is no ink, 255 for ink that is not a digit's. */
  readonly owner: Uint8Array
  readonly width: number
  readonly height: number
}

const SIDE = 28
/** Ink from which on strokes count as touching: that of the reader's components. */
const SOLID = 96
const MARGIN = 8
export const FOREIGN = 255

/** A sheet to write on, which grows with what is written. */
class Sheet {
  ink = new Uint8Array(0)
  owner = new Uint8Array(0)

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.ink = new Uint8Array(width * height)
    this.owner = new Uint8Array(width * height)
  }

  put(x: number, y: number, value: number, owner: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height || value === 0) return
    const at = y * this.width + x
    if (value > this.ink[at]!) this.owner[at] = owner
    // ink over ink: what light the one lets through the other may take
    this.ink[at] = Math.max(this.ink[at]!, value)
  }

  /** An anti-aliased stroke with round ends. */
  stroke(x0: number, y0: number, x1: number, y1: number, thickness: number, owner: number, dark = 255): void {
    const [dx, dy] = [x1 - x0, y1 - y0]
    const square = dx * dx + dy * dy || 1
    const reach = thickness / 2 + 1
    for (let y = Math.floor(Math.min(y0, y1) - reach); y <= Math.max(y0, y1) + reach; y++)
      for (let x = Math.floor(Math.min(x0, x1) - reach); x <= Math.max(x0, x1) + reach; x++) {
        const t = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / square))
        const [ex, ey] = [x - x0 - t * dx, y - y0 - t * dy]
        const cover = thickness / 2 + 0.5 - Math.sqrt(ex * ex + ey * ey)
        this.put(x, y, Math.round(dark * Math.max(0, Math.min(1, cover))), owner)
      }
  }
}

/** A digit cut out along its ink. */
interface Glyph {
  readonly label: number
  readonly pixels: Uint8Array
  readonly left: number
  readonly right: number
  /** Per row of 28, the first and last column of solid ink; first > last for a row without solid ink. */
  readonly first: Int32Array
  readonly last: Int32Array
}

function glyph({ images, labels }: RawDigits, index: number): Glyph {
  const pixels = images.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE)
  const first = new Int32Array(SIDE).fill(SIDE)
  const last = new Int32Array(SIDE).fill(-1)
  let [left, right] = [SIDE, -1]
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++)
      if (pixels[y * SIDE + x]! >= SOLID) {
        first[y] = Math.min(first[y]!, x)
        last[y] = Math.max(last[y]!, x)
        left = Math.min(left, x)
        right = Math.max(right, x)
      }
  return { label: labels[index]!, pixels, left, right, first, last }
}

/** How far right of `a`'s column 0 `b`'s column 0 has to lie for the smallest distance of their ink, along rows and diagonals, to be `gap` pixels. */
function along(a: Glyph, b: Glyph, aTop: number, bTop: number, gap: number): number {
  let most = -Infinity
  for (let y = 0; y < SIDE; y++)
    for (let by = y - 1; by <= y + 1; by++) {
      const row = by + aTop - bTop
      if (row < 0 || row >= SIDE || a.last[y]! < 0 || b.last[row]! < 0) continue
      most = Math.max(most, a.last[y]! + 1 - b.first[row]!)
    }
  return (most === -Infinity ? a.right + 1 - b.left : most) + gap
}

interface Placed {
  readonly glyph: Glyph
  readonly x: number
  readonly y: number
}

type Neighbours = 'wide' | 'normal' | 'overlap' | 'touching' | 'deep'

/** Where the next digit stands. */
function nextX(random: Random, how: Neighbours, before: Placed, next: Glyph, y: number): number {
  const box = (gap: number) => before.x + before.glyph.right + 1 - next.left + gap
  const ink = (gap: number) => before.x + along(before.glyph, next, before.y, y, gap)
  switch (how) {
    case 'wide':
      return box(random.whole(6, 14))
    case 'normal':
      return box(random.whole(2, 5))
    case 'overlap':
      return Math.min(ink(random.whole(1, 2)), box(1))
    case 'touching':
      return ink(random.whole(-1, 0))
    case 'deep':
      return ink(-3)
  }
}

/** Writes a string of one kind; `digits` is where its digits are taken from. */
export function inkString(digits: RawDigits, kind: Kind, seed: number, number: number): InkString {
  const random = new Random(seed, KINDS.indexOf(kind) * 0x1000000 + number)
  const rows = kind === 'columns' ? random.whole(2, 4) : 1
  const lines = Array.from({ length: rows }, () => writeLine(digits, kind, random))
  const width = Math.max(...lines.map((line) => line.width)) + 2 * MARGIN
  const pitch = SIDE + random.whole(4, 12)
  const sheet = new Sheet(width, (rows - 1) * pitch + SIDE + 2 * MARGIN)
  let owner = 0
  for (const [row, line] of lines.entries()) {
    const top = MARGIN + row * pitch
    const from = MARGIN + (kind === 'columns' ? random.whole(0, width - 2 * MARGIN - line.width) : 0)
    for (const { glyph, x, y } of line.placed) {
      owner++
      for (let i = 0; i < SIDE * SIDE; i++)
        sheet.put(from + x + (i % SIDE), top + y + Math.floor(i / SIDE), glyph.pixels[i]!, owner)
    }
    for (const [x0, y0, x1, y1, thickness] of line.strokes)
      sheet.stroke(from + x0, top + y0, from + x1, top + y1, thickness, FOREIGN)
    if (kind === 'ruled') rule(sheet, random, top, row)
  }
  const { ink, height } = sheet
  return {
    text: lines.map((line) => line.placed.map(({ glyph }) => glyph.label).join('')).join('\n'),
    ink,
    owner: sheet.owner,
    width,
    height,
  }
}

/** A line below the digits, or below and above: level, or leaning by up to 2%. */
function rule(sheet: Sheet, random: Random, top: number, row: number): void {
  const lean = random.uniform(-0.02, 0.02)
  const thickness = random.uniform(1, 2.2)
  const dark = random.whole(160, 255)
  const draw = (y: number) => {
    const middle = sheet.width / 2
    sheet.stroke(0, y - lean * middle, sheet.width - 1, y + lean * middle, thickness, FOREIGN, dark)
  }
  draw(top + random.uniform(22, 28))
  if (row === 0 && random.whole(0, 2) === 0) draw(top - random.uniform(0, 4))
}

interface Line {
  readonly placed: readonly Placed[]
  readonly strokes: readonly (readonly [number, number, number, number, number])[]
  readonly width: number
}

function writeLine(digits: RawDigits, kind: Kind, random: Random): Line {
  const count = kind === 'one' ? 1 : random.whole(2, kind === 'columns' ? 5 : 7)
  const glyphs = Array.from({ length: count }, () => glyph(digits, random.whole(0, digits.labels.length - 1)))
  const placed: Placed[] = []
  const strokes: [number, number, number, number, number][] = []
  for (const [i, next] of glyphs.entries()) {
    const y = random.whole(-2, 2)
    const before = placed.at(-1)
    if (!before) {
      placed.push({ glyph: next, x: -next.left, y })
      continue
    }
    if (kind === 'separators' && (i === 1 || random.whole(0, 2) === 0)) {
      const x = before.x + before.glyph.right
      const [stroke, room] = separator(random, x + random.whole(3, 6))
      strokes.push(...stroke)
      placed.push({ glyph: next, x: x + Math.ceil(room) + random.whole(3, 7) - next.left, y })
      continue
    }
    placed.push({ glyph: next, x: nextX(random, how(kind, random), before, next, y), y })
  }
  const left = Math.min(...placed.map(({ glyph, x }) => x + glyph.left))
  const moved = placed.map((one) => ({ ...one, x: one.x - left }))
  const width = Math.max(...moved.map(({ glyph, x }) => x + glyph.right)) + 1
  return { placed: moved, strokes: strokes.map(([a, b, c, d, t]) => [a - left, b, c - left, d, t]), width }
}

function how(kind: Kind, random: Random): Neighbours {
  if (kind === 'mixed') return random.pick(['normal', 'overlap', 'overlap', 'touching'] as const)
  if (kind === 'wide' || kind === 'overlap' || kind === 'touching' || kind === 'deep') return kind
  return 'normal'
}

/** A dash, dot, comma, colon or slash, or room alone, from column `x` on; its strokes and its width. */
function separator(random: Random, x: number): [[number, number, number, number, number][], number] {
  const thickness = random.uniform(1.8, 3.2)
  const jitter = () => random.uniform(-1, 1)
  switch (random.whole(0, 5)) {
    case 0: {
      const length = random.uniform(6, 11)
      const y = 14 + 2 * jitter()
      return [[[x, y, x + length, y + jitter(), thickness]], length + 3]
    }
    case 1:
      return [[[x + 1, 22 + jitter(), x + 1.5, 22.5 + jitter() / 2, thickness]], 5]
    case 2:
      return [[[x + 2.5, 21 + jitter(), x + 1, 25 + jitter(), thickness * 0.9]], 6]
    case 3:
      return [
        [
          [x + 1, 10 + jitter(), x + 1.3, 10.5, thickness],
          [x + 1, 20 + jitter(), x + 1.3, 20.5, thickness],
        ],
        6,
      ]
    case 4: {
      const across = random.uniform(11, 16)
      return [[[x, 28 + jitter(), x + across, jitter(), thickness * 0.9]], across + 3]
    }
    default:
      return [[], random.whole(8, 14)]
  }
}

/** The string with its sides times `factor`, by the mean or between pixels as `area` and `bilinear` of the reader do it. */
export function resized(string: InkString, factor: number): InkString {
  const width = Math.max(1, Math.round(string.width * factor))
  const height = Math.max(1, Math.round(string.height * factor))
  const ink = new Uint8Array(width * height)
  const owner = new Uint8Array(width * height)
  const step = 1 / factor
  const half = Math.max(step, 1) / 2
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [cx, cy] = [(x + 0.5) * step, (y + 0.5) * step]
      let [sum, area, most] = [0, 0, 0]
      for (let v = Math.max(0, Math.floor(cy - half)); v < Math.min(string.height, cy + half); v++)
        for (let u = Math.max(0, Math.floor(cx - half)); u < Math.min(string.width, cx + half); u++) {
          const share =
            (Math.min(v + 1, cy + half) - Math.max(v, cy - half)) *
            (Math.min(u + 1, cx + half) - Math.max(u, cx - half))
          const value = string.ink[v * string.width + u]!
          sum += share * value
          area += share
          if (share * value <= most) continue
          most = share * value
          owner[y * width + x] = string.owner[v * string.width + u]!
        }
      ink[y * width + x] = Math.round(area > 0 ? sum / area : 0)
    }
  return { ...string, ink, owner, width, height }
}
