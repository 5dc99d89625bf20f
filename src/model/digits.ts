/**
 * A set of digits in the network's form: 16×16 pixels, background −1, ink up to 1, with one label per image.
 */
import { LenetError } from './errors.js'
import { IMAGE_PIXELS as PIXELS } from './shape.js'
import { kind, show } from './validate.js'

/** `length` digits, checked by {@link digits}. */
export interface Digits {
  /** length×256 pixels, image after image, each row by row (16×16), in [−1, 1]. */
  readonly images: Float32Array
  /** `length` bytes, 0–9. */
  readonly labels: Uint8Array
  readonly length: number
}

/**
 * Makes a set of digits from pixels and labels, which are kept, not copied.
 *
 * @param images n×256 finite float32, row by row, usually in [−1, 1]
 * @param labels n bytes, 0–9
 * @throws LenetError `ERR_SHAPE` if the lengths do not match, `ERR_COUNT` if there is no digit, `ERR_VALUE` for a pixel
 *   that is not finite or a label over 9
 */
export function digits(images: Float32Array, labels: Uint8Array): Digits {
  // anything but arrays is refused below
  const set = { images, labels, length: labels?.length }
  checkDigits(set)
  return set
}

/**
 * Checks that a set is what {@link digits} would have made.
 *
 * @param name of the set, for the message
 * @throws LenetError as `digits`
 */
export function checkDigits(set: Digits, name?: string): void {
  if (typeof set !== 'object' || set === null) {
    throw new LenetError(
      'ERR_SHAPE',
      `${name ?? 'digits'}: expected { images, labels, length }, got ${kind(set)}`,
    )
  }
  const of = name === undefined ? '' : `${name}.`
  const { images, labels, length } = set
  if (!(labels instanceof Uint8Array)) {
    throw new LenetError('ERR_SHAPE', `${of}labels: expected a Uint8Array of n digits, got ${kind(labels)}`)
  }
  if (length !== labels.length) {
    throw new LenetError('ERR_SHAPE', `${of}labels: ${labels.length} for a set of length ${show(length)}`)
  }
  if (images instanceof Float32Array && images.length !== length * PIXELS) {
    throw new LenetError(
      'ERR_SHAPE',
      `${of}images: ${images.length} pixels for ${length} labels, expected ${length * PIXELS} (16×16 each)`,
    )
  }
  if (length === 0)
    throw new LenetError('ERR_COUNT', `${name ?? 'digits'}: the set is empty, expected at least one digit`)
  checkPixels(images, `${of}images`)
  checkLabels(labels, `${of}labels`)
}

/**
 * Checks that `images` is n×256 finite pixels.
 *
 * @param where what they are called, for the message
 * @throws LenetError `ERR_SHAPE`, `ERR_VALUE`
 */
export function checkPixels(images: Float32Array, where = 'images'): void {
  checkPixelCount(images, where)
  if (allFinite(images)) return
  const bad = images.findIndex((pixel) => !Number.isFinite(pixel))
  throw new LenetError(
    'ERR_VALUE',
    `${where}: pixel ${bad % PIXELS} of digit ${Math.floor(bad / PIXELS)} is ${images[bad]}, expected a finite number`,
  )
}

/**
 * Checks that `images` is n×256 numbers, finite or not.
 *
 * @param where what they are called, for the message
 * @throws LenetError `ERR_SHAPE`
 */
export function checkPixelCount(images: Float32Array, where = 'images'): void {
  if (!(images instanceof Float32Array)) {
    throw new LenetError(
      'ERR_SHAPE',
      `${where}: expected a Float32Array of n×256 pixels, got ${kind(images)}`,
    )
  }
  if (images.length % PIXELS !== 0) {
    throw new LenetError(
      'ERR_SHAPE',
      `${where}: ${images.length} pixels, expected a multiple of 256 (16×16 each)`,
    )
  }
}

/**
 * Checks that `image` is one image of 256 finite pixels.
 *
 * @param where the caller, for the message
 * @throws LenetError `ERR_SHAPE`, `ERR_VALUE`
 */
export function checkImage(image: Float32Array, where: string): void {
  checkPixels(image, `${where}: image`)
  if (image.length !== PIXELS) {
    throw new LenetError('ERR_SHAPE', `${where}: ${image.length / PIXELS} images, expected one of 256 pixels`)
  }
}

/**
 * Whether n×256 numbers are all finite: 0 · x is 0 for those and NaN for others, and one NaN makes the sum NaN. Four sums, which do
 * not wait for each other, take 0.13 µs per digit; `isFinite` for each pixel takes 0.5, a sixth of a prediction.
 */
function allFinite(pixels: Float32Array): boolean {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0; i < pixels.length; i += 4) {
    a += 0 * pixels[i]!
    b += 0 * pixels[i + 1]!
    c += 0 * pixels[i + 2]!
    d += 0 * pixels[i + 3]!
  }
  return a + b + c + d === 0
}

/**
 * Refuses a label that is not 0 to 9.
 *
 * @throws LenetError `ERR_VALUE`
 */
export function checkLabel(label: number): void {
  if (!Number.isInteger(label) || label < 0 || label > 9) {
    throw new LenetError('ERR_VALUE', `label ${show(label)}, expected a digit from 0 to 9`)
  }
}

/**
 * Refuses labels over 9.
 *
 * @param where what the labels belong to, for the message
 * @throws LenetError `ERR_VALUE`
 */
export function checkLabels(labels: Uint8Array, where = 'labels'): void {
  const bad = labels.findIndex((label) => label > 9)
  if (bad >= 0) {
    throw new LenetError(
      'ERR_VALUE',
      `${where}: label ${bad} is ${labels[bad]}, expected a digit from 0 to 9`,
    )
  }
}

/**
 * The first `count` digits of a set, without copying.
 *
 * @param what the set, for the message
 * @throws LenetError `ERR_CONFIG` if `count` is not a whole number from 1, `ERR_COUNT` if the set holds fewer
 */
export function take(set: Digits, count: number, what = 'digits'): Digits {
  checkCount(count, set.length, what)
  return {
    images: set.images.subarray(0, count * PIXELS),
    labels: set.labels.subarray(0, count),
    length: count,
  }
}

/**
 * The digits at `indices`, in that order, copied; an index may be repeated.
 *
 * @throws LenetError `ERR_COUNT` if there is no index, `ERR_VALUE` for one outside the set
 */
export function subset(set: Digits, indices: ArrayLike<number>): Digits {
  const length = indices.length
  if (length === 0) throw new LenetError('ERR_COUNT', 'subset: no index given, expected at least one')
  const images = new Float32Array(length * PIXELS)
  const labels = new Uint8Array(length)
  for (let i = 0; i < length; i++) {
    const index = indices[i]!
    if (!Number.isInteger(index) || index < 0 || index >= set.length) {
      throw new LenetError(
        'ERR_VALUE',
        `subset: index ${i} is ${index}, expected a whole number from 0 to ${set.length - 1}`,
      )
    }
    images.set(set.images.subarray(index * PIXELS, (index + 1) * PIXELS), i * PIXELS)
    labels[i] = set.labels[index]!
  }
  return { images, labels, length }
}

/**
 * Refuses a number of digits that is not a whole number from 1, or more than there are.
 *
 * @param what the set, for the message
 * @throws LenetError `ERR_CONFIG`, `ERR_COUNT`
 */
export function checkCount(count: number, available: number, what = 'digits'): void {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new LenetError('ERR_CONFIG', `${what}: count ${count}, expected a whole number from 1`)
  }
  if (count > available) {
    throw new LenetError('ERR_COUNT', `${what}: ${count} digits requested, the set holds ${available}`)
  }
}
