/** JPEG files for tests, made by the encoder that comes with the decoder; and the EXIF block by which a camera says how it was held. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import encode, { init } from '@jsquash/jpeg/encode.js'

let ready: Promise<void> | undefined

/** A JPEG of RGBA pixels; progressive, as MozJPEG makes them, unless `baseline`. */
export async function jpeg(
  { data, width, height }: { data: Uint8ClampedArray | Uint8Array; width: number; height: number },
  { baseline = false, quality = 98 } = {},
): Promise<Uint8Array> {
  ready ??= start()
  await ready
  const image = { data: new Uint8ClampedArray(data), width, height, colorSpace: 'srgb' } as ImageData
  return new Uint8Array(await encode(image, { quality, baseline, progressive: !baseline }))
}

async function start(): Promise<void> {
  const path = fileURLToPath(import.meta.resolve('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'))
  const module = await WebAssembly.compile(await readFile(path))
  await init({
    instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(module, imports)
      done(instance)
      return instance.exports
    },
  } as unknown as Parameters<typeof init>[0])
}

/** The file with an APP1 segment behind its first marker: TIFF in either byte order, one entry, Orientation (Exif 2.32, 4.6.4). */
export function withOrientation(file: Uint8Array, orientation: number, littleEndian = false): Uint8Array {
  const tiff = new DataView(new ArrayBuffer(26))
  tiff.setUint16(0, littleEndian ? 0x4949 : 0x4d4d)
  tiff.setUint16(2, 42, littleEndian)
  tiff.setUint32(4, 8, littleEndian)
  tiff.setUint16(8, 1, littleEndian)
  tiff.setUint16(10, 0x112, littleEndian)
  tiff.setUint16(12, 3, littleEndian)
  tiff.setUint32(14, 1, littleEndian)
  tiff.setUint16(18, orientation, littleEndian)
  return withSegment(file, 0xe1, [...Buffer.from('Exif\0\0', 'latin1'), ...new Uint8Array(tiff.buffer)])
}

/** The file with one more segment behind its first marker. */
export function withSegment(file: Uint8Array, marker: number, content: readonly number[]): Uint8Array {
  const length = content.length + 2
  return Uint8Array.from([
    ...file.subarray(0, 2),
    ...[0xff, marker, length >> 8, length & 255],
    ...content,
    ...file.subarray(2),
  ])
}

/** The picture as the sensor of a camera held in that way has it: what a viewer that heeds the orientation shows upright. */
export function asTaken(
  { data, width, height }: { data: Uint8ClampedArray; width: number; height: number },
  orientation: number,
): { data: Uint8ClampedArray; width: number; height: number } {
  // the places of the first row and column, as Exif 2.32 has them
  const turned = orientation > 4
  const [across, down] = turned ? [height, width] : [width, height]
  const out = new Uint8ClampedArray(data.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [right, bottom] = [width - 1 - x, height - 1 - y]
      const [column, row] = (
        [
          [x, y],
          [right, y],
          [right, bottom],
          [x, bottom],
          [y, x],
          [y, right],
          [bottom, right],
          [bottom, x],
        ] as const
      )[orientation - 1]!
      out.set(data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4), 4 * (row * across + column))
    }
  return { data: out, width: across, height: down }
}
