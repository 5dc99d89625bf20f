/** A picture as a PNG in a data: URL (PNG specification, third edition, sections 5 and 11). */
import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** Greyscale and RGBA, by their samples per pixel. */
const COLOUR_TYPES = { 1: 0, 4: 6 } as const

/**
 * @param pixels width × height bytes, row by row, 0 black to 255 white; four for each pixel, red, green, blue and opacity, if `samples` is 4
 */
export function pngDataUri(
  pixels: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  samples: 1 | 4 = 1,
): string {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8 // bits per sample
  header[9] = COLOUR_TYPES[samples]
  // each row begins with its filter type, 0: none
  const length = width * samples
  const rows = new Uint8Array(height * (length + 1))
  for (let y = 0; y < height; y++)
    rows.set(pixels.subarray(y * length, (y + 1) * length), y * (length + 1) + 1)
  const png = Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array(0)),
  ])
  return `data:image/png;base64,${png.toString('base64')}`
}

/** Length, type and data, and the checksum of the latter two. */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
