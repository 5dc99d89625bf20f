/** A picture as one byte for each pixel: how light it is, or, on a transparent ground, how solid. */
import type { Picture } from './picture.js'

/** One byte per pixel, row by row. */
export interface Grey {
  readonly values: Uint8Array
  readonly width: number
  readonly height: number
  /** Over all pixels. */
  readonly least: number
  readonly most: number
  readonly mean: number
}

/** Pixels along a picture's four sides, by their number; corners count once. */
export function edge(width: number, height: number): Int32Array {
  const rows = height > 1 ? [0, height - 1] : [0]
  const columns = width > 1 ? [0, width - 1] : [0]
  const pixels = new Int32Array(rows.length * width + columns.length * Math.max(0, height - 2))
  let next = 0
  for (const y of rows) for (let x = 0; x < width; x++) pixels[next++] = y * width + x
  for (const x of columns) for (let y = 1; y < height - 1; y++) pixels[next++] = y * width + x
  return pixels
}

/**
 * Luma (Rec. 601) on white paper, 0 … 255; where most of the edge is transparent, the opacity, which is then all that matters.
 *
 * @param channels bytes per pixel: 1, 3 or 4
 */
export function grey(picture: Picture, channels: number): Grey {
  const { data, width, height } = picture
  if (channels === 1) return counted(new Uint8Array(data), width, height)
  const values = new Uint8Array(width * height)
  if (channels === 3) {
    for (let i = 0, p = 0; i < values.length; i++, p += 3) values[i] = luma(data, p)
    return counted(values, width, height)
  }
  if (transparent(picture)) {
    for (let i = 0, p = 3; i < values.length; i++, p += 4) values[i] = data[p]!
    return counted(values, width, height)
  }
  return { values, width, height, ...lightnesses(data, values) }
}

/** With its least, greatest and mean value. */
export function counted(values: Grey['values'], width: number, height: number): Grey {
  let least = 255
  let most = 0
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    sum += value
    if (value < least) least = value
    if (value > most) most = value
  }
  return { values, width, height, least, most, mean: sum / values.length }
}

const luma = (data: Picture['data'], p: number): number =>
  (77 * data[p]! + 150 * data[p + 1]! + 29 * data[p + 2]!) >> 8

/** Four bytes a pixel, and `counted`. Most pixels are as the one before them, and taken run by run: a quarter of the time. */
function lightnesses(data: Picture['data'], values: Uint8Array) {
  const { buffer, byteOffset, byteLength } = data.byteOffset % 4 === 0 ? data : data.slice()
  const words = new Uint32Array(buffer, byteOffset, byteLength >> 2)
  const { length } = words
  let least = 255
  let most = 0
  let sum = 0
  for (let i = 0; i < length; ) {
    const start = i
    const word = words[i++]!
    const value = Math.floor(255 + ((luma(data, 4 * start) - 255) * data[4 * start + 3]!) / 255)
    // four at a time while they last
    while (
      i + 4 <= length &&
      ((words[i]! ^ word) | (words[i + 1]! ^ word) | (words[i + 2]! ^ word) | (words[i + 3]! ^ word)) === 0
    )
      i += 4
    while (i < length && words[i] === word) i++
    if (i - start > LONG) values.fill(value, start, i)
    else for (let k = start; k < i; k++) values[k] = value
    sum += value * (i - start)
    if (value < least) least = value
    if (value > most) most = value
  }
  return { least, most, mean: sum / length }
}

/** From how many bytes on `fill` pays. */
const LONG = 16

function transparent({ data, width, height }: Picture): boolean {
  let balance = 0
  for (const pixel of edge(width, height)) balance += data[4 * pixel + 3]! < 128 ? 1 : -1
  return balance > 0
}
