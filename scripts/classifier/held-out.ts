/** MNIST's training digits as the classifier's training divides them: 10,000 held out, on which everything is chosen, and the rest. */
import { parseIdx, type RawDigits } from '../../src/data/idx.js'
import { findMnist } from '../../src/node/mnist.js'
import { numpyPermutations } from '../../src/random.js'

const HELD_OUT = 10_000
const SEED = 1989
const PIXELS = 784

export async function rawDigits(part: 'train' | 't10k'): Promise<RawDigits> {
  const { files } = await findMnist(undefined, {})
  return parseIdx(files[`${part}-images-idx3-ubyte`].bytes, files[`${part}-labels-idx1-ubyte`].bytes)
}

export async function holdOut(): Promise<{ rest: RawDigits; heldOut: RawDigits }> {
  const all = await rawDigits('train')
  const [order] = await numpyPermutations(SEED, [all.labels.length])
  return { heldOut: pick(all, order!.subarray(0, HELD_OUT)), rest: pick(all, order!.subarray(HELD_OUT)) }
}

function pick({ images, labels }: RawDigits, indices: Int32Array): RawDigits {
  const picked = new Uint8Array(indices.length * PIXELS)
  for (const [i, index] of indices.entries())
    picked.set(images.subarray(index * PIXELS, (index + 1) * PIXELS), i * PIXELS)
  return { images: picked, labels: Uint8Array.from(indices, (index) => labels[index]!) }
}
