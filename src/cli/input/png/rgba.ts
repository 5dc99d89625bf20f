/** From the samples of a PNG to RGBA, eight bits each. */
import type { Chunks, Header } from './file.js'
import type { Pass } from './rows.js'

/** RGBA of every value of a sample, or of every colour of a palette. */
type Table = Uint8Array

/** How the samples of a file become colours. */
export interface Colours {
  readonly header: Header
  /** A sample in eight bits. */
  readonly scaled: Uint8Array
  /** The colours of a palette. */
  readonly palette: Table | undefined
  readonly paletteLength: number
  /** The samples that are transparent, where one colour is. */
  readonly hidden: readonly number[] | undefined
}

/** @throws an error for a palette that is missing or of an impossible length */
export function coloursOf(header: Header, { palette, transparency }: Chunks): Colours {
  const { depth, colourType, samples } = header
  const most = 2 ** depth - 1
  const scaled = Uint8Array.from({ length: most + 1 }, (_, value) => Math.round((255 * value) / most))
  const base = { header, scaled, palette: undefined, paletteLength: 0, hidden: undefined }
  if (colourType === 3) {
    if (palette === undefined) throw new Error('its palette is missing')
    const count = palette.length / 3
    if (!Number.isInteger(count) || count < 1 || count > 256)
      throw new Error(`its palette has ${palette.length} bytes, expected three for each of up to 256 colours`)
    const table = Uint8Array.from({ length: 4 * count }, (_, i) =>
      i % 4 < 3 ? palette[3 * (i >> 2) + (i % 4)]! : (transparency?.[i >> 2] ?? 255),
    )
    return { ...base, palette: table, paletteLength: count }
  }
  // opacity of its own comes before a transparent colour
  if (transparency === undefined || colourType === 4 || colourType === 6) return base
  if (transparency.length < 2 * samples)
    throw new Error(`its transparent colour has ${transparency.length} bytes, expected ${2 * samples}`)
  const hidden = Array.from(
    { length: samples },
    (_, i) => ((transparency[2 * i]! << 8) | transparency[2 * i + 1]!) & most,
  )
  return { ...base, hidden }
}

/**
 * Puts the pixels of a pass in their places.
 *
 * @param rows its rows, unfiltered, from `at` on, each behind the byte of its filter
 * @param out RGBA of the whole picture
 */
export function putPass(rows: Uint8Array, at: number, pass: Pass, colours: Colours, out: Uint8Array): void {
  const { depth, samples, width } = colours.header
  const { columns, lines, stride, place } = pass
  const [x0, y0, across, down] = place
  const unpacked = new Uint16Array(columns * samples)
  const put = putOf(colours)
  for (let y = 0, from = at + 1; y < lines; y++, from += stride + 1) {
    const row = depth === 8 ? rows.subarray(from, from + stride) : unpack(rows, from, depth, unpacked)
    put(row, columns, colours, out, 4 * ((y0 + y * down) * width + x0), 4 * across)
  }
}

/** Puts the samples of a row, of fewer or more than 8 bits, into `row`. */
function unpack(rows: Uint8Array, from: number, depth: number, row: Uint16Array): Uint16Array {
  const { length } = row
  if (depth === 16) {
    for (let i = 0; i < length; i++) row[i] = (rows[from + 2 * i]! << 8) | rows[from + 2 * i + 1]!
  } else {
    const most = 2 ** depth - 1
    for (let i = 0; i < length; i++)
      row[i] = (rows[from + ((i * depth) >> 3)]! >> (8 - depth - ((i * depth) & 7))) & most
  }
  return row
}

type Put = (
  row: Uint8Array | Uint16Array,
  columns: number,
  colours: Colours,
  out: Uint8Array,
  at: number,
  step: number,
) => void

const putOf = ({ header: { colourType } }: Colours): Put =>
  colourType === 3 ? putPalette : colourType === 2 ? putRgb : colourType === 6 ? putRgba : putGrey

const putPalette: Put = (row, columns, { palette, paletteLength }, out, at, step) => {
  for (let x = 0, to = at; x < columns; x++, to += step) {
    const colour = row[x]!
    if (colour >= paletteLength) throw new Error(`colour ${colour} of a palette of ${paletteLength}`)
    out[to] = palette![4 * colour]!
    out[to + 1] = palette![4 * colour + 1]!
    out[to + 2] = palette![4 * colour + 2]!
    out[to + 3] = palette![4 * colour + 3]!
  }
}

/** Grey, with opacity or without. */
const putGrey: Put = (row, columns, { header: { samples }, scaled, hidden }, out, at, step) => {
  const transparent = hidden?.[0] ?? -1
  for (let x = 0, i = 0, to = at; x < columns; x++, i += samples, to += step) {
    const value = row[i]!
    const grey = scaled[value]!
    out[to] = grey
    out[to + 1] = grey
    out[to + 2] = grey
    out[to + 3] = samples === 2 ? scaled[row[i + 1]!]! : value === transparent ? 0 : 255
  }
}

const putRgb: Put = (row, columns, { scaled, hidden }, out, at, step) => {
  const [red = -1, green, blue] = hidden ?? []
  for (let x = 0, i = 0, to = at; x < columns; x++, i += 3, to += step) {
    out[to] = scaled[row[i]!]!
    out[to + 1] = scaled[row[i + 1]!]!
    out[to + 2] = scaled[row[i + 2]!]!
    out[to + 3] = row[i] === red && row[i + 1] === green && row[i + 2] === blue ? 0 : 255
  }
}

const putRgba: Put = (row, columns, { scaled }, out, at, step) => {
  for (let x = 0, i = 0, to = at; x < columns; x++, i += 4, to += step) {
    out[to] = scaled[row[i]!]!
    out[to + 1] = scaled[row[i + 1]!]!
    out[to + 2] = scaled[row[i + 2]!]!
    out[to + 3] = scaled[row[i + 3]!]!
  }
}
