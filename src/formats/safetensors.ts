/**
 * The eight tensors as a safetensors file (github.com/huggingface/safetensors, "Format"):
 *
 *     8 bytes   length n of the header, little-endian
 *     n bytes   JSON: name → { dtype, shape, data_offsets: [begin, end) }, and `__metadata__`: strings by name
 *     the rest  the tensors' values, little-endian, offsets counted from here
 *
 * The reader is strict: a file is read if it holds exactly our eight tensors and nothing that another reader might
 * understand differently, and refused otherwise. It takes time and memory in proportion to the file alone.
 */
import { LenetError } from '../errors.js'
import {
  checkState,
  isTensorName,
  type StateDict,
  stateBytes,
  stateShapes,
  tensorLength,
  tensorNames,
} from '../state.js'
import { isObject, parseJson } from './json.js'

/** Free text by name, as the format's `__metadata__` holds it. */
export type Metadata = Readonly<Record<string, string>>

/** What a safetensors file holds: the weights, and its `__metadata__` ({} if it has none). */
export interface Safetensors {
  readonly state: StateDict
  readonly metadata: Metadata
}

/** Longest header that is read, in bytes. Ours is under 2 kB; the rest is room for other people's metadata. */
export const MAX_HEADER_BYTES = 1 << 20

const LENGTH_BYTES = 8
const FLOAT_BYTES = 4

/**
 * Writes a safetensors file that Python's `safetensors` reads. Equal arguments give equal bytes: the tensors stand
 * in their fixed order, the metadata sorted by name.
 *
 * @throws {LenetError} ERR_STATE for a state that is none; ERR_VALUE for metadata that are not strings, or longer
 *   than a reader would take
 */
export function encodeSafetensors(state: StateDict, metadata: Metadata = {}): Uint8Array<ArrayBuffer> {
  checkState(state)
  const header = encodeHeader(metadata)
  const data = stateBytes(state)
  const bytes = new Uint8Array(LENGTH_BYTES + header.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(header, LENGTH_BYTES)
  bytes.set(data, LENGTH_BYTES + header.length)
  return bytes
}

function encodeHeader(metadata: Metadata): Uint8Array {
  const entries: [string, unknown][] = []
  const strings = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [name, value] of strings) {
    if (typeof value !== 'string') {
      throw new LenetError(
        'ERR_VALUE',
        `metadata ${JSON.stringify(name)} must be a string, not ${typeof value}`,
      )
    }
  }
  // fromEntries defines keys where assignment would run setters: a `__proto__` stays an ordinary name.
  if (strings.length > 0) entries.push(['__metadata__', Object.fromEntries(strings)])
  let begin = 0
  for (const name of tensorNames) {
    const end = begin + FLOAT_BYTES * tensorLength(name)
    entries.push([name, { dtype: 'F32', shape: stateShapes[name], data_offsets: [begin, end] }])
    begin = end
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)))
  // Spaces up to a multiple of 8, so that the values are aligned when the file is mapped into memory.
  const header = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20)
  header.set(json)
  if (header.length > MAX_HEADER_BYTES) {
    throw new LenetError(
      'ERR_VALUE',
      `metadata: the header would be ${header.length} bytes, over ${MAX_HEADER_BYTES}`,
    )
  }
  return header
}

/**
 * Reads a safetensors file that holds exactly the eight tensors, as float32, in any order.
 *
 * @throws {LenetError} ERR_FORMAT for bytes that are not a well-formed file; ERR_STATE for a well-formed one with a
 *   missing, unknown, misshapen or non-finite tensor, or one of another dtype than F32
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const headerLength = readHeaderLength(bytes)
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + headerLength))
  const data = bytes.subarray(LENGTH_BYTES + headerLength)
  const { __metadata__, ...tensors } = header
  const metadata = checkMetadata(__metadata__)

  const unknown = Object.keys(tensors).find((name) => !isTensorName(name))
  if (unknown !== undefined) {
    throw new LenetError(
      'ERR_STATE',
      `safetensors: unknown tensor ${quote(unknown)}; expected exactly ${tensorNames.join(', ')}`,
    )
  }
  const spans = tensorNames.map((name) => {
    if (!Object.hasOwn(tensors, name))
      throw new LenetError('ERR_STATE', `safetensors: tensor ${name} is missing`)
    return { name, ...checkTensor(name, tensors[name]) }
  })

  // Each length is known to be right by now, so an end equal to the next begin leaves neither hole nor overlap.
  let end = 0
  for (const span of spans.toSorted((a, b) => a.begin - b.begin)) {
    if (span.begin !== end) {
      throw refuse(`tensor ${span.name} begins at byte ${span.begin} of the data, expected ${end}`)
    }
    end = span.end
  }
  if (data.length !== end) {
    const what = data.length < end ? 'truncated' : 'followed by more bytes'
    throw refuse(`the data are ${what}: ${data.length} bytes, expected ${end}`)
  }

  const view = new DataView(data.buffer, data.byteOffset, data.length)
  const state = Object.fromEntries(
    spans.map(({ name, begin }) => [
      name,
      Float32Array.from({ length: tensorLength(name) }, (_, i) =>
        view.getFloat32(begin + FLOAT_BYTES * i, true),
      ),
    ]),
  )
  checkState(state)
  return { state, metadata }
}

const refuse = (message: string, cause?: unknown) =>
  new LenetError('ERR_FORMAT', `safetensors: ${message}`, { cause })

/** A foreign value for a message: as JSON, and no longer than a line. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** The length of the header in bytes, checked against the file's before anything is read of it. */
function readHeaderLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) throw refuse(`the file has ${bytes.length} bytes, too few for a header`)
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length > MAX_HEADER_BYTES) {
    throw refuse(`a header of ${length} bytes is announced, at most ${MAX_HEADER_BYTES} are read`)
  }
  if (Number(length) > bytes.length - LENGTH_BYTES) {
    throw refuse(`a header of ${length} bytes is announced, the file has ${bytes.length - LENGTH_BYTES} more`)
  }
  return Number(length)
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  // The format wants `{` first; JSON.parse would also take spaces, and TextDecoder would swallow a byte-order mark.
  if (bytes[0] !== 0x7b) throw refuse('the header does not begin with {')
  let header: unknown
  try {
    header = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw refuse(`the header is not JSON: ${(error as Error).message}`, error)
  }
  return header as Record<string, unknown>
}

function checkMetadata(metadata: unknown): Metadata {
  if (metadata === undefined) return {}
  if (!isObject(metadata)) throw refuse(`__metadata__ must be an object of strings, not ${quote(metadata)}`)
  for (const [name, value] of Object.entries(metadata)) {
    if (typeof value !== 'string')
      throw refuse(`__metadata__ ${quote(name)} must be a string, not ${quote(value)}`)
  }
  return metadata as Metadata
}

/** Where a tensor's bytes lie in the data, once its entry is what it must be. */
function checkTensor(name: keyof StateDict, entry: unknown): { begin: number; end: number } {
  if (!isObject(entry)) throw refuse(`tensor ${name}: the entry must be an object, not ${quote(entry)}`)
  const { dtype, shape, data_offsets: offsets, ...rest } = entry
  const [extra] = Object.keys(rest)
  if (extra !== undefined) throw refuse(`tensor ${name}: unknown field ${quote(extra)}`)
  if (dtype !== 'F32')
    throw new LenetError('ERR_STATE', `safetensors: tensor ${name} is ${quote(dtype)}, expected "F32"`)
  if (JSON.stringify(shape) !== JSON.stringify(stateShapes[name])) {
    const expected = JSON.stringify(stateShapes[name])
    throw new LenetError(
      'ERR_STATE',
      `safetensors: tensor ${name} has shape ${quote(shape)}, expected ${expected}`,
    )
  }
  if (!isOffsets(offsets)) {
    throw refuse(`tensor ${name}: data_offsets must be two byte positions, not ${quote(offsets)}`)
  }
  const [begin, end] = offsets
  const expected = FLOAT_BYTES * tensorLength(name)
  if (end - begin !== expected) {
    throw refuse(
      `tensor ${name}: data_offsets ${quote(offsets)} span ${end - begin} bytes, expected ${expected}`,
    )
  }
  return { begin, end }
}

const isOffsets = (value: unknown): value is [number, number] =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((offset) => Number.isSafeInteger(offset) && offset >= 0)
