/**
 * The idx files of MNIST and its siblings: http://yann.lecun.com/exdb/mnist, "file formats".
 *
 * Big-endian u32s: a magic number, 00 00, 08 for unsigned bytes and the number of dimensions, then each dimension;
 * then the bytes, and nothing after them. Plain or gzipped.
 */

import type { Bytes } from '../model/bytes.js'
import { checkLabels } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import { isText, readOptions } from '../model/validate.js'
import { type CheckStart, plainBytes } from './gzip.js'

/** Rows and columns of a raw digit. */
export const RAW_SIDE = 28
/** Most digits accepted from a file; the largest known sibling, EMNIST ByClass, has 814,255. */
export const MAX_DIGITS = 1_000_000

const LABELS_MAGIC = 0x00000801
const IMAGES_MAGIC = 0x00000803

/** Digits as scanned, before the resize. */
export interface RawDigits {
  /** n×784 bytes, image after image, each row by row (28×28); 0 is background, 255 ink. */
  readonly images: Uint8Array
  /** n bytes, 0–9. */
  readonly labels: Uint8Array
}

/**
 * Reads a set of digits from the bytes of its two idx files.
 *
 * @param images bytes of an idx3 file of n×28×28 unsigned bytes, plain or gzipped
 * @param labels bytes of an idx1 file of n unsigned bytes, plain or gzipped
 * @param names what to call the two in messages
 * @throws LenetError `ERR_FORMAT` for bytes that are not such a file (wrong magic, truncated, trailing bytes, a corrupt
 *   gzip), `ERR_SHAPE` if the images are not 28×28 or there are not as many labels, `ERR_COUNT` for an empty
 *   file or one of more than a million digits, `ERR_VALUE` for a label over 9
 */
export async function parseIdx(
  images: Bytes,
  labels: Bytes,
  names: { readonly images: string; readonly labels: string } = { images: 'images', labels: 'labels' },
): Promise<RawDigits> {
  const called = readOptions(names, { images: isText, labels: isText }, 'parseIdx')
  const [imagesName, labelsName] = [called.images ?? 'images', called.labels ?? 'labels']
  const pixels = await parseIdxImages(images, imagesName)
  const answers = await parseIdxLabels(labels, labelsName)
  const count = pixels.length / (RAW_SIDE * RAW_SIDE)
  if (count !== answers.length) {
    throw new LenetError(
      'ERR_SHAPE',
      `${labelsName}: ${answers.length} labels for the ${count} images of ${imagesName}`,
    )
  }
  return { images: pixels, labels: answers }
}

/**
 * Reads an idx3 file of 28×28 images.
 *
 * @returns n×784 bytes, a view of `bytes` if they are not gzipped
 * @throws LenetError as {@link parseIdx}
 */
export async function parseIdxImages(bytes: Bytes, name = 'images'): Promise<Uint8Array> {
  const plain = await plainBytes(bytes, 16 + MAX_DIGITS * RAW_SIDE * RAW_SIDE, name, idxStart('images', name))
  const start = checkSizes(plain, plain.length, IMAGES_MAGIC, name)
  return plain.subarray(start)
}

/**
 * Reads an idx1 file of labels 0–9.
 *
 * @returns n bytes, a view of `bytes` if they are not gzipped
 * @throws LenetError as {@link parseIdx}
 */
export async function parseIdxLabels(bytes: Bytes, name = 'labels'): Promise<Uint8Array> {
  const plain = await plainBytes(bytes, 8 + MAX_DIGITS, name, idxStart('labels', name))
  const labels = plain.subarray(checkSizes(plain, plain.length, LABELS_MAGIC, name))
  checkLabels(labels, name)
  return labels
}

/**
 * Checks the beginning of an idx file while it is being unpacked.
 *
 * @throws LenetError as {@link parseIdx}
 */
export const idxStart =
  (what: 'images' | 'labels', name: string): CheckStart =>
  (start, length) => {
    checkSizes(start, length, what === 'images' ? IMAGES_MAGIC : LABELS_MAGIC, name)
  }

/**
 * Checks the header, and that a file of `length` bytes holds what it announces.
 *
 * @returns where the values begin
 */
function checkSizes(bytes: Uint8Array, length: number, magic: number, name: string): number {
  const sizes = header(bytes, magic, name)
  const [count, rows = 1, columns = 1] = sizes as [number, number?, number?]
  if (magic === IMAGES_MAGIC && (rows !== RAW_SIDE || columns !== RAW_SIDE)) {
    throw new LenetError(
      'ERR_SHAPE',
      `${name}: images of ${rows}×${columns} pixels, expected ${RAW_SIDE}×${RAW_SIDE}`,
    )
  }
  const start = 4 + 4 * sizes.length
  const found = length - start
  const expected = count * rows * columns
  if (found !== expected) {
    const what = found < expected ? 'truncated' : 'trailing bytes'
    throw new LenetError(
      'ERR_FORMAT',
      `${name}: ${what}, ${found} bytes after the header, expected ${expected}`,
    )
  }
  return start
}

/** The dimensions. The first, the number of digits, is checked here, before anything is computed from it. */
function header(bytes: Uint8Array, expected: number, name: string): number[] {
  const dimensions = expected & 0xff
  const length = 4 + 4 * dimensions
  const other = otherFile(bytes)
  if (other !== undefined) throw new LenetError('ERR_FORMAT', `${name}: ${other}`)
  if (bytes.length < length) {
    throw new LenetError('ERR_FORMAT', `${name}: ${bytes.length} bytes, expected a header of ${length}`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, length)
  const magic = view.getUint32(0)
  if (magic !== expected) {
    throw new LenetError(
      'ERR_FORMAT',
      `${name}: magic number ${hex(magic)}, expected ${hex(expected)} (idx${dimensions} of unsigned bytes)`,
    )
  }
  const sizes = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i))
  const count = sizes[0]!
  if (count === 0 || count > MAX_DIGITS) {
    throw new LenetError('ERR_COUNT', `${name}: ${count} digits, expected 1 to ${MAX_DIGITS}`)
  }
  return sizes
}

/** What is often found in place of an idx file, and what to do. */
function otherFile(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 64))
    .trimStart()
    .toLowerCase()
  if (start.startsWith('version https://git-lfs'))
    return 'a Git LFS pointer, not the file itself: run `git lfs pull` where it is from'
  if (/^<(!doctype|html|\?xml)/.test(start))
    return 'a web page (HTML), not an idx file: download the file that the page links to'
  if (start.startsWith('pk\x03\x04')) return 'a zip archive, expected an idx file: unpack it first'
  const [zeros, type, dimensions] = [bytes[0]! + bytes[1]!, bytes[2]!, bytes[3]!]
  const types: Record<number, string> = {
    9: 'signed bytes',
    11: 'int16',
    12: 'int32',
    13: 'float32',
    14: 'float64',
  }
  if (bytes.length >= 4 && zeros === 0 && types[type] !== undefined)
    return `idx${dimensions} of ${types[type]} (magic number ${hex((type << 8) | dimensions)}), expected unsigned bytes; of QMNIST's labels (idx2-int), write the first column as idx1 of unsigned bytes`
  return undefined
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`
}
