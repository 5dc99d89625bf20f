/** What a classifier is trained on: the samples of one hand, mixed with digits that it is to keep reading. */

import { numpyPermutations } from '../../data/permutation.js'
import { bytes } from '../../model/bytes.js'
import { checkLabels, type Digits, subset } from '../../model/digits.js'
import { LenetError } from '../../model/errors.js'
import { IMAGE_PIXELS, RAW_PIXELS } from '../../model/shape.js'
import type { Signal } from '../../model/signal.js'
import { kind, reading, show } from '../../model/validate.js'
import { nextTurn } from '../../network/yield.js'
import type { DigitClassifier, DigitInput } from '../index.js'

/** A digit of the hand to be learnt. */
export interface Sample {
  /** As `classify` takes it. */
  readonly input: DigitInput
  /** The digit that it is, 0 … 9. */
  readonly label: number
}

/** Digits as MNIST has them: what `parseIdx` of `lenet1989/data` gives. */
export interface KeptDigits {
  /** n×784 bytes, 28×28 row by row, 255 ink on 0. */
  readonly images: Uint8Array
  /** n bytes, 0 … 9. */
  readonly labels: Uint8Array
}

/** The samples as an array, each read once. */
export function samplesOf(given: Iterable<Sample>): Sample[] {
  if (typeof reading('adapt: samples', () => Object(given)[Symbol.iterator]) !== 'function')
    throw new LenetError(
      'ERR_SHAPE',
      `adapt: samples are ${kind(given)}, expected an array of { input, label }`,
    )
  const samples = reading('adapt: samples', () =>
    [...given].map((sample) => {
      const { input, label } = Object(sample) as Sample
      return { input, label }
    }),
  )
  if (samples.length === 0)
    throw new LenetError('ERR_COUNT', 'adapt: no samples, expected some of each digit; three of each do much')
  samples.forEach(({ label }, i) => {
    if (!Number.isInteger(label) || label < 0 || label > 9)
      throw new LenetError(
        'ERR_VALUE',
        `adapt: sample ${i} has the label ${show(label)}, expected a digit from 0 to 9`,
      )
  })
  return samples
}

/** The kept digits, checked. */
export function keptOf(given: KeptDigits): KeptDigits {
  const { images, labels } = reading('adapt: keep', () => {
    const { images, labels } = Object(given) as KeptDigits
    return { images: bytes(images, 'adapt: keep.images'), labels: bytes(labels, 'adapt: keep.labels') }
  })
  if (images.length !== labels.length * RAW_PIXELS)
    throw new LenetError(
      'ERR_SHAPE',
      `adapt: keep has ${images.length} bytes of images for ${labels.length} labels, expected ${labels.length * RAW_PIXELS} (28×28 each)`,
    )
  if (labels.length === 0)
    throw new LenetError('ERR_COUNT', 'adapt: keep is empty, expected some thousand digits of MNIST')
  checkLabels(labels, 'adapt: keep')
  return { images, labels }
}

/** How far `adapt` is. */
export interface AdaptProgress {
  /** `prepare`: digits are brought to what the network sees; `train`: it is trained. */
  readonly phase: 'prepare' | 'train'
  /** Digits of this phase done, and all of them; one that is trained on several times counts as often. */
  readonly done: number
  readonly total: number
}

/** `count` of the kept digits, or all, drawn from `seed`, as samples. */
export function chosen(count: number, { images, labels }: KeptDigits, seed: number): Sample[] {
  const [order] = numpyPermutations(seed, [labels.length])
  return Array.from(order!.subarray(0, count), (index) => ({
    input: images.subarray(index * RAW_PIXELS, (index + 1) * RAW_PIXELS),
    label: labels[index]!,
  }))
}

/** Milliseconds of work between two yields to the event loop. */
const TURN = 12

interface Turns {
  readonly signal: Signal | undefined
  readonly onProgress: ((progress: AdaptProgress) => void) | undefined
}

/**
 * Digits as the classifier's network sees them. The first `own` must have ink.
 *
 * @throws {LenetError} as `classify`; ERR_VALUE where nothing is drawn
 */
export async function seenBy(
  classifier: DigitClassifier,
  samples: readonly Sample[],
  own: number,
  { signal, onProgress }: Turns,
): Promise<Digits> {
  const total = samples.length
  const images = new Float32Array(total * IMAGE_PIXELS)
  signal?.throwIfAborted()
  let lastYield = performance.now()
  for (const [i, { input, label }] of samples.entries()) {
    const { digit, input: image } = classifier.classify(input, { views: 1 })
    if (digit === null && i < own)
      throw new LenetError(
        'ERR_VALUE',
        `adapt: on sample ${i}, a ${label}, nothing is drawn; leave it out or have it written again`,
      )
    images.set(image, i * IMAGE_PIXELS)
    if (performance.now() - lastYield < TURN) continue
    onProgress?.({ phase: 'prepare', done: i + 1, total })
    await nextTurn()
    signal?.throwIfAborted()
    lastYield = performance.now()
  }
  return { images, labels: Uint8Array.from(samples, ({ label }) => label), length: total }
}

/**
 * One pass, in an order drawn from `seed`: what comes behind the first `own` digits once, and those as often as makes `share` of it.
 */
export function mixed(digits: Digits, own: number, share: number, seed: number): Digits {
  const kept = digits.length - own
  const repeats = Math.max(1, Math.round((share * kept) / own))
  const indices = Array.from({ length: kept + repeats * own }, (_, i) =>
    i < kept ? own + i : (i - kept) % own,
  )
  const [order] = numpyPermutations(seed, [indices.length])
  return subset(
    digits,
    Array.from(order!, (i) => indices[i]!),
  )
}
