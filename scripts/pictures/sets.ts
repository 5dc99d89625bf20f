/** The pictures that readers are measured on: each made of MNIST's digits from the name of its set and its number alone, so that any of them can be made again. */
import type { RawDigits } from '../../src/data/idx.js'
import { RAW_PIXELS } from '../../src/model/shape.js'
import { inkString, type Kind, resized } from '../read/strings.js'
import { CONDITIONS, type Picture, picture } from './conditions.js'
import { random } from './pasted.js'

/** A picture, and what stands on it: a digit, or lines of them. */
export interface Example {
  readonly picture: Picture
  readonly text: string
}

/** Numbers from 0 to below 1, others for each set and number: xorshift32 from the FNV-1a hash of both. */
export function randomOf(set: string, number: number): () => number {
  let hash = 0x811c9dc5
  for (const character of `${set} ${number}`) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193)
  const next = random(hash | 1)
  // neighbouring seeds begin alike
  for (let i = 0; i < 8; i++) next()
  return next
}

/** The names of the conditions; strings of digits: `KINDS` of scripts/read/strings.ts. */
export const conditionNames = Object.keys(CONDITIONS)

/** A digit of 110 to 215 pixels height, or what the condition says, on 280 × 280. */
export function conditionExample(digits: RawDigits, name: string, number: number): Example {
  const next = randomOf(name, number)
  const i = Math.floor(next() * digits.labels.length)
  const raw = digits.images.subarray(i * RAW_PIXELS, (i + 1) * RAW_PIXELS)
  return { picture: picture(name, next, raw), text: String(digits.labels[i]!) }
}

/** Strings are made at MNIST's own size; those who measure on larger ones ask for a factor. */
const STRING_SEED = 12

/** A string of digits, dark on white, `factor` times MNIST's size. */
export function stringExample(digits: RawDigits, kind: Kind, number: number, factor: number): Example {
  const string = inkString(digits, kind, STRING_SEED, number)
  const { ink, width, height } = factor === 1 ? string : resized(string, factor)
  const data = new Uint8ClampedArray(4 * width * height)
  ink.forEach((value, i) => {
    data.set([255 - value, 255 - value, 255 - value, 255], 4 * i)
  })
  return { picture: { data, width, height }, text: string.text }
}
