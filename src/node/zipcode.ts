/**
 * The original digits of the U.S. Postal Service, from a folder.
 */

import { parseZipcode } from '../data/zipcode.js'
import { checkCount, type Digits, take } from '../model/digits.js'
import { checkText, isAnything, isSignal, readOptions } from '../model/validate.js'
import { content, readFirst } from './data-files.js'
import type { LoadedDigits } from './mnist.js'

/** Options of `loadZipcode`. */
export interface LoadZipcodeOptions {
  /** Training digits, from the first on; all 7,291 by default. */
  readonly train?: number | undefined
  /** Test digits, from the first on; all 2,007 by default. */
  readonly test?: number | undefined
  readonly signal?: AbortSignal | undefined
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
  checkText(dir, 'loadZipcode: dir')
  const { train, test, signal } = readOptions(
    options,
    { train: isAnything, test: isAnything, signal: isSignal },
    'loadZipcode',
  )
  if (train !== undefined) checkCount(train, Infinity, 'train')
  if (test !== undefined) checkCount(test, Infinity, 'test')
  const digests: Record<string, string> = {}
  const load = async (split: 'train' | 'test', count: number | undefined): Promise<Digits> => {
    signal?.throwIfAborted()
    const { path, bytes } = await readFirst(dir, [`zip.${split}`, `zip.${split}.gz`])
    const text = await content(bytes, path)
    digests[`zip.${split}`] = text.sha256
    const all = await parseZipcode(text.bytes, path)
    return count === undefined ? all : take(all, count, split)
  }
  return {
    train: await load('train', train),
    test: await load('test', test),
    source: `folder ${dir}`,
    digests,
  }
}
