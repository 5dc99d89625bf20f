/** The digits that --data, --train, --test and --data-seed ask for. */
import { stat } from 'node:fs/promises'
import type { DigitInput } from '../../classifier/index.js'
import type { Digits, RawDigits, Split } from '../../data/index.js'
import { LenetError } from '../../model/errors.js'
import { IMAGE_PIXELS, IMAGE_SIDE, RAW_PIXELS } from '../../model/shape.js'
import { findDigits } from '../../node/data-files.js'
import {
  type DownloadProgress,
  type LoadedDigits,
  type LoadMnistOptions,
  loadMnist,
  loadRawMnist,
  loadZipcode,
} from '../../node/index.js'
import { loadMnistTest, loadRawMnistTest } from '../../node/mnist.js'
import { loadZipcodeTest } from '../../node/zipcode.js'
import type { Context } from '../command.js'
import { size } from '../terminal/format.js'
import type { DataOptions } from './options.js'

/**
 * Loads MNIST, or what a folder holds: the postal digits in the order of their files, or four idx files permuted as
 * MNIST is.
 *
 * @throws {LenetError} as `loadMnist` and `loadZipcode` do; ERR_FILE if there is no such folder
 */
export async function loadDigits(options: DataOptions, context: Context): Promise<LoadedDigits> {
  return (await postalDigits(options, context)) ?? idxDigits(loadMnist, options, context)
}

/** Digits as the classifier of the package reads them. */
export interface DigitInputs {
  readonly inputs: readonly DigitInput[]
  readonly labels: Uint8Array
}

/**
 * The same digits before they are shrunk: MNIST's 28×28 bytes, and the postal digits as pictures.
 *
 * @throws {LenetError} as `loadDigits`
 */
async function loadInputs(options: DataOptions, context: Context): Promise<Split<DigitInputs>> {
  const postal = await postalDigits(options, context)
  if (postal) return { train: pictures(postal.train), test: pictures(postal.test) }
  const { train, test } = await idxDigits(loadRawMnist, options, context)
  return { train: bytes(train), test: bytes(test) }
}

/** The training digits may be missing. */
export type PartialSplit<Set = Digits> = Partial<Split<Set>> & Pick<Split<Set>, 'test'>

/**
 * Digits for a command that only reads them: a folder with test files alone is enough, unless --train asks for others.
 *
 * @throws {LenetError} as `loadDigits`
 */
export async function loadForReading(options: DataOptions, context: Context): Promise<PartialSplit> {
  const { data, test, dataSeed: seed, train } = options
  const { signal } = context
  if (train === undefined) {
    const kind = await testAlone(data)
    if (kind === 'zipcode') return loadZipcodeTest(data, { test, signal })
    if (kind === 'idx') return loadMnistTest({ dir: data, test, seed, signal })
  }
  return loadDigits(options, context)
}

/**
 * The same digits as pictures.
 *
 * @throws {LenetError} as `loadDigits`
 */
export async function loadInputsForReading(
  options: DataOptions,
  context: Context,
): Promise<PartialSplit<DigitInputs>> {
  const { data, test, dataSeed: seed, train } = options
  const { signal } = context
  if (train === undefined) {
    const kind = await testAlone(data)
    if (kind === 'zipcode') return { test: pictures((await loadZipcodeTest(data, { test, signal })).test) }
    if (kind === 'idx')
      return { test: bytes((await loadRawMnistTest({ dir: data, test, seed, signal })).test) }
  }
  return loadInputs(options, context)
}

/** The kind of the digits in a folder that has test digits and no training digits. */
async function testAlone(data: string): Promise<'zipcode' | 'idx' | undefined> {
  if (data === 'mnist') return undefined
  await checkFolder(data)
  const found = await findDigits(data)
  return found?.test && !found.train ? found.kind : undefined
}

/** The postal digits, where --data is a folder that has them. */
async function postalDigits({ data, train, test }: DataOptions, { signal }: Context) {
  if (data === 'mnist') return undefined
  await checkFolder(data)
  return (await findDigits(data))?.kind === 'zipcode' ? loadZipcode(data, { train, test, signal }) : undefined
}

/** Digits from idx files, of a folder or from where MNIST is found. */
async function idxDigits<Loaded>(
  load: (options: LoadMnistOptions) => Promise<Loaded>,
  { data, train, test, dataSeed: seed }: DataOptions,
  { terminal, signal }: Context,
): Promise<Loaded> {
  if (data !== 'mnist') return load({ dir: data, train, test, seed, signal })
  const onProgress = (progress: DownloadProgress) => terminal.progress.update(() => downloadLine(progress))
  try {
    return await load({ train, test, seed, signal, onProgress })
  } finally {
    terminal.progress.clear()
  }
}

const bytes = ({ images, labels }: RawDigits): DigitInputs => ({
  inputs: Array.from(labels, (_, i) => images.subarray(i * RAW_PIXELS, (i + 1) * RAW_PIXELS)),
  labels,
})

/** Paper around a postal digit, which fills its 16×16 to the edge. */
const MARGIN = 3

/** 16×16 pixels as pictures, with a margin. */
function pictures({ images, labels }: Digits): DigitInputs {
  const side = IMAGE_SIDE + 2 * MARGIN
  const inputs = Array.from(labels, (_, n) => {
    const data = new Uint8Array(side * side)
    for (let i = 0; i < IMAGE_PIXELS; i++) {
      const at = (Math.floor(i / IMAGE_SIDE) + MARGIN) * side + (i % IMAGE_SIDE) + MARGIN
      data[at] = Math.round(127.5 * (images[n * IMAGE_PIXELS + i]! + 1))
    }
    return { data, width: side, height: side }
  })
  return { inputs, labels }
}

/** `downloading train-images-idx3-ubyte: 4200.0 kB of 9912.4 kB` */
const downloadLine = ({ file, received, total }: DownloadProgress): string =>
  `downloading ${file}: ${size(received)}${total === undefined ? '' : ` of ${size(total)}`}`

async function checkFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) return
  const what = found === undefined ? 'no such folder' : 'not a folder'
  throw new LenetError('ERR_FILE', `--data ${path}: ${what}; expected mnist or a folder with digits`)
}
