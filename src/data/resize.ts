/** From 28×28 bytes to the network's 16×16 pixels, in plain TypeScript: preparing digits loads no WebAssembly. */
import { type Bytes, bytes as bytesFrom } from '../model/bytes.js'
import { LenetError } from '../model/errors.js'
import { IMAGE_PIXELS, IMAGE_SIDE, RAW_PIXELS, RAW_SIDE } from '../model/shape.js'

const { fround } = Math

/** The position of pixel i of the 16 along the 28: half-pixel centres. It stays within 0 … 27. */
const sourceOf = (i: number): number => (i + 0.5) * (RAW_SIDE / IMAGE_SIDE) - 0.5

/** Bytes as the network sees them: v/127.5 − 1, in float32. */
const PIXEL = /* @__PURE__ */ Float32Array.from({ length: 256 }, (_, value) => fround(value / 127.5) - 1)
/** For each of the 16 pixels: the source pixel before it and its distance from that, in eighths and exact. */
const BEFORE = /* @__PURE__ */ Int32Array.from({ length: IMAGE_SIDE }, (_, i) => Math.floor(sourceOf(i)))
const DISTANCE = /* @__PURE__ */ Float64Array.from({ length: IMAGE_SIDE }, (_, i) => sourceOf(i) % 1)

/**
 * Resizes images as `F.interpolate(v / 127.5 - 1, (16, 16), mode='bilinear')` does in PyTorch: half-pixel centres, no
 * anti-aliasing.
 *
 * @param given n×784 bytes, image after image, each row by row (28×28)
 * @returns n×256 float32 in [−1, 1], row by row (16×16)
 * @throws {LenetError} ERR_SHAPE if the bytes are not whole images
 */
export async function resize(given: Bytes): Promise<Float32Array> {
  const raw = bytesFrom(given, 'resize')
  if (raw.length % RAW_PIXELS !== 0) {
    throw new LenetError(
      'ERR_SHAPE',
      `resize: ${raw.length} bytes, expected whole images of ${RAW_PIXELS} (28×28)`,
    )
  }
  const count = raw.length / RAW_PIXELS
  const images = new Float32Array(count * IMAGE_PIXELS)
  for (let i = 0; i < count; i++) resizeDigit(raw, i * RAW_PIXELS, images, i * IMAGE_PIXELS)
  return images
}

/**
 * Resizes one image; every operation is rounded to float32.
 *
 * @param raw 784 bytes from `from` on, row by row
 * @param to receives 256 pixels, −1 … 1, from `at` on
 */
export function resizeDigit(raw: ArrayLike<number>, from: number, to: Float32Array, at: number): void {
  for (let y = 0, i = at; y < IMAGE_SIDE; y++) {
    const down = DISTANCE[y]!
    for (let x = 0; x < IMAGE_SIDE; x++, i++) {
      const p = from + BEFORE[y]! * RAW_SIDE + BEFORE[x]!
      const right = DISTANCE[x]!
      const upper = between(PIXEL[raw[p]!]!, PIXEL[raw[p + 1]!]!, right)
      const lower = between(PIXEL[raw[p + RAW_SIDE]!]!, PIXEL[raw[p + RAW_SIDE + 1]!]!, right)
      to[i] = between(upper, lower, down)
    }
  }
}

const between = (a: number, b: number, share: number): number =>
  fround(fround(a * (1 - share)) + fround(b * share))
