/**
 * PNG files as pictures (PNG specification, third edition). The header bounds everything that follows: the rows are unpacked by zlib to the length that it
 * announces and no further, and chunks without pixels are not unpacked at all.
 */
import { inflateSync } from 'node:zlib'
import { LenetError } from '../../../model/errors.js'
import { reasonOf } from '../../../model/validate.js'
import type { DecodedPicture } from '../decoded.js'
import { readChunks, readHeader } from './file.js'
import { coloursOf, putPass } from './rgba.js'
import { bytesOf, passesOf, unfilter } from './rows.js'

/** Bytes unpacked at a time: with zlib's 16 kB, collecting the pieces takes longer than unpacking them. */
const PIECE = 1 << 20
/** Some encoders add a few bytes. */
const SLACK = 4096

/**
 * The picture as RGBA, eight bits each: whatever the file's colour type and depth, with its transparency.
 *
 * @throws {LenetError} ERR_FORMAT for bytes that are not a PNG or a damaged one; ERR_SHAPE for one of more than 2²⁵ pixels, before it is decoded
 */
export function decodePng(bytes: Uint8Array): DecodedPicture {
  try {
    const header = readHeader(bytes)
    const { width, height, depth, samples } = header
    const chunks = readChunks(bytes)
    const colours = coloursOf(header, chunks)
    const passes = passesOf(header)
    const rows = unpacked(
      chunks.packed,
      passes.reduce((sum, pass) => sum + bytesOf(pass), 0),
    )
    const out = new Uint8Array(4 * width * height)
    let at = 0
    for (const pass of passes) {
      unfilter(rows, at, pass, Math.max(1, (samples * depth) >> 3))
      putPass(rows, at, pass, colours, out)
      at += bytesOf(pass)
    }
    return { data: out, width, height }
  } catch (cause) {
    if (cause instanceof LenetError) throw cause
    throw new LenetError('ERR_FORMAT', `a damaged PNG: ${reasonOf(cause)}`, { cause })
  }
}

/** The `length` bytes of all rows. */
function unpacked(packed: readonly Uint8Array[], length: number): Uint8Array {
  const one = packed.length === 1 ? packed[0]! : Buffer.concat(packed)
  const rows = inflateSync(one, {
    maxOutputLength: length + SLACK,
    chunkSize: Math.min(length + SLACK, PIECE),
  })
  if (rows.length < length) throw new Error(`${rows.length} bytes of pixels, expected ${length}`)
  return new Uint8Array(rows.buffer, rows.byteOffset, rows.length)
}
