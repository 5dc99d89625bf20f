/**
 * JPEG files as pictures, turned as their EXIF orientation says, by the package @jsquash/jpeg (MozJPEG in WebAssembly), which is handed nothing that could grow
 * beyond bounds.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { LenetError } from '../../model/errors.js'
import { reasonOf } from '../../model/validate.js'
import { checkPixels, type DecodedPicture } from './decoded.js'

/** An optional dependency: left out by `npm install --omit=optional`. */
const PACKAGE = '@jsquash/jpeg'
/** A progressive file has about ten; each goes over all pixels, however short it is. */
const MOST_SCANS = 100

const MARKERS = {
  startOfFrame: 0xc0,
  lastFrame: 0xcf,
  firstRestart: 0xd0,
  lastRestart: 0xd7,
  startOfImage: 0xd8,
  endOfImage: 0xd9,
  startOfScan: 0xda,
} as const
/** Among the frames' numbers, but of tables: Huffman codes, extensions, arithmetic coding. */
const NOT_FRAMES: readonly number[] = [0xc4, 0xc8, 0xcc]

export const isJpeg = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff && bytes[1] === MARKERS.startOfImage && bytes[2] === 0xff

/**
 * The picture as RGBA, upright.
 *
 * @throws {LenetError} ERR_FORMAT for a damaged file; ERR_SHAPE for one of more than 2²⁵ pixels, before it is decoded; ERR_FILE if the decoder is not installed
 */
export async function decodeJpeg(bytes: Uint8Array): Promise<DecodedPicture> {
  try {
    checkHeaders(bytes)
    const { decode, messages } = await loadDecoder()
    try {
      const { data, width, height } = await decode(bytes.slice().buffer, { preserveOrientation: true })
      const cut = messages.find((message) => !/extraneous bytes/.test(message))
      if (cut !== undefined) throw new Error(cut)
      return { data, width, height }
    } catch (cause) {
      // the decoder exits like a program: what was wrong is what it printed
      throw messages.length > 0 ? new Error(messages.join('; '), { cause }) : cause
    }
  } catch (cause) {
    if (cause instanceof LenetError) throw cause
    throw new LenetError('ERR_FORMAT', `a damaged JPEG: ${reasonOf(cause)}`, { cause })
  }
}

/** Walks over the segments: the sides of the one frame, and how many scans there are. Pixels are not looked at. */
function checkHeaders(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let hasFrame = false
  let scans = 0
  for (let at = 2; ; ) {
    at = nextMarker(bytes, at)
    const marker = bytes[at - 1]!
    if (marker === MARKERS.endOfImage) break
    if (at + 2 > bytes.length) throw new Error('it is truncated')
    const end = at + view.getUint16(at)
    if (end > bytes.length) throw new Error('it is truncated')
    if (isFrame(marker)) {
      if (hasFrame || end < at + 8) throw new Error('more than one frame, or half of one')
      hasFrame = true
      checkPixels('JPEG', view.getUint16(at + 5), view.getUint16(at + 3))
    }
    if (marker === MARKERS.startOfScan && ++scans > MOST_SCANS)
      throw new Error(`more than ${MOST_SCANS} scans`)
    at = Math.max(end, at + 2)
  }
  if (!hasFrame || scans === 0) throw new Error('it holds no pixels')
}

const isFrame = (marker: number): boolean =>
  marker >= MARKERS.startOfFrame && marker <= MARKERS.lastFrame && !NOT_FRAMES.includes(marker)

/** Where the content behind the next marker begins: pixels and marks of restarts among them are passed over. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (
    let at = bytes.indexOf(0xff, from);
    at >= 0 && at + 1 < bytes.length;
    at = bytes.indexOf(0xff, at + 1)
  ) {
    const marker = bytes[at + 1]!
    const isRestart = marker >= MARKERS.firstRestart && marker <= MARKERS.lastRestart
    if (marker > 1 && marker < 0xff && !isRestart) return at + 2
  }
  throw new Error('it is truncated')
}

let compiled: Promise<WebAssembly.Module> | undefined

/** A decoder of its own for each picture, since one that has exited cannot be used again, and memory of WebAssembly only grows. */
async function loadDecoder() {
  try {
    const { default: decode, init } = await import('@jsquash/jpeg/decode.js')
    const path = fileURLToPath(import.meta.resolve(`${PACKAGE}/codec/dec/mozjpeg_dec.wasm`))
    compiled ??= readFile(path).then((wasm) => WebAssembly.compile(wasm))
    const module = await compiled
    const messages: string[] = []
    const overrides = {
      instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
        const instance = new WebAssembly.Instance(module, imports)
        done(instance)
        return instance.exports
      },
      printErr: (message: string) => messages.push(message),
    }
    await init(overrides as Parameters<typeof init>[0])
    return { decode, messages }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new LenetError('ERR_FILE', `JPEG files need one more package: npm install ${PACKAGE}`, { cause })
  }
}
