/**
 * A set of digits in the network's form: 16×16 pixels, background −1, ink up to 1, with one label per image.
 */
import { checkAttached, isFloat32Array, isUint8Array } from './bytes.js'
import { LenetError } from './errors.js'
import { IMAGE_PIXELS as PIXELS } from './shape.js'
import { checkText, kind, reading, show } from './validate.js'

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
 * @throws LenetError `ERR_SHAPE` if the lengths do not match, `ERR_COUNT` if the set is empty, `ERR_VALUE` for a pixel
 *   that is not finite or a label over 9
 */
export function digits(images: Float32Array, labels: Uint8Array): Digits {
  return digitsOf({ images, labels, length: isUint8Array(labels) ? labels.length : 0 })
}

/**
 * Makes sure that a set is what {@link digits} would have made, and gives its members, each read once.
 *
 * @param name of the set, for the message
 * @throws LenetError as `digits`
 */
export function digitsOf(set: Digits, name?: string): Digits {
  const found = shapedDigits(set, name)
  const of = name === undefined ? '' : `${name}.`
  if (found.length === 0)
    throw new LenetError('ERR_COUNT', `${name ?? 'digits'}: the set is empty, expected at least one digit`)
  checkPixels(found.images, `${of}images`)
  checkLabels(found.labels, `${of}labels`)
  return found
}

/** The members of a set whose arrays are of the right kind and length, whatever is in them. */
function shapedDigits(set: Digits, name?: string): Digits {
  if (typeof set !== 'object' || set === null) {
    throw new LenetError(
      'ERR_SHAPE',
      `${name ?? 'digits'}: expected { images, labels, length }, got ${kind(set)}`,
    )
  }
  const of = name === undefined ? '' : `${name}.`
  const { images, labels, length } = reading(name ?? 'digits', () => {
    const { images, labels, length } = set
    return { images, labels, length }
  })
  if (!isUint8Array(labels)) {
    throw new LenetError('ERR_SHAPE', `${of}labels: expected a Uint8Array of n digits, got ${kind(labels)}`)
  }
  if (length !== labels.length) {
    throw new LenetError('ERR_SHAPE', `${of}labels: ${labels.length} for a set of length ${show(length)}`)
  }
  checkAttached(labels.buffer, `${of}labels`)
  if (isFloat32Array(images)) checkAttached(images.buffer, `${of}images`)
  if (isFloat32Array(images) && images.length !== length * PIXELS) {
    throw new LenetError(
      'ERR_SHAPE',
      `${of}images: ${images.length} pixels for ${length} labels, expected ${length * PIXELS} (16×16 each)`,
    )
  }
  checkPixelCount(images, `${of}images`)
  return { images, labels, length }
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
  if (!isFloat32Array(images)) {
    throw new LenetError(
      'ERR_SHAPE',
      `${where}: expected a Float32Array of n×256 pixels, got ${kind(images)}`,
    )
  }
  checkAttached(images.buffer, where)
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
  checkText(what, 'take: what')
  const { images, labels, length } = shapedDigits(set, what)
  checkCount(count, length, what)
  return { images: images.subarray(0, count * PIXELS), labels: labels.subarray(0, count), length: count }
}

/**
 * The digits at `indices`, in that order, copied; an index may be repeated.
 *
 * @throws LenetError `ERR_COUNT` if there is no index, `ERR_VALUE` for one outside the set
 */
export function subset(set: Digits, indices: ArrayLike<number>): Digits {
  const from = shapedDigits(set, 'subset')
  const order = wholeIndices(indices, from.length)
  const length = order.length
  if (length === 0) throw new LenetError('ERR_COUNT', 'subset: no index given, expected at least one')
  const images = new Float32Array(length * PIXELS)
  const labels = new Uint8Array(length)
  for (let i = 0; i < length; i++) {
    const index = order[i]!
    images.set(from.images.subarray(index * PIXELS, (index + 1) * PIXELS), i * PIXELS)
    labels[i] = from.labels[index]!
  }
  return { images, labels, length }
}

/** The indices, each read once, and before anything as long as they is made. */
function wholeIndices(indices: ArrayLike<number>, size: number): number[] {
  return reading('subset: indices', () => {
    const length: unknown = Object(indices).length
    if (typeof indices !== 'object' || !Number.isSafeInteger(length) || (length as number) < 0)
      throw new LenetError('ERR_SHAPE', `subset: indices are ${kind(indices)}, expected an array of numbers`)
    const order: number[] = []
    for (let i = 0; i < (length as number); i++) {
      const index = indices[i]!
      if (!Number.isInteger(index) || index < 0 || index >= size) {
        throw new LenetError(
          'ERR_VALUE',
          `subset: index ${i} is ${show(index)}, expected a whole number from 0 to ${size - 1}`,
        )
      }
      order.push(index)
    }
    return order
  })
}

/**
 * Refuses a number of digits that is not a whole number from 1, or more than there are.
 *
 * @param what the set, for the message
 * @throws LenetError `ERR_CONFIG`, `ERR_COUNT`
 */
export function checkCount(count: number, available: number, what = 'digits'): void {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new LenetError('ERR_CONFIG', `${what}: count ${show(count)}, expected a whole number from 1`)
  }
  if (count > available) {
    throw new LenetError('ERR_COUNT', `${what}: ${count} digits requested, the set holds ${available}`)
  }
}
