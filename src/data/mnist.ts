/**
 * The notebook's digits from MNIST or any data set in the same format: a random choice from each split,
 * resized to 16×16.
 */

import { bytes } from '../model/bytes.js'
import { isSeed, SEED_EXPECTED } from '../model/config.js'
import { checkCount, checkLabels, type Digits, digits } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import { RAW_PIXELS } from '../model/shape.js'
import { isAnything, reading, readOptions, show } from '../model/validate.js'
import type { RawDigits } from './idx.js'
import { numpyPermutations } from './permutation.js'
import { resize } from './resize.js'

/** Which digits, and how many. */
export interface SplitOptions {
  /** Training digits; 7,291 by default, as in the paper. */
  readonly train?: number | undefined
  /** Test digits; 2,007 by default, as in the paper. */
  readonly test?: number | undefined
  /** Seed of the permutations, 0 to 2³² − 1; the notebook's 1337 by default. */
  readonly seed?: number | undefined
  /**
   * Which split is permuted first (both use one random stream): `testFirst` by default, as in the notebook. The
   * upstream repository's script iterates over a Python set, so either may happen there.
   */
  readonly order?: 'testFirst' | 'trainFirst' | undefined
}

/** {@link SplitOptions} with the defaults filled in. */
type CheckedSplitOptions = { readonly [Key in keyof SplitOptions]-?: NonNullable<SplitOptions[Key]> }

/** Digits to train on and digits to test with. */
export interface Split<Set = Digits> {
  readonly train: Set
  readonly test: Set
}

/**
 * Takes the first digits of a random permutation of each split and resizes them to 16×16.
 *
 * @throws LenetError `ERR_CONFIG` for an unknown option or one out of range, `ERR_COUNT` if more digits are requested
 *   than there are, `ERR_SHAPE` for arrays whose lengths do not match, `ERR_VALUE` for a label over 9
 */
export async function mnistDigits(raw: Split<RawDigits>, options: SplitOptions = {}): Promise<Split> {
  const { train, test } = chooseDigits(raw, options)
  return { train: await shrunk(train), test: await shrunk(test) }
}

/**
 * The same digits as they were scanned, 28×28: what `DigitClassifier` reads.
 *
 * @throws LenetError as `mnistDigits`
 */
export function chooseDigits(raw: Split<RawDigits>, options: SplitOptions = {}): Split<RawDigits> {
  const { train, test, seed, order } = checkSplitOptions(options)
  const rawTrain = rawDigits(raw, 'train')
  const rawTest = rawDigits(raw, 'test')
  checkCount(train, rawTrain.labels.length, 'train')
  checkCount(test, rawTest.labels.length, 'test')
  const testFirst = order === 'testFirst'
  const counts = [rawTest.labels.length, rawTrain.labels.length]
  const chosen = numpyPermutations(seed, testFirst ? counts : counts.reverse())
  const [ofTest, ofTrain] = testFirst ? chosen : chosen.reverse()
  return {
    train: picked(rawTrain, ofTrain!.subarray(0, train)),
    test: picked(rawTest, ofTest!.subarray(0, test)),
  }
}

/**
 * The test digits of the above alone: permuted first, they do not depend on the training digits.
 *
 * @throws LenetError as `mnistDigits`
 */
export function chooseTestDigits(raw: RawDigits, options: Pick<SplitOptions, 'test' | 'seed'>): RawDigits {
  const { test, seed } = checkSplitOptions(options)
  const checked = rawDigits({ test: raw }, 'test')
  checkCount(test, checked.labels.length, 'test')
  const [order] = numpyPermutations(seed, [checked.labels.length])
  return picked(checked, order!.subarray(0, test))
}

/** The digits, 16×16. */
export const shrunk = async ({ images, labels }: RawDigits): Promise<Digits> =>
  digits(await resize(images), labels)

/** The digits at `indices`. */
function picked(raw: RawDigits, indices: Int32Array): RawDigits {
  const images = new Uint8Array(indices.length * RAW_PIXELS)
  indices.forEach((index, i) => {
    images.set(raw.images.subarray(index * RAW_PIXELS, (index + 1) * RAW_PIXELS), i * RAW_PIXELS)
  })
  return { images, labels: Uint8Array.from(indices, (index) => raw.labels[index]!) }
}

/**
 * The options with defaults filled in.
 *
 * @throws LenetError `ERR_CONFIG`
 */
export function checkSplitOptions(options: SplitOptions): CheckedSplitOptions {
  const {
    train = 7291,
    test = 2007,
    seed = 1337,
    order = 'testFirst',
  } = readOptions(
    options,
    { train: isAnything, test: isAnything, seed: isAnything, order: isAnything },
    'digits',
  )
  checkCount(train, Infinity, 'train')
  checkCount(test, Infinity, 'test')
  if (!isSeed(seed)) throw new LenetError('ERR_CONFIG', `seed: ${show(seed)}, expected ${SEED_EXPECTED}`)
  if (order !== 'testFirst' && order !== 'trainFirst') {
    throw new LenetError('ERR_CONFIG', `order: ${show(order)}, expected "testFirst" or "trainFirst"`)
  }
  return { train, test, seed, order }
}

/** A split's arrays, each read once and checked. */
function rawDigits(raw: Partial<Split<RawDigits>>, name: 'train' | 'test'): RawDigits {
  const { images, labels } = reading(name, () => {
    const { images, labels } = Object(Object(raw)[name]) as RawDigits
    return { images: bytes(images, `${name}.images`), labels: bytes(labels, `${name}.labels`) }
  })
  if (images.length !== labels.length * RAW_PIXELS) {
    throw new LenetError(
      'ERR_SHAPE',
      `${name}: ${images.length} bytes of images for ${labels.length} labels, expected ${labels.length * RAW_PIXELS} (28×28 each)`,
    )
  }
  checkLabels(labels, name)
  return { images, labels }
}
