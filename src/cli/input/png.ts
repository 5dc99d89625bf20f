/** PNG files as pictures (PNG specification, third edition), by the package fast-png, which is handed nothing that could grow beyond bounds. */
import { inflateSync } from 'node:zlib'
import { type DecodedPng, decode } from 'fast-png'
import type { Picture } from '../../classifier/index.js'
import { LenetError } from '../../model/errors.js'

/** Pixels that the classifier reads at most. */
const MOST_PIXELS = 1 << 25
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Samples per pixel by colour type: grey, RGB, palette, grey with opacity, RGBA. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/**
 * The picture as RGBA, eight bits each: whatever the file's colour type and depth, with its transparency.
 *
 * @throws {LenetError} ERR_FORMAT for bytes that are no PNG or a damaged one; ERR_SHAPE for one of more than 2²⁵ pixels, before it is decoded
 */
export function decodePng(bytes: Uint8Array): Picture {
  checkHeader(bytes)
  try {
    checkLength(bytes)
    return rgba(decode(bytes, { checkCrc: true }))
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new LenetError('ERR_FORMAT', `a damaged PNG: ${message}`, { cause })
  }
}

/** Signature and IHDR. */
function checkHeader(bytes: Uint8Array): void {
  if (bytes.length < 33 || SIGNATURE.some((byte, i) => bytes[i] !== byte))
    throw new LenetError('ERR_FORMAT', 'not a PNG: it does not begin with the eight bytes of one')
  const { width, height } = sides(bytes)
  if (width * height > MOST_PIXELS)
    throw new LenetError(
      'ERR_SHAPE',
      `a PNG of ${width}×${height} pixels, expected at most ${MOST_PIXELS} in all`,
    )
}

function sides(bytes: Uint8Array): { width: number; height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

/** Refuses data that would unpack to more than the pixels take: deflate packs a gigabyte of zeros into a megabyte. */
function checkLength(bytes: Uint8Array): void {
  const { width, height } = sides(bytes)
  const samples = SAMPLES[bytes[25]!]
  if (samples === undefined) throw new Error(`colour type ${bytes[25]}`)
  const packed: Uint8Array[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (type === 'IDAT') packed.push(bytes.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  // interlaced rows come in seven passes, each with a filter byte for each of its rows
  const most = height * (Math.ceil((width * samples * bytes[24]!) / 8) + 2) + 8 * (width + height) + 64
  inflateSync(Buffer.concat(packed), { maxOutputLength: 2 * most })
}

function rgba({ width, height, depth, channels, data, palette, transparency }: DecodedPng): Picture {
  const most = 2 ** depth - 1
  const perRow = depth < 8 ? Math.ceil((width * channels * depth) / 8) : width * channels
  if (data.length < perRow * height) throw new Error(`${data.length} samples for ${width}×${height} pixels`)
  /** A sample by its place in its row, as it stands in the file. */
  const sample = (y: number, i: number): number => {
    if (depth >= 8) return data[y * perRow + i]!
    const bit = i * depth
    return (data[y * perRow + (bit >> 3)]! >> (8 - depth - (bit & 7))) & most
  }
  const out = new Uint8Array(4 * width * height)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      if (palette) {
        const colour = palette[sample(y, x)]
        if (!colour) throw new Error(`colour ${sample(y, x)} of a palette of ${palette.length}`)
        out.set(colour, at)
        out[at + 3] = colour[3] ?? 255
        continue
      }
      const raw = Array.from({ length: channels }, (_, k) => sample(y, x * channels + k))
      const [first, second, third, fourth] = raw.map((value) => Math.round((255 * value) / most))
      const colours = channels < 3 ? [first!, first!, first!] : [first!, second!, third!]
      out.set(colours, at)
      const opacity = channels === 2 ? second : fourth
      // one colour may be declared to be transparent
      const hidden = transparency !== undefined && raw.every((value, k) => value === transparency[k])
      out[at + 3] = hidden ? 0 : (opacity ?? 255)
    }
  }
  return { data: out, width, height }
}
