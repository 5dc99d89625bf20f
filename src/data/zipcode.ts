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
import { plainBytes } from './gzip.js'

/** Most bytes of text accepted: about 140,000 digits. `zip.train` has 13 million bytes. */
const MAX_BYTES = 1 << 28
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
  const plain = await plainBytes(bytes, MAX_BYTES, name)
  const lines = new TextDecoder().decode(plain).trimEnd().split('\n')
  if (lines.length === 1 && lines[0]!.trim() === '') {
    throw new LenetError('ERR_COUNT', `${name}: no digits, expected at least one line`)
  }
  const images = new Float32Array(lines.length * PIXELS)
  const labels = new Uint8Array(lines.length)
  for (let i = 0; i < lines.length; i++) {
    labels[i] = parseLine(lines[i]!, images.subarray(i * PIXELS, (i + 1) * PIXELS), `${name}, line ${i + 1}`)
  }
  return digits(images, labels)
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

/** The number that is written; NaN if there is none. */
const decimal = (text: string): number => (DECIMAL.test(text) ? Number(text) : Number.NaN)

/** A value as written, shortened if long. */
const shown = (text: string): string => JSON.stringify(text.length > 20 ? `${text.slice(0, 20)}…` : text)
