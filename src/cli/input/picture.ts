/** Picture files of the kinds that are read: told apart by their first bytes, never by their names. */
import { LenetError } from '../../model/errors.js'
import type { DecodedPicture } from './decoded.js'
import { decodeJpeg, isJpeg } from './jpeg.js'
import { isPng } from './png/file.js'
import { decodePng } from './png/index.js'

/**
 * The picture as RGBA, upright.
 *
 * @throws {LenetError} ERR_FORMAT for other files and damaged ones; ERR_SHAPE for more than 2²⁵ pixels; ERR_FILE if the decoder is not installed
 */
export async function decodePicture(bytes: Uint8Array): Promise<DecodedPicture> {
  if (isPng(bytes)) return decodePng(bytes)
  if (isJpeg(bytes)) return decodeJpeg(bytes)
  throw new LenetError('ERR_FORMAT', describeOther(bytes))
}

/** Other kinds of pictures, by their first bytes. */
const OTHERS: readonly (readonly [name: string, signature: string])[] = [
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
  if (bytes.length === 0) return 'an empty file, expected a PNG or JPEG'
  const start = String.fromCharCode(...bytes.subarray(0, 16))
  const other = OTHERS.find(([, signature]) => start.startsWith(signature))?.[0]
  const name = other ?? (start.slice(4, 8) === 'ftyp' ? 'HEIC or AVIF' : undefined)
  return name === undefined
    ? 'not a PNG or JPEG: it begins like neither'
    : `not a PNG or JPEG but ${name}: save it as one first, as with \`magick in.file out.png\` (ImageMagick)`
}
