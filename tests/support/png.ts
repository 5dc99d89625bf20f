/** PNG files for tests: in every colour type, and with the checksums that they should have. */
import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

export interface Png {
  readonly width: number
  readonly height: number
  readonly depth: number
  /** 0 grey, 2 RGB, 3 palette, 4 grey with opacity, 6 RGBA. */
  readonly colourType: number
  /** Rows of bytes as the file has them, without their filter bytes. */
  readonly rows: readonly (readonly number[])[]
  /** Chunks between IHDR and IDAT. */
  readonly chunks?: Readonly<Record<string, readonly number[]>>
}

/** The file. */
export function png({ width, height, depth, colourType, rows, chunks = {} }: Png): Uint8Array {
  const sides = [width, height].flatMap((side) => [
    side >>> 24,
    (side >>> 16) & 255,
    (side >>> 8) & 255,
    side & 255,
  ])
  const data = deflateSync(Uint8Array.from(rows.flatMap((row) => [0, ...row])))
  return Uint8Array.from([
    ...SIGNATURE,
    ...chunk('IHDR', [...sides, depth, colourType, 0, 0, 0]),
    ...Object.entries(chunks).flatMap(([type, bytes]) => chunk(type, bytes)),
    ...chunk('IDAT', [...data]),
    ...chunk('IEND', []),
  ])
}

function chunk(type: string, data: readonly number[]): number[] {
  const body = [...Buffer.from(type, 'latin1'), ...data]
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(Uint8Array.from(body)), 4)
  return [...frame.subarray(0, 4), ...body, ...frame.subarray(4)]
}

const grey = {
  width: 3,
  height: 2,
  depth: 8,
  colourType: 0,
  rows: [
    [0, 128, 255],
    [10, 20, 30],
  ],
}

/** One small picture of each kind. */
export const pngs = (): Uint8Array[] =>
  [
    grey,
    { ...grey, chunks: { tRNS: [0, 128] } },
    { ...grey, depth: 1, rows: [[0b10100000], [0b01000000]] },
    {
      ...grey,
      depth: 4,
      rows: [
        [0x0f, 0x80],
        [0x12, 0x30],
      ],
    },
    {
      ...grey,
      depth: 16,
      rows: [
        [0, 0, 128, 0, 255, 255],
        [1, 2, 3, 4, 5, 6],
      ],
    },
    {
      ...grey,
      colourType: 4,
      rows: [
        [0, 255, 9, 0, 255, 7],
        [1, 2, 3, 4, 5, 6],
      ],
    },
    {
      ...grey,
      colourType: 2,
      rows: [
        [255, 0, 0, 0, 255, 0, 0, 0, 255],
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
      ],
    },
    {
      ...grey,
      colourType: 6,
      width: 1,
      rows: [
        [1, 2, 3, 4],
        [5, 6, 7, 255],
      ],
    },
    {
      ...grey,
      depth: 2,
      colourType: 3,
      rows: [[0b00011000], [0b10010000]],
      chunks: { PLTE: [1, 2, 3, 40, 50, 60, 255, 255, 255], tRNS: [0, 128] },
    },
  ].map(png)

/** Every chunk with the checksum that it should have: so what is behind it is reached. */
export function pngMended(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes)
  for (let at = 8; at + 12 <= copy.length; ) {
    const end = at + 8 + copy.readUInt32BE(at)
    if (end + 4 > copy.length) break
    copy.writeUInt32BE(crc32(copy.subarray(at + 4, end)), end)
    at = end + 4
  }
  return new Uint8Array(copy)
}
