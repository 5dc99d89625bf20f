/** PNG files as pictures (PNG specification, third edition), by the package fast-png, which is handed nothing that could grow beyond bounds. */
import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { type DecodedPng, decode } from 'fast-png'
import type { Picture } from '../../classifier/index.js'
import { LenetError } from '../../model/errors.js'
import { reasonOf } from '../../model/validate.js'

/** Pixels that the classifier reads at most. */
const MOST_PIXELS = 1 << 25
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** By colour type (grey, RGB, palette, grey with opacity, RGBA): samples per pixel, and the depths that there are. */
const TYPES: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
}
/** The seven passes of an interlaced picture (Adam7): first column and row, and the distance to the next. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const
const WHOLE = [[0, 0, 1, 1]] as const

interface Header {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly colourType: number
  readonly interlaced: boolean
}

/**
 * The picture as RGBA, eight bits each: whatever the file's colour type and depth, with its transparency.
 *
 * @throws {LenetError} ERR_FORMAT for bytes that are not a PNG or a damaged one; ERR_SHAPE for one of more than 2²⁵ pixels, before it is decoded
 */
export function decodePng(bytes: Uint8Array): Picture {
  try {
    const header = readHeader(bytes)
    const { width, height } = header
    const { packed, colours } = readChunks(bytes)
    const passes = passesOf(header)
    const most = passes.reduce((sum, pass) => sum + pass.length, 0)
    // some encoders add a few bytes
    const rows = inflateSync(Buffer.concat(packed), { maxOutputLength: most + 4096 })
    if (rows.length < most) throw new Error(`${rows.length} bytes of pixels, expected ${most}`)
    const out = new Uint8Array(4 * width * height)
    let at = 0
    for (const { columns, lines, length, place } of passes) {
      const file = simplePng(
        { ...header, width: columns, height: lines },
        colours,
        rows.subarray(at, at + length),
      )
      putRgba(decode(file), out, width, place)
      at += length
    }
    return { data: out, width, height }
  } catch (cause) {
    if (cause instanceof LenetError) throw cause
    throw new LenetError('ERR_FORMAT', `a damaged PNG: ${reasonOf(cause)}`, { cause })
  }
}

/** Signature and IHDR, before anything else is looked at. */
function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < 33 || SIGNATURE.some((byte, i) => bytes[i] !== byte))
    throw new LenetError('ERR_FORMAT', `not a PNG${describeOther(bytes)}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  const [depth, colourType, compression, filter, interlace] = bytes.subarray(24, 29) as unknown as number[]
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== 0x49484452)
    throw new Error('it does not begin with IHDR')
  if (width === 0 || height === 0 || width * height > MOST_PIXELS)
    throw new LenetError(
      'ERR_SHAPE',
      `a PNG of ${width}×${height} pixels, expected at least 1×1 and at most ${MOST_PIXELS} in all`,
    )
  if (!TYPES[colourType!]?.depths.includes(depth!))
    throw new Error(`colour type ${colourType} with ${depth} bits, which does not exist`)
  if (compression !== 0 || filter !== 0 || interlace! > 1)
    throw new Error(
      `compression ${compression}, filter ${filter}, interlace ${interlace}, which do not exist`,
    )
  return { width, height, depth: depth!, colourType: colourType!, interlaced: interlace === 1 }
}

/** Other kinds of pictures, by their first bytes, and the way out. */
const OTHERS: readonly (readonly [name: string, signature: string])[] = [
  ['JPEG', '\xff\xd8\xff'],
  ['GIF', 'GIF8'],
  ['BMP', 'BM'],
  ['WebP', 'RIFF'],
  ['TIFF', 'II*\0'],
  ['TIFF', 'MM\0*'],
  ['PDF', '%PDF'],
  ['SVG', '<svg'],
  ['SVG', '<?xml'],
]

function describeOther(bytes: Uint8Array): string {
  const start = String.fromCharCode(...bytes.subarray(0, 16))
  const other = OTHERS.find(([, signature]) => start.startsWith(signature))?.[0]
  const name = other ?? (start.slice(4, 8) === 'ftyp' ? 'HEIC or AVIF' : undefined)
  return name === undefined
    ? ': it does not begin with the eight bytes of one'
    : ` but ${name}: save it as PNG first, as with \`magick in.file out.png\` (ImageMagick)`
}

/** The chunks that pixels are made of, their checksums checked; all others are passed over and never unpacked. */
function readChunks(bytes: Uint8Array): { packed: Uint8Array[]; colours: Uint8Array[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const packed: Uint8Array[] = []
  const colours: Uint8Array[] = []
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw new Error('it is truncated')
    const length = view.getUint32(at)
    const end = at + 8 + length
    if (end + 4 > bytes.length) throw new Error('it is truncated')
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end))
      throw new Error(`the checksum of ${type} is wrong`)
    if (type === 'IDAT') packed.push(bytes.subarray(at + 8, end))
    if (type === 'PLTE' || type === 'tRNS') colours.push(bytes.subarray(at, end + 4))
    if (type === 'IEND') return { packed, colours }
    at = end + 4
  }
}

interface Pass {
  readonly columns: number
  readonly lines: number
  /** Bytes of its rows, each with the byte of its filter. */
  readonly length: number
  /** First column and row, and the distance to the next, in the picture. */
  readonly place: readonly [x: number, y: number, across: number, down: number]
}

/** The picture as one, or as the seven smaller ones of which an interlaced one is made. */
function passesOf({ width, height, depth, colourType, interlaced }: Header): Pass[] {
  const bits = TYPES[colourType]!.samples * depth
  return (interlaced ? ADAM7 : WHOLE)
    .map((place) => {
      const columns = Math.ceil((width - place[0]) / place[2])
      const lines = Math.ceil((height - place[1]) / place[3])
      return { columns, lines, length: lines * (1 + Math.ceil((columns * bits) / 8)), place }
    })
    .filter(({ columns, lines }) => columns > 0 && lines > 0)
}

/** A file of those rows, not interlaced (fast-png refuses interlaced ones of less than 8 bits) and not packed. */
function simplePng(
  { width, height, depth, colourType }: Header,
  colours: readonly Uint8Array[],
  rows: Uint8Array,
) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, colourType], 8)
  return Buffer.concat([
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    ...colours,
    chunk('IDAT', deflateSync(rows, { level: 0 })),
    chunk('IEND', new Uint8Array(0)),
  ])
}

/** Without its checksum, which fast-png is not asked to look at. */
function chunk(type: string, content: Uint8Array): Buffer {
  const frame = Buffer.alloc(content.length + 12)
  frame.writeUInt32BE(content.length, 0)
  frame.write(type, 4, 'latin1')
  frame.set(content, 8)
  return frame
}

/** Samples of less than 8 bits one by one, as others are. */
function unpack({ width, height, depth, channels, data }: DecodedPng): DecodedPng['data'] {
  if (depth >= 8) return data
  const perRow = Math.ceil((width * channels * depth) / 8)
  const samples = new Uint8Array(width * height * channels)
  for (let y = 0, at = 0; y < height; y++)
    for (let i = 0; i < width * channels; i++)
      samples[at++] =
        (data[y * perRow + ((i * depth) >> 3)]! >> (8 - depth - ((i * depth) & 7))) & (2 ** depth - 1)
  return samples
}

/** Puts the pixels to their places in a picture of `stride` columns. */
function putRgba(
  png: DecodedPng,
  out: Uint8Array,
  stride: number,
  [x0, y0, across, down]: Pass['place'],
): void {
  const { width, height, depth, channels, palette, transparency } = png
  const samples = unpack(png)
  if (samples.length < width * height * channels)
    throw new Error(`${samples.length} samples for ${width}×${height} pixels`)
  const most = 2 ** depth - 1
  // a table for up to 65,536 values
  const scaled = Uint8Array.from({ length: most + 1 }, (_, value) => Math.round((255 * value) / most))
  const isGrey = channels < 3
  const hasOpacity = channels === 2 || channels === 4
  for (let y = 0, i = 0; y < height; y++) {
    let at = 4 * ((y0 + y * down) * stride + x0)
    for (let x = 0; x < width; x++, i += channels, at += 4 * across) {
      const first = samples[i]!
      if (palette) {
        const colour = palette[first]
        if (!colour) throw new Error(`colour ${first} of a palette of ${palette.length}`)
        out[at] = colour[0]!
        out[at + 1] = colour[1]!
        out[at + 2] = colour[2]!
        out[at + 3] = colour[3] ?? 255
        continue
      }
      const second = isGrey ? first : samples[i + 1]!
      const third = isGrey ? first : samples[i + 2]!
      out[at] = scaled[first]!
      out[at + 1] = scaled[second]!
      out[at + 2] = scaled[third]!
      // one colour may be declared to be transparent
      const hidden =
        transparency !== undefined &&
        first === transparency[0] &&
        (isGrey || (second === transparency[1] && third === transparency[2]))
      out[at + 3] = hidden ? 0 : hasOpacity ? scaled[samples[i + channels - 1]!]! : 255
    }
  }
}
