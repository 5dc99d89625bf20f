/**
 * Named tensors as a safetensors file (github.com/huggingface/safetensors, "Format"):
 *
 *     8 bytes   length n of the header, little-endian
 *     n bytes   JSON: name → { dtype, shape, data_offsets: [begin, end) }, and `__metadata__`: strings by name
 *     the rest  the tensors' values, little-endian, offsets counted from here
 *
 * The reader is strict: it accepts a file with exactly the expected tensors and nothing that another reader might
 * understand differently. Its time and memory are proportional to the size of the file.
 */

import { type Bytes, bytes as bytesFrom, isFloat32Array } from '../model/bytes.js'
import { LenetError } from '../model/errors.js'
import { utf8Bytes, utf8Text } from '../model/utf8.js'
import { kind, reading, show } from '../model/validate.js'
import { isObject, parseJson } from './json.js'

/** Text entries by name, as in the format's `__metadata__`. */
export type Metadata = Readonly<Record<string, string>>

/** Values of four bytes: the dtypes F32 and U32. */
type Values = Float32Array | Uint32Array

export interface Tensor {
  readonly name: string
  readonly shape: readonly number[]
  /** Flat, row by row. */
  readonly values: Values
}

/** What a tensor must look like. */
export interface Expected {
  readonly dtype: 'F32' | 'U32'
  readonly shape: readonly number[]
}

/** Longest header accepted, in bytes. Ours are under 6 kB; the rest is room for other people's metadata. */
export const MAX_HEADER_BYTES = 1 << 20

const LENGTH_BYTES = 8
const VALUE_BYTES = 4

/**
 * Writes a safetensors file that Python's `safetensors` reads. Equal arguments give equal bytes: the tensors are
 * in the given order, the metadata sorted by name.
 *
 * @throws {LenetError} ERR_VALUE for metadata that are not strings, or longer than the reader accepts
 */
export function encodeTensors(tensors: readonly Tensor[], metadata: Metadata): Uint8Array<ArrayBuffer> {
  const header = encodeHeader(tensors, metadata)
  const data = tensorBytes(tensors.map(({ values }) => values))
  const bytes = new Uint8Array(LENGTH_BYTES + header.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(header, LENGTH_BYTES)
  bytes.set(data, LENGTH_BYTES + header.length)
  return bytes
}

/** The values of all tensors, one after the other, as little-endian bytes. */
export function tensorBytes(tensors: readonly Values[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(tensors.reduce((sum, { byteLength }) => sum + byteLength, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const values of tensors) {
    for (const value of values) {
      if (isFloat32Array(values)) view.setFloat32(at, value, true)
      else view.setUint32(at, value, true)
      at += VALUE_BYTES
    }
  }
  return bytes
}

/** Entries sorted by name, so that equal metadata give equal bytes. */
export const sortedEntries = (metadata: Metadata): [string, string][] =>
  Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))

/**
 * The caller's metadata, each entry read once.
 *
 * @throws {LenetError} ERR_VALUE for anything but an object of strings
 */
export function readOwnMetadata(metadata: Metadata): Metadata {
  if (typeof metadata !== 'object' || metadata === null)
    throw new LenetError('ERR_VALUE', `metadata: found ${kind(metadata)}, expected an object of strings`)
  const entries = reading('metadata', () => Object.entries(metadata))
  for (const [name, value] of entries) {
    if (typeof value !== 'string') {
      throw new LenetError(
        'ERR_VALUE',
        `metadata ${JSON.stringify(name)}: found a value of type ${typeof value}, expected a string`,
      )
    }
  }
  return Object.fromEntries(entries)
}

function encodeHeader(tensors: readonly Tensor[], metadata: Metadata): Uint8Array {
  const entries: [string, unknown][] = []
  const strings = sortedEntries(readOwnMetadata(metadata))
  // fromEntries defines keys; assignment would run setters. `__proto__` stays an ordinary name.
  if (strings.length > 0) entries.push(['__metadata__', Object.fromEntries(strings)])
  let begin = 0
  for (const { name, shape, values } of tensors) {
    const end = begin + values.byteLength
    const dtype = isFloat32Array(values) ? 'F32' : 'U32'
    entries.push([name, { dtype, shape, data_offsets: [begin, end] }])
    begin = end
  }
  const json = utf8Bytes(JSON.stringify(Object.fromEntries(entries)))
  // Padded with spaces to a multiple of 8, so that the values are aligned in a memory-mapped file.
  const header = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20)
  header.set(json)
  if (header.length > MAX_HEADER_BYTES) {
    throw new LenetError(
      'ERR_VALUE',
      `metadata: makes a header of ${header.length} bytes, expected at most ${MAX_HEADER_BYTES}; shorten it`,
    )
  }
  return header
}

/**
 * Reads a safetensors file that holds exactly the expected tensors, in any order.
 *
 * @param expect returns what to expect, given metadata and names; it may refuse them
 * @returns the tensors by name, in the expected order
 * @throws {LenetError} ERR_FORMAT for bytes that are not a well-formed file; ERR_STATE for a well-formed one with a
 *   missing, unknown or misshapen tensor, or one of another dtype
 */
export function decodeTensors(
  file: Bytes,
  expect: (metadata: Metadata, has: (name: string) => boolean) => Readonly<Record<string, Expected>>,
): { readonly tensors: Record<string, Values>; readonly metadata: Metadata } {
  const bytes = bytesFrom(file, 'safetensors')
  const headerLength = readHeaderLength(bytes)
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + headerLength))
  const data = bytes.subarray(LENGTH_BYTES + headerLength)
  const { __metadata__, ...found } = header
  const metadata = checkMetadata(__metadata__)
  const expected = expect(metadata, (name) => Object.hasOwn(found, name))

  const unknown = Object.keys(found).find((name) => !Object.hasOwn(expected, name))
  if (unknown !== undefined) {
    throw new LenetError(
      'ERR_STATE',
      `safetensors: unknown tensor ${show(unknown)}; expected exactly ${Object.keys(expected).join(', ')}`,
    )
  }
  const spans = Object.entries(expected).map(([name, tensor]) => {
    if (!Object.hasOwn(found, name))
      throw new LenetError('ERR_STATE', `safetensors: tensor ${name} is missing`)
    return { name, ...tensor, ...checkTensor(name, tensor, found[name]) }
  })

  // All lengths are right by now, so ends that equal the next begin exclude holes and overlaps.
  let end = 0
  for (const span of [...spans].sort((a, b) => a.begin - b.begin)) {
    if (span.begin !== end) {
      throw refuse(`tensor ${span.name} begins at byte ${span.begin} of the data, expected ${end}`)
    }
    end = span.end
  }
  if (data.length !== end) {
    const what = data.length < end ? 'truncated' : 'followed by more bytes'
    throw refuse(`the data is ${what}: ${data.length} bytes, expected ${end}`)
  }

  // Copied as bytes: 2 ms faster than value by value before the code is optimised. Typed arrays are little-endian like the file here, since
  // WebAssembly's memory, which they also read, requires it.
  const read = ({ dtype, begin, end }: (typeof spans)[number]): Values => {
    const values = new Uint8Array(data.subarray(begin, end)).buffer
    return dtype === 'F32' ? new Float32Array(values) : new Uint32Array(values)
  }
  return { tensors: Object.fromEntries(spans.map((span) => [span.name, read(span)])), metadata }
}

/**
 * The metadata of a file, whatever tensors it holds.
 *
 * @throws {LenetError} ERR_FORMAT for bytes that do not start like a safetensors file
 */
export function readMetadata(bytes: Uint8Array): Metadata {
  const length = readHeaderLength(bytes)
  return checkMetadata(parseHeader(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length)).__metadata__)
}

const refuse = (message: string, cause?: unknown) =>
  new LenetError('ERR_FORMAT', `safetensors: ${message}`, { cause })

/** The length of the header in bytes, checked against the file's length before any of it is read. */
function readHeaderLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) throw refuse(`the file has ${bytes.length} bytes, too few for a header`)
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length > MAX_HEADER_BYTES) {
    throw refuse(`it announces a header of ${length} bytes, expected at most ${MAX_HEADER_BYTES}`)
  }
  if (Number(length) > bytes.length - LENGTH_BYTES) {
    throw refuse(`it announces a header of ${length} bytes, but only ${bytes.length - LENGTH_BYTES} follow`)
  }
  return Number(length)
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  // The format requires `{` first; JSON.parse also accepts spaces, and a byte order mark is no {.
  if (bytes[0] !== 0x7b) throw refuse('the header does not begin with {')
  let header: unknown
  try {
    header = parseJson(utf8Text(bytes))
  } catch (error) {
    throw refuse(`the header is not valid JSON: ${(error as Error).message}`, error)
  }
  return header as Record<string, unknown>
}

function checkMetadata(metadata: unknown): Metadata {
  if (metadata === undefined) return {}
  if (!isObject(metadata)) throw refuse(`__metadata__ is ${show(metadata)}, expected an object of strings`)
  for (const [name, value] of Object.entries(metadata)) {
    if (typeof value !== 'string')
      throw refuse(`__metadata__ ${show(name)} is ${show(value)}, expected a string`)
  }
  return metadata as Metadata
}

/** The position of a tensor's bytes in the data, after its entry has been checked. */
function checkTensor(name: string, expected: Expected, entry: unknown): { begin: number; end: number } {
  if (!isObject(entry)) throw refuse(`tensor ${name}: its entry is ${show(entry)}, expected an object`)
  const { dtype, shape, data_offsets: offsets, ...rest } = entry
  const [extra] = Object.keys(rest)
  if (extra !== undefined) throw refuse(`tensor ${name}: unknown field ${show(extra)}`)
  if (dtype !== expected.dtype) {
    throw new LenetError(
      'ERR_STATE',
      `safetensors: tensor ${name} is ${show(dtype)}, expected "${expected.dtype}"`,
    )
  }
  if (JSON.stringify(shape) !== JSON.stringify(expected.shape)) {
    throw new LenetError(
      'ERR_STATE',
      `safetensors: tensor ${name} has shape ${show(shape)}, expected ${JSON.stringify(expected.shape)}`,
    )
  }
  if (!isOffsets(offsets)) {
    throw refuse(`tensor ${name}: data_offsets is ${show(offsets)}, expected two byte positions`)
  }
  const [begin, end] = offsets
  const length = expected.shape.reduce((product, side) => product * side, VALUE_BYTES)
  if (end - begin !== length) {
    throw refuse(
      `tensor ${name}: data_offsets ${show(offsets)} span ${end - begin} bytes, expected ${length}`,
    )
  }
  return { begin, end }
}

const isOffsets = (value: unknown): value is [number, number] =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((offset) => Number.isSafeInteger(offset) && offset >= 0)
