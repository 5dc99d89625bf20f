/** Digits held out of the training digits, on which a choice can be made without a look at the test digits. */
import type { Digits } from '../../model/digits.js'
import { IMAGE_PIXELS } from '../../model/shape.js'

/** The last of 7,291 training digits. */
export const HELD_OUT = 1291

/** The digits from `at` on. */
export const tail = ({ images, labels, length }: Digits, at: number): Digits => ({
  images: images.subarray(at * IMAGE_PIXELS),
  labels: labels.subarray(at),
  length: length - at,
})

/** Those of one set, then those of the other. */
export function joined(a: Digits, b: Digits): Digits {
  const images = new Float32Array(a.images.length + b.images.length)
  images.set(a.images)
  images.set(b.images, a.images.length)
  const labels = new Uint8Array(a.length + b.length)
  labels.set(a.labels)
  labels.set(b.labels, a.length)
  return { images, labels, length: a.length + b.length }
}
