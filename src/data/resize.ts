/**
 * From 28×28 bytes to the 16×16 pixels that the network reads.
 */
import { LenetError } from '../model/errors.js'
import { IMAGE_PIXELS } from '../model/shape.js'
import { loadTrainModule, RAW_PIXELS } from '../wasm/index.js'

/**
 * Shrinks images as `F.interpolate(v / 127.5 - 1, (16, 16), mode='bilinear')` does in PyTorch: half-pixel centres, no
 * anti-aliasing.
 *
 * @param raw n×784 bytes, image after image, each row by row (28×28)
 * @returns n×256 float32 in [−1, 1], row by row (16×16)
 * @throws LenetError `ERR_SHAPE` if the bytes are not whole images, `ERR_WASM` if WebAssembly cannot be compiled
 */
export async function resize(raw: Uint8Array): Promise<Float32Array> {
  if (raw.length % RAW_PIXELS !== 0) {
    throw new LenetError(
      'ERR_SHAPE',
      `resize: ${raw.length} bytes, expected whole images of ${RAW_PIXELS} (28×28)`,
    )
  }
  const count = raw.length / RAW_PIXELS
  const kernels = await loadTrainModule()
  const images = new Float32Array(count * IMAGE_PIXELS)
  for (let first = 0; first < count; first += kernels.window) {
    const some = Math.min(kernels.window, count - first)
    kernels.raw.set(raw.subarray(first * RAW_PIXELS, (first + some) * RAW_PIXELS))
    kernels.exports.resize(some)
    images.set(kernels.images.subarray(0, some * IMAGE_PIXELS), first * IMAGE_PIXELS)
  }
  return images
}
