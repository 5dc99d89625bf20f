/**
 * The original digits of the U.S. Postal Service, from a folder.
 */

import { createHash } from 'node:crypto'
import { readZipcode } from '../data/zipcode.js'
import { checkCount, type Digits, take } from '../model/digits.js'
import type { Signal } from '../model/signal.js'
import { checkText, isAnything, isSignal, readOptions } from '../model/validate.js'
import { readFirst, zipcodeNames } from './data-files.js'
import type { LoadedDigits, LoadedTest } from './mnist.js'

/** Options of `loadZipcode`. */
export interface LoadZipcodeOptions {
  /** Training digits, from the first on; all 7,291 by default. */
  readonly train?: number | undefined
  /** Test digits, from the first on; all 2,007 by default. */
  readonly test?: number | undefined
  readonly signal?: Signal | undefined
}

/**
 * Reads `zip.train` and `zip.test` (or `zip.train.gz` and `zip.test.gz`) of a folder, in the order of the files. They
 * are available at https://hastie.su.domains/ElemStatLearn/data.html.
 *
 * @throws LenetError `ERR_CONFIG` for an option that is unknown or out of range, `ERR_COUNT` if more digits are requested
 *   than there are, `ERR_FILE` if a file cannot be found or read, `ERR_FORMAT` or `ERR_VALUE`, with the line, if it is
 *   not such a text; the reason of `signal` if it is aborted
 */
export async function loadZipcode(dir: string, options: LoadZipcodeOptions = {}): Promise<LoadedDigits> {
  const { load, source, digests } = zipcodeLoader(dir, options)
  return { train: await load('train'), test: await load('test'), source, digests }
}

/**
 * The test digits alone, if the folder has no training digits.
 *
 * @throws LenetError as {@link loadZipcode}
 */
export async function loadZipcodeTest(dir: string, options: LoadZipcodeOptions = {}): Promise<LoadedTest> {
  const { load, source, digests } = zipcodeLoader(dir, options)
  return { test: await load('test'), source, digests }
}

function zipcodeLoader(dir: string, options: LoadZipcodeOptions) {
  checkText(dir, 'loadZipcode: dir')
  const { signal, ...counts } = readOptions(
    options,
    { train: isAnything, test: isAnything, signal: isSignal },
    'loadZipcode',
  )
  for (const name of ['train', 'test'] as const)
    if (counts[name] !== undefined) checkCount(counts[name], Infinity, name)
  const digests: Record<string, string> = {}
  const load = async (split: 'train' | 'test'): Promise<Digits> => {
    signal?.throwIfAborted()
    const { path, bytes } = await readFirst(dir, zipcodeNames(split))
    const hash = createHash('sha256')
    const all = await readZipcode(bytes, path, (piece) => hash.update(piece))
    digests[`zip.${split}`] = hash.digest('hex')
    return counts[split] === undefined ? all : take(all, counts[split], split)
  }
  return { load, source: `folder ${dir}`, digests }
}
