/**
 * The four files of MNIST: their names and the digests of the originals.
 */
import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type CheckStart, plainBytes } from '../data/gzip.js'
import { idxStart, MAX_DIGITS, RAW_SIDE } from '../data/idx.js'
import { LenetError } from '../model/errors.js'
import { fileError, readFileCapped } from './files.js'

/** Sizes and SHA-256 of the idx files of MNIST, not gzipped. */
export const MNIST_FILES = {
  'train-images-idx3-ubyte': {
    bytes: 47_040_016,
    sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  },
  'train-labels-idx1-ubyte': {
    bytes: 60_008,
    sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  't10k-images-idx3-ubyte': {
    bytes: 7_840_016,
    sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  },
  't10k-labels-idx1-ubyte': {
    bytes: 10_008,
    sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
} as const

export type MnistFile = keyof typeof MNIST_FILES

export const mnistFiles = Object.keys(MNIST_FILES) as readonly MnistFile[]

/** Most bytes read from a data file: a million digits, not gzipped. */
const MAX_FILE_BYTES = 16 + MAX_DIGITS * RAW_SIDE * RAW_SIDE

/** A file's content, gunzipped, and its SHA-256 in lower-case hex. */
export interface Content {
  /** Where it comes from, for messages. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly sha256: string
}

/**
 * The content of `bytes`, which may be gzipped.
 *
 * @param check refuses a wrong content before it is unpacked
 */
async function content(
  bytes: Uint8Array,
  name: string,
  maxBytes: number,
  check?: CheckStart,
): Promise<Content> {
  const plain = await plainBytes(bytes, maxBytes, name, check)
  return { name, bytes: plain, sha256: createHash('sha256').update(plain).digest('hex') }
}

/**
 * The content of `bytes`, which must be MNIST's `file`.
 *
 * @param name what to call the bytes in messages
 * @throws LenetError `ERR_DIGEST` for other bytes, `ERR_FORMAT` for a broken gzip
 */
export async function canonical(bytes: Uint8Array, file: MnistFile, name: string): Promise<Content> {
  const expected = MNIST_FILES[file]
  const found = await content(bytes, name, expected.bytes)
  if (found.sha256 !== expected.sha256) {
    throw new LenetError(
      'ERR_DIGEST',
      `${name}: SHA-256 ${found.sha256}, expected ${expected.sha256} (MNIST's ${file})`,
    )
  }
  return found
}

/**
 * The content of the idx file in a folder that has the place of MNIST's `file`.
 *
 * @throws LenetError `ERR_FILE`, naming what was looked for; as `parseIdx` for a header that is not one of its kind
 */
export async function folderContent(folder: string, file: MnistFile): Promise<Content> {
  const { path, bytes } = await readFirst(folder, spellings(file))
  const start = idxStart(file.includes('images') ? 'images' : 'labels', path)
  return content(bytes, path, MAX_FILE_BYTES, start)
}

/** The names that the two files of the postal digits have. */
export const zipcodeNames = (split: 'train' | 'test'): string[] => [`zip.${split}`, `zip.${split}.gz`]

/** What kind of digits a folder has, and of which splits there is a file. */
export interface FolderDigits {
  readonly kind: 'zipcode' | 'idx'
  readonly train: boolean
  readonly test: boolean
}

/**
 * Looks which digits are in a folder by the names of its files: postal ones before idx files; undefined for neither.
 *
 * @throws LenetError `ERR_FILE` if the folder cannot be read
 */
export async function findDigits(folder: string): Promise<FolderDigits | undefined> {
  const present = await namesIn(folder)
  const has = (names: readonly string[]) => firstOf(names, present) !== undefined
  const found = [
    { kind: 'zipcode' as const, train: has(zipcodeNames('train')), test: has(zipcodeNames('test')) },
    {
      kind: 'idx' as const,
      train: mnistFiles.some((file) => file.startsWith('train') && has(spellings(file))),
      test: mnistFiles.some((file) => file.startsWith('t10k') && has(spellings(file))),
    },
  ]
  return found.find(({ train, test }) => train || test)
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((cause) => {
    throw fileError('read', folder, cause)
  })

const firstOf = (names: readonly string[], present: readonly string[]): string | undefined =>
  names.find((candidate) => present.includes(candidate)) ?? present.find((file) => isSibling(file, names))

/** Reads the first of `names` that is in the folder. */
export async function readFirst(
  folder: string,
  names: readonly string[],
): Promise<{ readonly path: string; readonly bytes: Uint8Array }> {
  const present = await namesIn(folder)
  const name = firstOf(names, present)
  if (name === undefined) {
    const ints = present.find((file) => /idx2-int/.test(file))
    const hint =
      ints !== undefined && names[0]!.includes('labels')
        ? `; ${ints} has int32, of which the first column, written as idx1 of unsigned bytes, would be it`
        : ''
    throw new LenetError('ERR_FILE', `${folder}: ${names.join(' or ')} not found there${hint}`)
  }
  let path = join(folder, name)
  // Kaggle's archive unpacks to folders that are called as the files in them
  for (const inner of (await stat(path)).isDirectory() ? names : []) {
    const file = await stat(join(path, inner)).catch(() => undefined)
    if (!file?.isFile()) continue
    path = join(path, inner)
    break
  }
  return { path, bytes: await readFileCapped(path, MAX_FILE_BYTES) }
}

/** Whether a file is called as one of `names` with a data set's name in front: `emnist-digits-train-images-idx3-ubyte.gz`. */
const isSibling = (file: string, names: readonly string[]): boolean =>
  names.some((name) => name.includes('idx') && file.endsWith(`-${name}`))

/** EMNIST and QMNIST call the second split `test`, not `t10k`. */
const test = (name: string): string => name.replace(/^t10k/, 'test')

/** The names that a file has in practice: plain or gzipped, with a dash or a dot before `idx`. */
function spellings(file: MnistFile): string[] {
  const dotted = file.replace('-idx', '.idx')
  const names = [file, `${file}.gz`, dotted, `${dotted}.gz`]
  return [...names, ...names.map(test).filter((name) => !names.includes(name))]
}
