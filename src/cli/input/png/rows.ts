/** The rows of a PNG: where they belong in the picture, and their filters (PNG specification, third edition, sections 8 and 9). */
import type { Header } from './file.js'

/** The picture as one, or one of the seven smaller ones of which an interlaced picture is made. */
export interface Pass {
  readonly columns: number
  readonly lines: number
  /** Bytes of a row, without that of its filter. */
  readonly stride: number
  /** First column and row, and the distance to the next, in the picture. */
  readonly place: readonly [x: number, y: number, across: number, down: number]
}

/** The passes of an interlaced picture (Adam7). */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const
const WHOLE = [[0, 0, 1, 1]] as const

export const passesOf = ({ width, height, depth, samples, interlaced }: Header): Pass[] =>
  (interlaced ? ADAM7 : WHOLE)
    .map((place) => {
      const columns = Math.ceil((width - place[0]) / place[2])
      const lines = Math.ceil((height - place[1]) / place[3])
      return { columns, lines, stride: Math.ceil((columns * samples * depth) / 8), place }
    })
    .filter(({ columns, lines }) => columns > 0 && lines > 0)

/** Bytes of all rows of a pass, each with that of its filter. */
export const bytesOf = ({ lines, stride }: Pass): number => lines * (1 + stride)

/**
 * Undoes the filters of a pass, in place.
 *
 * @param at where its first row begins, with the byte of its filter
 * @param back bytes from a byte to the one of the same sample in the pixel to its left; 1 for samples of less than 8 bits
 * @throws an error for a filter that does not exist
 */
export function unfilter(bytes: Uint8Array, at: number, { lines, stride }: Pass, back: number): void {
  for (let y = 0, row = at + 1; y < lines; y++, row += stride + 1) {
    const filter = bytes[row - 1]!
    const end = row + stride
    // bytes above the first row are 0
    const up = y === 0 ? 0 : stride + 1
    if (filter === 1 || (filter === 4 && up === 0)) subtracted(bytes, row, end, back)
    else if (filter === 2 && up > 0) above(bytes, row, end, up)
    else if (filter === 3) averaged(bytes, row, end, back, up)
    else if (filter === 4) paeth(bytes, row, end, back, up)
    else if (filter !== 0 && filter !== 2) throw new Error(`row ${y} has filter ${filter}, expected 0 to 4`)
  }
}

function subtracted(bytes: Uint8Array, row: number, end: number, back: number): void {
  for (let i = row + back; i < end; i++) bytes[i]! += bytes[i - back]!
}

function above(bytes: Uint8Array, row: number, end: number, up: number): void {
  for (let i = row; i < end; i++) bytes[i]! += bytes[i - up]!
}

function averaged(bytes: Uint8Array, row: number, end: number, back: number, up: number): void {
  for (let i = row; i < end; i++) {
    const left = i < row + back ? 0 : bytes[i - back]!
    bytes[i]! += (left + (up === 0 ? 0 : bytes[i - up]!)) >> 1
  }
}

/**
 * The left, upper or upper left neighbour, whichever is nearest to left + upper − upper left. Chosen by masks: on noise, branches
 * are mispredicted every other byte and take twice as long.
 */
function paeth(bytes: Uint8Array, row: number, end: number, back: number, up: number): void {
  // beside the first pixel lie zeros: the nearest is the upper one
  for (let i = row; i < row + back && i < end; i++) bytes[i]! += bytes[i - up]!
  for (let i = row + back; i < end; i++) {
    const left = bytes[i - back]!
    const upper = bytes[i - up]!
    const upperLeft = bytes[i - up - back]!
    const fromLeft = Math.abs(upper - upperLeft)
    const fromUpper = Math.abs(left - upperLeft)
    const fromUpperLeft = Math.abs(left + upper - 2 * upperLeft)
    const notLeft = ((fromUpper - fromLeft) | (fromUpperLeft - fromLeft)) >> 31
    const notUpper = (fromUpperLeft - fromUpper) >> 31
    const other = upper ^ ((upper ^ upperLeft) & notUpper)
    bytes[i]! += left ^ ((left ^ other) & notLeft)
  }
}
