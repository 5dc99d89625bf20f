/**
 * The records of a small zip archive, in memory (PKWARE's APPNOTE.TXT, sections 4.3 and 4.4). Sizes come from the central directory
 * and are held against caps before anything is inflated; every record must have its CRC-32.
 *
 * By hand, on the platform's own inflate: of the archive libraries for browsers, those of this size do not check the CRC.
 */

import { LenetError } from '../../model/errors.js'
import { utf8Text } from '../../model/utf8.js'
import { show } from '../../model/validate.js'
import { crc32 } from '../crc32.js'

/** A `state_dict` of ours has ten records and 40 kB. */
const MAX_RECORDS = 64
const MAX_TOTAL = 1 << 21

const END = 0x06054b50
const END_BYTES = 22
const CENTRAL = 0x02014b50
const CENTRAL_BYTES = 46
const LOCAL = 0x04034b50
const LOCAL_BYTES = 30
const STORED = 0
const DEFLATED = 8
/** Bit 0 of the flags. */
const ENCRYPTED = 1

interface Entry {
  readonly name: string
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  /** Of the local header. */
  readonly at: number
}

const refuse = (message: string, cause?: unknown) =>
  new LenetError('ERR_FORMAT', `torch file: ${message}`, { cause })

/**
 * All records by name. Nothing is written anywhere, so a name is a key and no path.
 *
 * @throws {LenetError} ERR_FORMAT for bytes that are not such an archive, or one that is encrypted, split, oversized, has a name twice or a record
 *   that is torn
 */
export async function unzip(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const records = new Map<string, Uint8Array>()
  const entries = readDirectory(bytes)
  const total = entries.reduce((sum, { size }) => sum + size, 0)
  if (total > MAX_TOTAL) throw refuse(`its records claim ${total} bytes, expected at most ${MAX_TOTAL}`)
  for (const entry of entries) {
    const { name, crc } = entry
    if (records.has(name)) throw refuse(`the record ${show(name)} occurs twice`)
    const content = await readRecord(bytes, entry)
    if (crc32(content) !== crc)
      throw refuse(`the record ${show(name)} does not match its CRC-32; the file is damaged`)
    records.set(name, content)
  }
  return records
}

function readDirectory(bytes: Uint8Array): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const end = bytes.length - END_BYTES
  if (end < 0 || view.getUint32(0, true) !== LOCAL) throw refuse('it is not a zip archive')
  // PyTorch writes no comment behind it, so it is nowhere else
  if (view.getUint32(end, true) !== END) throw refuse('the archive is truncated, or followed by more bytes')
  const count = view.getUint16(end + 10, true)
  const length = view.getUint32(end + 12, true)
  let at = view.getUint32(end + 16, true)
  if (view.getUint32(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count) {
    throw refuse('the archive has several parts, expected one')
  }
  if (count > MAX_RECORDS) throw refuse(`${count} records, expected at most ${MAX_RECORDS}`)
  const last = at + length
  if (last > end) throw refuse('its directory is not where it should be')
  const entries: Entry[] = []
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > last || view.getUint32(at, true) !== CENTRAL) {
      throw refuse(`entry ${i} of its directory is truncated`)
    }
    const nameLength = view.getUint16(at + 28, true)
    const next =
      at + CENTRAL_BYTES + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (next > last) throw refuse(`entry ${i} of its directory is truncated`)
    const name = decodeName(bytes.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength))
    if (view.getUint16(at + 8, true) & ENCRYPTED) throw refuse(`the record ${show(name)} is encrypted`)
    entries.push({
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    })
    at = next
  }
  if (at !== last) throw refuse('its directory is longer than its entries')
  return entries
}

function decodeName(bytes: Uint8Array): string {
  try {
    return utf8Text(bytes)
  } catch (error) {
    throw refuse('the name of a record is not UTF-8', error)
  }
}

async function readRecord(bytes: Uint8Array, { name, method, packed, size, at }: Entry): Promise<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (at + LOCAL_BYTES > bytes.length || view.getUint32(at, true) !== LOCAL) {
    throw refuse(`the record ${show(name)} is not where the directory says`)
  }
  const start = at + LOCAL_BYTES + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
  if (start + packed > bytes.length) throw refuse(`the record ${show(name)} is truncated`)
  const content = bytes.subarray(start, start + packed)
  if (method === STORED && packed === size) return content
  if (method === DEFLATED) return inflate(content, size, name)
  throw refuse(
    `the record ${show(name)} is compressed by method ${method}, expected 0 (stored) or 8 (deflate)`,
  )
}

/** At most one byte more than announced is ever kept. */
async function inflate(packed: Uint8Array, size: number, name: string): Promise<Uint8Array> {
  const content = new Uint8Array(size)
  let filled = 0
  if (typeof DecompressionStream !== 'function')
    throw refuse('it is compressed, which this host cannot unpack; save it anew with torch.save')
  const source = new Blob([packed as Uint8Array<ArrayBuffer>]).stream()
  const reader = source.pipeThrough(new DecompressionStream('deflate-raw')).getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const end = filled + next.value.length
      if (end > size) break
      content.set(next.value, filled)
      filled = end
    }
  } catch (cause) {
    throw refuse(`the record ${show(name)} cannot be inflated`, cause)
  } finally {
    // what is left of it is not wanted, and a stream that has failed has said so already
    await reader.cancel().catch(() => {})
  }
  if (filled !== size)
    throw refuse(`the record ${show(name)} does not have the ${size} bytes that the directory announces`)
  return content
}
