/** Distorted training digits of 16×16: the kernel against its float64 reference, and what a training makes of them. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { globalValue, loadFloat32Module } from '../../src/wasm/index.js'
import { distance, samples, sha256, train, trained } from '../support/training.js'

const test = suite('distortion')
const digits = samples(250)
const SEED = 5
const PASS = 3
/** `postal`'s strengths: 9° in radians, scale, shear, shift and deviation of the elastic field in pixels. */
const STRENGTHS = [(9 * Math.PI) / 180, 0.09, 0.09, 0.6, 1.1] as const

for (const build of ['full', 'testing-checked']) {
  const load = (file: string) =>
    loadFloat32Module(readFileSync(new URL(`../../build/${file}.wasm`, import.meta.url)))

  for (const strength of [0, 0.3, 1, 3]) {
    test(`${build}, strength ${strength}: 250 digits within 5e-5 of float64`, async () => {
      const module = await load(build)
      const reference = await load('testing')
      const { exports } = reference
      const { drawDistortion, distort16In64 } = exports as unknown as Record<
        'drawDistortion' | 'distort16In64',
        (...args: number[]) => void
      >
      const at = globalValue(exports, 'DOUBLES')
      const [from, to] = [0, 1].map((i) => new Float64Array(exports.memory.buffer, at + 2048 * i, 256))
      module.images.set(digits.images)
      module.full!.distortBuffer(digits.length, SEED, PASS, 7, strength)
      let [worst, moved] = [0, 0]
      for (let i = 0; i < digits.length; i++) {
        const image = digits.images.subarray(256 * i, 256 * (i + 1))
        from.set(image)
        drawDistortion(SEED, PASS, 7 + i)
        const [rotation, scale, shear, shift, elastic] = STRENGTHS.map((value) => value * strength)
        distort16In64(at, globalValue(exports, 'DRAWN'), rotation, scale, shear, shift, elastic, at + 2048)
        for (let k = 0; k < 256; k++) {
          worst = Math.max(worst, Math.abs(module.images[256 * i + k] - to[k]))
          moved = Math.max(moved, Math.abs(to[k] - image[k]))
        }
      }
      console.log(
        `  ${build}, strength ${strength}: max difference ${worst.toExponential(2)}, moved by ${moved}`,
      )
      assert.ok(worst <= 5e-5, `differs by ${worst}`)
      // an odd factor keeps the pixels' centres
      if (strength === 0) assert.ok(moved < 1e-6)
      else assert.ok(moved > 0.3)
    })
  }
}

const recipe: Recipe = { ...recipes.postal, passes: 2, warmupSteps: 2 }

test('a training with distortion and averaged weights, stopped after each pass, ends at the same bits', async () => {
  const whole = await trained(recipe, digits)
  let network = await Network.create(recipe)
  for await (const _ of network.fit(digits, { evaluateTrain: false })) break
  network = await Network.resume(network.checkpoint())
  await train(network, digits, { evaluateTrain: false })
  assert.is(await sha256(network), await sha256(whole))
  assert.equal(network.checkpoint().length, whole.checkpoint().length)
  assert.is.not(await sha256(whole), await sha256(await trained({ ...recipe, distortion: 0 }, digits)))
})

test('the averaged weights are what reads, what is saved, and not what goes on', async () => {
  const averaged = await trained({ ...recipe, averaging: 0.9 }, digits)
  const plain = await trained({ ...recipe, averaging: 0 }, digits)
  assert.ok(distance(averaged.stateDict(), plain.stateDict()) > 1e-4)
  const loaded = await Network.load(averaged.save(), { ...recipe, averaging: 0 })
  assert.equal(loaded.predict(digits.images), averaged.predict(digits.images))
  assert.equal(loaded.evaluate(digits), averaged.evaluate(digits))
  assert.is.not(plain.evaluate(digits).loss, averaged.evaluate(digits).loss)
})

test('the running mean is that of float64 within 1e-6', async () => {
  const decay = 0.9
  const network = await Network.create({ ...recipes.base, averaging: decay })
  const plain = await Network.create(recipes.base)
  const mean = Float64Array.from(plain.stateDict().H3w)
  for (let step = 1; step <= 20; step++) {
    const image = digits.images.slice(256 * step, 256 * (step + 1))
    for (const net of [network, plain]) {
      net.forward(image)
      net.backward(digits.labels[step])
      net.step()
    }
    const share = 1 - Math.min(decay, (1 + step) / (10 + step))
    const weights = plain.stateDict().H3w
    for (let i = 0; i < mean.length; i++) mean[i] += share * (weights[i] - mean[i])
  }
  const { H3w } = network.stateDict()
  assert.ok(H3w.every((value, i) => Math.abs(value - mean[i]) < 1e-6))
})

test.run()
