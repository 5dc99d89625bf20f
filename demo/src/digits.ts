/** Fetches the digits and shrinks them as Node does, so that training gives the same bits. */
import type { Digits } from 'lenet1989'
import { digits, resize } from 'lenet1989/data'
import url from '../digits.bin?url'
import { FILE_BYTES, parts, RAW, type RawDigits } from './digits-file.js'

export interface LoadedDigits {
  readonly train: Digits
  readonly test: Digits
  /** The test digits as they were scanned: 28×28 bytes each. */
  readonly rawTest: RawDigits
}

/** Digits shrunk at a stretch: a few milliseconds' worth, so that the page is not held up. */
const PORTION = 1000

/** @throws Error with a sentence for people, if they cannot be fetched or unpacked */
export async function loadDigits(): Promise<LoadedDigits> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`The digits could not be fetched (${response.status}).`)
  const { train, test } = parts(await unpack(new Uint8Array(await response.arrayBuffer())))
  return { train: await shrink(train), test: await shrink(test), rawTest: test }
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
  }
  return digits(pixels, labels.slice())
}
