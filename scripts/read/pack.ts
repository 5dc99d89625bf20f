/** Packs a network into assembly/read/weights.ts as pack:classifier does the classifier: `tsx scripts/read/pack.ts [weights]`. */
import { readFileSync } from 'node:fs'
import { decodeSafetensors } from '../../src/formats/index.js'
import { Network } from '../../src/index.js'
import { pack } from '../pack-classifier/packed.js'
import { writeWeights } from '../pack-classifier/write.js'
import { trainingDigits } from '../train-classifier/mnist.js'
import { loadClassifierModule } from '../train-classifier/module.js'
import { networkRecipe, recipe } from '../train-classifier/recipe.js'

const file = process.argv[2] ?? 'classifier/read.safetensors'
const { state } = decodeSafetensors(readFileSync(file))
const network = await Network.create(networkRecipe(recipe))
network.loadStateDict(state)
const { images } = await trainingDigits()
const module = await loadClassifierModule()
const COUNT = 2000
const normalised = new Float32Array(COUNT * 256)
for (let i = 0; i < COUNT; i += 250) {
  module.raw.set(images.subarray(i * 784, (i + 250) * 784))
  ;(module.exports as unknown as { normaliseRaw(n: number, u: number, w: number): void }).normaliseRaw(
    250,
    0,
    0,
  )
  normalised.set(module.images.subarray(0, 250 * 256), i * 256)
}
writeWeights(await pack(network, normalised), 'assembly/read/weights.ts')
