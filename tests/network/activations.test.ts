/** `Network.activations`: the maps between the layers, as PyTorch recorded them for the same weights and images. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { readFixture } from '../support/fixtures.js'

const activations = suite('activations')

const images = readFixture('samples_mnist').tensor('x', 'F32')
const WITHIN = 5e-6

for (const [recipe, golden] of [
  [recipes.base, 'base_mnist'],
  [recipes.modern, 'modern_plain_mnist'],
] as const) {
  activations(
    `${golden}: H1, H2, H3 and the outputs of 32 digits are PyTorch’s within ${WITHIN}`,
    async () => {
      const net = await Network.create(recipe)
      const fixture = readFixture(golden)
      let largest = 0
      for (let digit = 0; digit < 32; digit++) {
        const all = net.activations(images.subarray(256 * digit, 256 * (digit + 1)))
        for (const layer of ['h1', 'h2', 'h3', 'out'] as const) {
          const { length } = all[layer]
          const expected = fixture
            .tensor(`act.${layer}`, 'F32')
            .subarray(length * digit, length * (digit + 1))
          assert.is(expected.length, length)
          all[layer].forEach((value, i) => {
            largest = Math.max(largest, Math.abs(value - expected[i]))
          })
        }
      }
      console.log(`  ${golden}: ${largest.toExponential(2)}`)
      assert.ok(largest <= WITHIN, `differs by ${largest}`)
    },
  )
}

activations('are copies, and alter nothing that decides the future', async () => {
  const image = images.subarray(0, 256)
  const net = await Network.create(recipes.modern)
  const before = net.activations(image)
  const kept = before.h1.slice()
  net.activations(images.subarray(256, 512))
  assert.equal(before.h1, kept)
  assert.equal(net.activations(image), before)
  assert.equal(before.out, net.predict(image))
  // dropout draws from the stream: the first forward pass has to find it where the weights' draws left it
  const fresh = await Network.create(recipes.modern)
  assert.equal(net.forward(image), fresh.forward(image))
})

activations('take one image', async () => {
  const net = await Network.create(recipes.base)
  assert.throws(
    () => net.activations(images.subarray(0, 512)),
    (error: Error & { code?: string }) =>
      error.code === 'ERR_SHAPE' && /activations: 2 images/.test(error.message),
  )
})

activations.run()
