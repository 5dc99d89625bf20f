/**
 * The digits of the page as one file: first a byte per label, then 28×28 bytes per image, training digits before test digits, gzipped. Not the 16×16
 * pixels that the network reads: those are float32, compress badly, and rounded to bytes would train to other weights than in Node.
 */
export const TRAIN = 7291
export const TEST = 2007
export const DIGITS = TRAIN + TEST
/** Bytes of an image. */
export const RAW = 28 * 28
export const FILE_BYTES = DIGITS * (1 + RAW)

export interface RawDigits {
  readonly images: Uint8Array
  readonly labels: Uint8Array
}

/** Takes the unpacked file apart, without copying. */
export function parts(file: Uint8Array): { train: RawDigits; test: RawDigits } {
  if (file.length !== FILE_BYTES) throw new RangeError(`digits: ${file.length} bytes, expected ${FILE_BYTES}`)
  const some = (from: number, to: number): RawDigits => ({
    labels: file.subarray(from, to),
    images: file.subarray(DIGITS + from * RAW, DIGITS + to * RAW),
  })
  return { train: some(0, TRAIN), test: some(TRAIN, DIGITS) }
}
