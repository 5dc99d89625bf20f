/**
 * Gunzip with a limit, on the platform's own `DecompressionStream` (Node and browsers).
 *
 * A gzip file ends with the length of its content. Before anything is allocated, that length is checked against the limit and against the most that deflate can
 * produce; then one buffer of that size is filled, and must be filled exactly. A small file therefore cannot cause a large allocation, and truncated or
 * trailing bytes are found on every platform.
 */
import { type Bytes, bytes as bytesFrom } from '../model/bytes.js'
import { LenetError } from '../model/errors.js'
import { checkText, reasonOf } from '../model/validate.js'

/** Deflate makes at most 258 bytes from 2 bits (RFC 1951: the longest match, both codes one bit long). */
const MAX_RATIO = 1032
/** Ten bytes of header, two of the shortest deflate stream, CRC and length (RFC 1952). */
const MIN_BYTES = 20

/** Bytes of a content that are looked at before the rest is unpacked. */
const START = 64

/**
 * Looks at the beginning of a content and refuses what cannot be right before the rest is unpacked.
 *
 * @param start its first 64 bytes, or all if there are fewer
 * @param length of the whole content
 */
export type CheckStart = (start: Uint8Array, length: number) => void

/**
 * The bytes given, unchanged, or their content if they are gzipped (they begin with 1f 8b).
 *
 * @param maxBytes most bytes to accept, after decompression
 * @param name what to call the bytes in messages
 * @param check is shown the beginning of a gzipped content
 * @throws LenetError `ERR_FORMAT` if they are too many, truncated, corrupt or followed by others; what `check` throws
 */
export async function plainBytes(
  given: Bytes,
  maxBytes: number,
  name: string,
  check?: CheckStart,
): Promise<Uint8Array> {
  checkText(name, 'name')
  const bytes = bytesFrom(given, name)
  if (!isGzip(bytes)) {
    checkSize(bytes, maxBytes, name)
    return bytes
  }
  const size = announcedSize(bytes, maxBytes, name)
  const start = new Uint8Array(Math.min(START, size))
  let content: Uint8Array | undefined
  let filled = 0
  await inflate(bytes, size, name, (piece) => {
    if (content === undefined) {
      start.set(piece.subarray(0, start.length - filled), filled)
      if (filled + piece.length >= start.length) {
        check?.(start, size)
        content = new Uint8Array(size)
        content.set(start.subarray(0, filled))
      }
    }
    content?.set(piece, filled)
    filled += piece.length
  })
  return content ?? new Uint8Array(0)
}

/**
 * The same piece by piece, without keeping them: what `visit` throws ends it.
 *
 * @throws LenetError as `plainBytes`; what `visit` throws
 */
export async function eachPiece(
  given: Bytes,
  maxBytes: number,
  name: string,
  visit: (piece: Uint8Array) => void,
): Promise<void> {
  checkText(name, 'name')
  const bytes = bytesFrom(given, name)
  if (isGzip(bytes)) return inflate(bytes, announcedSize(bytes, maxBytes, name), name, visit)
  checkSize(bytes, maxBytes, name)
  visit(bytes)
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

function checkSize({ length }: Uint8Array, maxBytes: number, name: string): void {
  if (length > maxBytes)
    throw new LenetError('ERR_FORMAT', `${name}: ${length} bytes, expected at most ${maxBytes}`)
}

/** The length of the content, by the last four bytes. */
function announcedSize(bytes: Uint8Array, maxBytes: number, name: string): number {
  if (bytes.length < MIN_BYTES) {
    throw new LenetError(
      'ERR_FORMAT',
      `${name}: ${bytes.length} bytes of gzip, expected at least ${MIN_BYTES}`,
    )
  }
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true)
  const most = Math.min(maxBytes, bytes.length * MAX_RATIO)
  if (size > most) {
    throw new LenetError(
      'ERR_FORMAT',
      `${name}: the gzip data announces ${size} bytes, expected at most ${most}; the file is too large or truncated`,
    )
  }
  return size
}

/** Shows the content piece by piece, `size` bytes in all. */
async function inflate(
  bytes: Uint8Array,
  size: number,
  name: string,
  visit: (piece: Uint8Array) => void,
): Promise<void> {
  let filled = 0
  // a reader: not every browser can iterate a stream
  const reader = inflated(bytes, name).getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      filled += next.value.length
      if (filled > size) break
      visit(next.value)
    }
  } catch (cause) {
    if (cause instanceof LenetError) throw cause
    throw new LenetError(
      'ERR_FORMAT',
      `${name}: the gzip data is truncated or corrupt (${reasonOf(cause)})`,
      {
        cause,
      },
    )
  } finally {
    // a stream that has failed has said so already
    await reader.cancel().catch(() => {})
  }
  if (filled !== size) {
    const found = filled > size ? 'more' : `${filled}`
    throw new LenetError(
      'ERR_FORMAT',
      `${name}: the gzip data announces ${size} bytes and holds ${found}; the file is corrupt`,
    )
  }
}

/** Bytes that are handed to the decoder at once: it unpacks all of them before it can be stopped. */
const PIECE = 1 << 16

function inflated(bytes: Uint8Array, name: string): ReadableStream<Uint8Array> {
  if (typeof DecompressionStream !== 'function')
    throw new LenetError('ERR_FORMAT', `${name}: this host cannot unpack gzip; give the unpacked bytes`)
  let at = 0
  const source = new ReadableStream<BufferSource>({
    pull(controller) {
      controller.enqueue(bytes.subarray(at, at + PIECE) as Uint8Array<ArrayBuffer>)
      at += PIECE
      if (at >= bytes.length) controller.close()
    },
  })
  return source.pipeThrough(new DecompressionStream('gzip'))
}
