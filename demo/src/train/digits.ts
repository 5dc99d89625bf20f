/** Fetches the digits and shrinks them as Node does, so that training gives the same bits. */
import type { Digits } from 'lenet1989'
import { digits, resize } from 'lenet1989/data'
import url from '../../digits.bin?url'
import { FILE_BYTES, parts, RAW, type RawDigits } from './digits-file.js'

export interface LoadedDigits {
  readonly train: Digits
  readonly test: Digits
  /** The training digits as they were scanned: 28×28 bytes each. */
  readonly rawTrain: RawDigits
  /** The test digits as they were scanned: 28×28 bytes each. */
  readonly rawTest: RawDigits
}

/** Digits shrunk at a stretch: a few milliseconds' worth, so that the page is not held up. */
const PORTION = 500

/**
 * @param progress called with the bytes that are here and, where the server says so, how many there are to be
 * @throws Error with a sentence for people, if they cannot be fetched or unpacked
 */
export async function loadDigits(
  progress: (bytes: number, of: number | undefined) => void,
): Promise<LoadedDigits> {
  const { train, test } = parts(await unpack(await fetched(progress)))
  return { train: await shrink(train), test: await shrink(test), rawTrain: train, rawTest: test }
}

async function fetched(
  progress: (bytes: number, of: number | undefined) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url).catch(() => {
    throw new Error('The digits could not be fetched: no connection to the server.')
  })
  if (!response.ok || !response.body)
    throw new Error(`The digits could not be fetched: the server answered ${response.status}.`)
  // of what the server packs itself, it says the packed size, which is not that of the bytes that arrive here
  const packed = response.headers.has('content-encoding')
  const length = Number(response.headers.get('content-length'))
  const of = packed || !(length > 0) ? undefined : length
  const portions: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Error('The digits could not be fetched: the connection was lost.')
    })
    if (done) break
    portions.push(value)
    bytes += value.length
    progress(bytes, of)
  }
  return new Uint8Array(await new Blob(portions).arrayBuffer())
}

/** Some servers, and so browsers, unpack a gzipped file on their own. */
async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (bytes.length === FILE_BYTES) return bytes
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

async function shrink({ images, labels }: RawDigits): Promise<Digits> {
  const pixels = new Float32Array(labels.length * 256)
  for (let at = 0; at < labels.length; at += PORTION) {
    pixels.set(await resize(images.subarray(at * RAW, (at + PORTION) * RAW)), at * 256)
    // a turn for whoever is drawing meanwhile
    await new Promise((resolve) => setTimeout(resolve))
  }
  return digits(pixels, labels.slice())
}
