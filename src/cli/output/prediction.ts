/** What was read on a picture, and its object for --json. */
import type { Classification } from '../../classifier/index.js'
import type { Box, FoundDigit, Ink } from '../../classifier/read/found.js'
import type { ReadResult } from '../../classifier/read/index.js'
import type { LenetError } from '../../model/errors.js'
import type { DecodedPicture } from '../input/decoded.js'

interface Read {
  /** As it was given. */
  readonly file: string
  readonly picture: DecodedPicture
  /** All ink on the picture; only if it is to be drawn. */
  readonly ink: Ink | undefined
}

/** One digit of a picture. */
export interface DigitPrediction extends Read {
  readonly kind: 'digit'
  readonly result: Classification
  /** Where on the picture, undefined where nothing is drawn. */
  readonly found: FoundDigit | undefined
}

/** All digits of a picture. */
export interface NumberPrediction extends Read {
  readonly kind: 'number'
  readonly result: ReadResult
}

export type Prediction = DigitPrediction | NumberPrediction

/** One line; docs/digit-reader.md lists the fields. */
export function predictionJson(prediction: Prediction): string {
  const { file, result } = prediction
  const reason = result.reason ?? null
  if (prediction.kind === 'number') {
    const { text, lines, confidence, rejected } = prediction.result
    const digits = prediction.result.digits.map((one) => ({ ...one, box: tenths(one.box) }))
    return JSON.stringify({ file, text, lines, digits, confidence, rejected, reason })
  }
  const { digit, confidence, rejected, scores } = prediction.result
  const box = prediction.found ? tenths(prediction.found.box) : null
  return JSON.stringify({ file, digit, confidence, rejected, reason, scores: [...scores], box })
}

/** No ink is found more exactly than that. */
const tenths = ({ x, y, width, height }: Box): Box => {
  const round = (value: number) => Math.round(10 * value) / 10
  return { x: round(x), y: round(y), width: round(width), height: round(height) }
}

/** The object of a picture that could not be read. */
export const failureJson = (file: string, { code, message }: LenetError): string =>
  JSON.stringify({ file, error: { code, message } })

/** `7`, `94720`, lines with a slash between them; a dash for nothing. */
export function answerText(prediction: Prediction): string {
  const text = prediction.kind === 'digit' ? prediction.result.digit : prediction.result.text
  return text === null || text === '' ? '-' : String(text).replaceAll('\n', ' / ')
}

/** Reasons in words. */
export const REASONS: Readonly<Record<NonNullable<Prediction['result']['reason']>, string>> = {
  empty: 'nothing is drawn',
  several: 'several digits',
  notADigit: 'not shaped like a digit',
  notDigits: 'no digits',
  unsure: 'not sure enough',
}
