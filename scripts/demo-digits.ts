/**
 * Writes the digits of the demo page, `demo/digits.bin`: the notebook's 7,291 training and 2,007 test digits of MNIST (seed 1337), from wherever
 * `loadMnist` finds it.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { DIGITS, FILE_BYTES, RAW, TEST, TRAIN } from '../demo/src/train/digits-file.js'
import { parseIdx, type RawDigits } from '../src/data/index.js'
import { numpyPermutations } from '../src/data/permutation.js'
import { findMnist } from '../src/node/mnist.js'

const path = fileURLToPath(new URL('../demo/digits.bin', import.meta.url))

if (!existsSync(path) || process.argv.includes('--force')) {
  const { files } = await findMnist(undefined, {})
  const train = await parseIdx(files['train-images-idx3-ubyte'].bytes, files['train-labels-idx1-ubyte'].bytes)
  const test = await parseIdx(files['t10k-images-idx3-ubyte'].bytes, files['t10k-labels-idx1-ubyte'].bytes)
  // the test split is permuted first, as in the notebook
  const [ofTest, ofTrain] = await numpyPermutations(1337, [test.labels.length, train.labels.length])

  const file = new Uint8Array(FILE_BYTES)
  const put = (set: RawDigits, indices: Int32Array, first: number): void => {
    indices.forEach((index, i) => {
      file[first + i] = set.labels[index]!
      file.set(set.images.subarray(index * RAW, (index + 1) * RAW), DIGITS + (first + i) * RAW)
    })
  }
  put(train, ofTrain!.subarray(0, TRAIN), 0)
  put(test, ofTest!.subarray(0, TEST), TRAIN)
  const packed = gzipSync(file, { level: 9, memLevel: 9 })
  writeFileSync(path, packed)
  console.log(`demo/digits.bin: ${DIGITS} digits, ${packed.length} bytes`)
}
