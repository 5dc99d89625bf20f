/**
 * The original digits of the 1989 paper, from envelopes of the U.S. Postal Service, as published by Hastie, Tibshirani and
 * Friedman (https://hastie.su.domains/ElemStatLearn/data.html, "ZIP code"): text, one line per digit, its label and
 * 256 values from −1 (background) to 1 (ink), row by row, separated by spaces. `zip.train` writes `6.0000 -1.0000`,
 * `zip.test` `9 -1`.
 */

import type { Bytes } from '../model/bytes.js'
import { type Digits, digits } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import { IMAGE_PIXELS as PIXELS } from '../model/shape.js'
import { eachPiece } from './gzip.js'

/** Most bytes of text accepted. `zip.train` has 13 million. */
const MAX_BYTES = 1 << 28
/** Most digits accepted from a text; the postal ones are 9,298. */
const MAX_DIGITS = 140_000
/** Longest line in bytes: 257 values of 30 characters. */
const MAX_LINE = 8192
/** A decimal number. `Number` alone would also take hexadecimal, `Infinity` and an empty string. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * Reads digits in the text format of `zip.train` and `zip.test`.
 *
 * @param bytes the text, plain or gzipped
 * @param name what to call it in messages
 * @throws LenetError `ERR_FORMAT` for a line without exactly 257 values or a corrupt gzip, `ERR_VALUE` for a label
 *   other than 0–9 or a pixel that is not a decimal number in [−1, 1], `ERR_COUNT` for an empty text
 */
export async function parseZipcode(bytes: Bytes, name = 'zip code digits'): Promise<Digits> {
  return readZipcode(bytes, name)
}

/**
 * The same.
 *
 * @param visit is shown the text piece by piece as it is unpacked
 * @throws LenetError as {@link parseZipcode}
 */
export async function readZipcode(
  bytes: Bytes,
  name: string,
  visit?: (piece: Uint8Array) => void,
): Promise<Digits> {
  const rows = new Rows(name)
  await eachPiece(bytes, MAX_BYTES, name, (piece) => {
    rows.add(piece)
    visit?.(piece)
  })
  return rows.end()
}

const NEWLINE = 0x0a
const BLANK = /^\s*$/

/** Reads text line by line as it comes, so that the first wrong line ends it, whatever would follow. */
class Rows {
  readonly #name: string
  /** The text is ASCII, which needs no decoder; the host's is faster. */
  readonly #decoder =
    typeof TextDecoder === 'function'
      ? new TextDecoder()
      : { decode: (bytes: Uint8Array) => String.fromCharCode(...bytes) }
  #images = new Float32Array(1024 * PIXELS)
  #labels = new Uint8Array(1024)
  #count = 0
  /** What came of a line that is not complete. */
  #rest: Uint8Array = new Uint8Array(0)
  /** Empty lines, which only the end of the text may have. */
  #blank = 0

  constructor(name: string) {
    this.#name = name
  }

  add(piece: Uint8Array): void {
    let from = 0
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, from)) {
      this.#line(joined(this.#rest, piece.subarray(from, end)))
      this.#rest = new Uint8Array(0)
      from = end + 1
    }
    this.#rest = joined(this.#rest, piece.subarray(from))
    this.#checkLength(this.#rest)
  }

  #checkLength(line: Uint8Array): void {
    if (line.length <= MAX_LINE) return
    throw new LenetError(
      'ERR_FORMAT',
      `${this.#name}, line ${this.#count + this.#blank + 1}: longer than ${MAX_LINE} characters, expected a label and ${PIXELS} pixels`,
    )
  }

  end(): Digits {
    if (this.#rest.length > 0) this.#line(this.#rest)
    if (this.#count === 0)
      throw new LenetError('ERR_COUNT', `${this.#name}: no digits, expected at least one line`)
    return digits(this.#images.slice(0, this.#count * PIXELS), this.#labels.slice(0, this.#count))
  }

  #line(bytes: Uint8Array): void {
    this.#checkLength(bytes)
    const line = this.#decoder.decode(bytes)
    if (BLANK.test(line)) {
      this.#blank++
      return
    }
    const where = `${this.#name}, line ${this.#count + this.#blank + 1}`
    if (this.#blank > 0 || this.#count >= MAX_DIGITS) {
      if (this.#blank === 0) throw new LenetError('ERR_COUNT', `${where}: more than ${MAX_DIGITS} digits`)
      throw new LenetError(
        'ERR_FORMAT',
        `${this.#name}, line ${this.#count + 1}: empty, expected a label and ${PIXELS} pixels`,
      )
    }
    if (this.#count === this.#labels.length) {
      const length = Math.min(2 * this.#count, MAX_DIGITS)
      const [images, labels] = [new Float32Array(length * PIXELS), new Uint8Array(length)]
      images.set(this.#images)
      labels.set(this.#labels)
      this.#images = images
      this.#labels = labels
    }
    const pixels = this.#images.subarray(this.#count * PIXELS, (this.#count + 1) * PIXELS)
    this.#labels[this.#count] = parseLine(line, pixels, where)
    this.#count++
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b.slice()
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** Fills in the pixels and returns the label. */
function parseLine(line: string, pixels: Float32Array, where: string): number {
  const values = line.trim().split(/\s+/)
  if (values.length !== 1 + PIXELS) {
    throw new LenetError(
      'ERR_FORMAT',
      `${where}: ${values.length} values, expected a label and ${PIXELS} pixels`,
    )
  }
  const label = decimal(values[0]!)
  if (!Number.isInteger(label) || label < 0 || label > 9) {
    throw new LenetError('ERR_VALUE', `${where}: label ${shown(values[0]!)}, expected a digit from 0 to 9`)
  }
  for (let i = 0; i < PIXELS; i++) {
    const value = decimal(values[1 + i]!)
    // written this way round so that NaN is refused too
    if (!(value >= -1 && value <= 1)) {
      throw new LenetError(
        'ERR_VALUE',
        `${where}: pixel ${i} is ${shown(values[1 + i]!)}, expected a decimal number from −1 to 1`,
      )
    }
    pixels[i] = value
  }
  return label
}

/** The number in the text; NaN if it is not a number. */
const decimal = (text: string): number => (DECIMAL.test(text) ? Number(text) : Number.NaN)

/** A value as written, shortened if long. */
const shown = (text: string): string => JSON.stringify(text.length > 20 ? `${text.slice(0, 20)}…` : text)
