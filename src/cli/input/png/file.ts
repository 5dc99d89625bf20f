/** What a PNG file says of itself, and its chunks (PNG specification, third edition, sections 5 and 11), checked before anything is unpacked. */
import { crc32 } from 'node:zlib'
import { LenetError } from '../../../model/errors.js'
import { checkPixels } from '../decoded.js'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** By colour type: samples per pixel, and the depths that exist. */
const TYPES: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
}

export const isPng = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, i) => bytes[i] === byte)

export interface Header {
  readonly width: number
  readonly height: number
  /** Bits of a sample. */
  readonly depth: number
  /** 0 grey, 2 RGB, 3 palette, 4 grey with opacity, 6 RGBA. */
  readonly colourType: number
  /** Samples of a pixel. */
  readonly samples: number
  readonly interlaced: boolean
}

/** What pixels are made of; all other chunks are skipped and never unpacked. */
export interface Chunks {
  /** The compressed rows, piece by piece. */
  readonly packed: readonly Uint8Array[]
  /** Three bytes for each colour of a palette. */
  readonly palette: Uint8Array | undefined
  /** Opacity of each colour of a palette, or the one value that is transparent, in 16 bits a sample. */
  readonly transparency: Uint8Array | undefined
}

/**
 * Signature and IHDR.
 *
 * @throws {LenetError} ERR_FORMAT for something other than a PNG; ERR_SHAPE for more than 2²⁵ pixels; another error says what is damaged
 */
export function readHeader(bytes: Uint8Array): Header {
  if (!isPng(bytes))
    throw new LenetError('ERR_FORMAT', 'not a PNG: it does not begin with the eight bytes of one')
  if (bytes.length < 33) throw new Error('it is truncated')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  const [depth, colourType, compression, filter, interlace] = bytes.subarray(24, 29) as unknown as number[]
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== 0x49484452)
    throw new Error('it does not begin with IHDR')
  checkPixels('PNG', width, height)
  if (!TYPES[colourType!]?.depths.includes(depth!))
    throw new Error(`colour type ${colourType} with ${depth} bits, a combination that does not exist`)
  if (compression !== 0 || filter !== 0 || interlace! > 1)
    throw new Error(
      `compression ${compression}, filter ${filter}, interlace ${interlace}, expected 0, 0 and 0 or 1`,
    )
  const { samples } = TYPES[colourType!]!
  return { width, height, depth: depth!, colourType: colourType!, samples, interlaced: interlace === 1 }
}

/** @throws an error that says what is damaged */
export function readChunks(bytes: Uint8Array): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const packed: Uint8Array[] = []
  const single: { PLTE?: Uint8Array; tRNS?: Uint8Array } = {}
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw new Error('it is truncated')
    const length = view.getUint32(at)
    const end = at + 8 + length
    if (end + 4 > bytes.length) throw new Error('it is truncated')
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end))
      throw new Error(`the checksum of ${type} is wrong`)
    const content = bytes.subarray(at + 8, end)
    if (type === 'IDAT') packed.push(content)
    if (type === 'PLTE' || type === 'tRNS') {
      if (single[type] !== undefined) throw new Error(`it has ${type} twice`)
      single[type] = content
    }
    if (type === 'IEND') return { packed, palette: single.PLTE, transparency: single.tRNS }
    at = end + 4
  }
}
