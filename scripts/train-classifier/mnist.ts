/** MNIST's digits as they were scanned, the training set and the test set each by itself: who chooses must not even load the latter. */
import { parseIdx, type RawDigits } from '../../src/data/idx.js'
import { numpyPermutations } from '../../src/data/permutation.js'
import { RAW_PIXELS } from '../../src/model/shape.js'
import { findMnist } from '../../src/node/mnist.js'

/** Digits held out of the training set, on which everything is chosen; picked by a seed of their own. */
export const HELD_OUT = 10_000
const HELD_OUT_SEED = 1989

export async function trainingDigits(dir?: string): Promise<RawDigits> {
  const [images, labels] = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'] as const
  const { files } = await findMnist(dir, {}, undefined, [images, labels])
  return parseIdx(files[images].bytes, files[labels].bytes, { images, labels })
}

export async function testDigits(dir?: string): Promise<RawDigits> {
  const [images, labels] = ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'] as const
  const { files } = await findMnist(dir, {}, undefined, [images, labels])
  return parseIdx(files[images].bytes, files[labels].bytes, { images, labels })
}

/** The digits held out, and the rest. */
export async function holdOut(all: RawDigits): Promise<{ rest: RawDigits; heldOut: RawDigits }> {
  const [order] = await numpyPermutations(HELD_OUT_SEED, [all.labels.length])
  return { heldOut: pick(all, order!.subarray(0, HELD_OUT)), rest: pick(all, order!.subarray(HELD_OUT)) }
}

function pick({ images, labels }: RawDigits, indices: Int32Array): RawDigits {
  const picked = new Uint8Array(indices.length * RAW_PIXELS)
  for (const [i, index] of indices.entries())
    picked.set(images.subarray(index * RAW_PIXELS, (index + 1) * RAW_PIXELS), i * RAW_PIXELS)
  return { images: picked, labels: Uint8Array.from(indices, (index) => labels[index]!) }
}
