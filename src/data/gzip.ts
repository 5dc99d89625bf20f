/**
 * Gunzip with a limit, on the platform's own `DecompressionStream` (Node and browsers).
 *
 * A gzip file ends with the length of its content. Before anything is allocated, that length is checked against the limit and against the most that deflate can
 * produce; then one buffer of that size is filled, and must be filled exactly. A small file therefore cannot cause a large allocation, and truncated or
 * trailing bytes are found on every platform.
 */
import { type Bytes, bytes as bytesFrom } from '../model/bytes.js'
import { LenetError } from '../model/errors.js'
import { checkText } from '../model/validate.js'

/** Deflate makes at most 258 bytes from 2 bits (RFC 1951: the longest match, both codes one bit long). */
const MAX_RATIO = 1032
/** Ten bytes of header, two of the shortest deflate stream, CRC and length (RFC 1952). */
const MIN_BYTES = 20

/**
 * `bytes` unchanged, or their content if they are gzipped (they begin with 1f 8b).
 *
 * @param maxBytes most bytes to accept, after decompression
 * @param name what to call the bytes in messages
 * @throws LenetError `ERR_FORMAT` if they are too many, truncated, corrupt or followed by others
 */
export async function plainBytes(given: Bytes, maxBytes: number, name: string): Promise<Uint8Array> {
  checkText(name, 'name')
  const bytes = bytesFrom(given, name)
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzip(bytes, maxBytes, name)
  if (bytes.length > maxBytes) {
    throw new LenetError('ERR_FORMAT', `${name}: ${bytes.length} bytes, expected at most ${maxBytes}`)
  }
  return bytes
}

async function gunzip(bytes: Uint8Array, maxBytes: number, name: string): Promise<Uint8Array> {
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
  const content = new Uint8Array(size)
  let filled = 0
  // a reader: not every browser can iterate a stream
  const reader = inflated(bytes).getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const end = filled + next.value.length
      if (end <= size) content.set(next.value, filled)
      filled = end
      if (end > size) {
        await reader.cancel()
        break
      }
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new LenetError('ERR_FORMAT', `${name}: the gzip data is truncated or corrupt (${reason})`, {
      cause,
    })
  }
  if (filled !== size) {
    const found = filled > size ? 'more' : `${filled}`
    throw new LenetError(
      'ERR_FORMAT',
      `${name}: the gzip data announces ${size} bytes and holds ${found}; the file is corrupt`,
    )
  }
  return content
}

function inflated(bytes: Uint8Array): ReadableStream<Uint8Array> {
  const source = new ReadableStream<BufferSource>({
    start(controller) {
      controller.enqueue(bytes as Uint8Array<ArrayBuffer>)
      controller.close()
    },
  })
  return source.pipeThrough(new DecompressionStream('gzip'))
}
