/**
 * The SIMD kernels against the float64 reference where no golden numbers reach: every activation, loss and place of dropout, on digits and on
 * images without any background, batches, and the path that evaluates. On the packaged build and on the checked one.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { type StateDict, tensorNames } from '../../src/model/state.js'
import { Network } from '../../src/network/network.js'
import { ReferenceNetwork } from '../../src/reference/network.js'
import { type Float32Module, readState, writeState } from '../../src/wasm/index.js'
import { readFixture } from '../support/fixtures.js'
import { loadSimd, simdBuilds } from '../support/golden/simd.js'

const simd = suite('simd')

/** Uniform in [−1, 1), the same in every run (Numerical Recipes' generator). */
function uniform(seed: number): () => number {
  let word = seed
  return () => {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0
    return word / 2 ** 31 - 1
  }
}

const digits = readFixture('samples_mnist')
const pixels = digits.tensor('x', 'F32')
const labels = digits.tensor('labels', 'U8')
const random = uniform(1989)
const images: readonly Float32Array[] = [
  ...[0, 1, 2].map((i) => pixels.slice(256 * i, 256 * (i + 1))),
  ...[0, 1, 2].map(() => Float32Array.from({ length: 256 }, random)),
  new Float32Array(256).fill(-1),
  new Float32Array(256).fill(1),
  // ink in the corners and along the borders only
  Float32Array.from({ length: 256 }, (_, i) =>
    i < 16 || i >= 240 || i % 16 === 0 || i % 16 === 15 ? 0.5 : -1,
  ),
  Float32Array.from({ length: 256 }, (_, i) => ([0, 15, 240, 255].includes(i) ? 1 : -1)),
]

/** Initial weights with biases that are not 0, so that each of them matters. */
const weights = (() => {
  const state = readFixture('rng').state('init_modern', 'F32')
  for (const name of tensorNames.filter((tensor) => tensor.endsWith('b'))) {
    state[name].set(state[name].map(() => 0.2 * random()))
  }
  return state
})()

/** What the stream gives for the first forward pass after the weights were drawn. */
const firstMask = (layer: 'h2' | 'h3') =>
  layer === 'h2'
    ? readFixture('modern_aug_h2_mnist').tensor('masks', 'U8').slice(0, 192)
    : readFixture('rng').tensor('dropout_masks_after_init', 'U8').slice(0, 30)

/** Largest difference, as a share of the largest value (of 1, if all are smaller). */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.is(a.length, b.length)
  let [difference, largest] = [0, 1]
  for (let i = 0; i < a.length; i++) {
    difference = Math.max(difference, Math.abs(a[i] - b[i]))
    largest = Math.max(largest, Math.abs(b[i]))
  }
  return difference / largest
}

type Tensors = ReturnType<ReferenceNetwork['gradients']>
const distances = (a: StateDict, b: Tensors) =>
  Math.max(...tensorNames.map((name) => distance(a[name], b[name])))

function close(what: string, difference: number, within: number): void {
  console.log(`  ${what}: ${difference.toExponential(2)}, allowed ${within.toExponential(0)}`)
  assert.ok(difference <= within, `${what}: differs by ${difference}, more than ${within}`)
}

function forwardBackward(module: Float32Module, image: Float32Array, label: number): number {
  module.images.set(image)
  module.exports.forwardSample(0)
  return module.exports.backwardSample(label, 1)
}

for (const build of simdBuilds.filter(({ name }) => name !== 'SIMD kernels')) {
  for (const activation of ['tanh', 'scaledTanh', 'relu', 'silu'] as const) {
    for (const loss of ['mse', 'crossEntropy'] as const) {
      const labelSmoothing = loss === 'crossEntropy' ? 0.1 : 0
      const recipe: Recipe = { ...recipes.modern, activation, loss, labelSmoothing }
      const title = `${build.name}, ${activation}, ${loss}`

      simd(`${title}: loss, gradients and predictions within 2e-6 of float64`, async () => {
        const module = await loadSimd(build, { ...recipe, dropout: 0 })
        const reference = await ReferenceNetwork.create(recipe, 64)
        writeState(module.parameters, weights)
        reference.setState(weights)
        const worst = { loss: 0, gradients: 0, predictions: 0 }
        for (const [i, image] of images.entries()) {
          module.exports.zeroGradients()
          reference.clearGradients()
          const ours = forwardBackward(module, image, i % 10)
          const outputs = reference.forward(image)
          worst.loss = Math.max(worst.loss, distance([ours], [reference.backward(i % 10)]))
          worst.gradients = Math.max(
            worst.gradients,
            distances(readState(module.gradients), reference.gradients()),
          )
          module.exports.predict(1)
          worst.predictions = Math.max(worst.predictions, distance(module.outputs.subarray(0, 10), outputs))
        }
        for (const [what, difference] of Object.entries(worst)) close(`${title}: ${what}`, difference, 2e-6)
      })

      for (const dropoutAfter of ['h2', 'h3'] as const) {
        simd(`${title}, dropout after ${dropoutAfter}: gradients within 2e-6 of float64`, async () => {
          let worst = 0
          for (const image of images) {
            // A fresh instance for each, whose stream stands where the mask is known.
            const module = await loadSimd(build, { ...recipe, dropoutAfter })
            const reference = await ReferenceNetwork.create({ ...recipe, dropoutAfter }, 64)
            writeState(module.parameters, weights)
            reference.setState(weights)
            const ours = forwardBackward(module, image, 7)
            reference.forward(image, { mask: firstMask(dropoutAfter) })
            worst = Math.max(worst, distance([ours], [reference.backward(7)]))
            worst = Math.max(worst, distances(readState(module.gradients), reference.gradients()))
          }
          close(`${title}, dropout after ${dropoutAfter}`, worst, 2e-6)
        })
      }
    }
  }

  simd(
    `${build.name}: a unit that never fires has gradients of exactly 0, and AdamW only lets its weights decay`,
    async () => {
      const recipe: Recipe = { ...recipes.modern, dropout: 0, roll: 0 }
      const module = await loadSimd(build, recipe)
      const dead = structuredClone(weights)
      dead.H1b.fill(-100, 3 * 64, 4 * 64) // plane 3 of H1, unit 5 of H3
      dead.H3b[5] = -100
      writeState(module.parameters, dead)
      module.exports.adamwReset()
      const decay = Math.fround(1 - recipe.lr * recipe.weightDecay)
      let expected = dead.H1w.slice(75, 100)
      for (const image of images) {
        module.exports.zeroGradients()
        forwardBackward(module, image, 4)
        const gradients = readState(module.gradients)
        assert.equal(gradients.H1w.slice(75, 100), new Float32Array(25))
        assert.equal(gradients.H1b.slice(192, 256), new Float32Array(64))
        assert.is(gradients.H3w.filter((g, at) => at % 30 === 5 && g !== 0).length, 0)
        assert.is(gradients.H3b[5], 0)

        module.labels[0] = 4
        module.exports.setRate(recipe.lr)
        module.exports.beginPass(1)
        module.exports.train(1)
        expected = expected.map((weight) => weight * decay)
      }
      assert.equal(readState(module.parameters).H1w.slice(75, 100), expected)
    },
  )

  for (const optimizer of ['sgd', 'adamw'] as const) {
    for (const batchSize of [1, 4]) {
      const title = `${build.name}, ${optimizer}, batches of ${batchSize}`
      simd(
        `${title}: five passes over ten images within 1e-5 of float64, the last batch smaller`,
        async () => {
          const lr = optimizer === 'sgd' ? 0.03 : 1e-3
          const recipe: Recipe = {
            ...recipes.modern,
            activation: 'silu',
            optimizer,
            batchSize,
            lr,
            dropout: 0,
            roll: 0,
          }
          const module = await loadSimd(build, recipe)
          const reference = await ReferenceNetwork.create(recipe, 64)
          writeState(module.parameters, weights)
          reference.setState(weights)
          module.exports.adamwReset()
          module.exports.setRate(lr)
          let difference = 0
          for (let pass = 0; pass < 5; pass++) {
            for (const [i, image] of images.entries()) module.images.set(image, 256 * i)
            module.labels.set(labels.subarray(0, images.length))
            module.exports.beginPass(images.length)
            const ours = module.exports.train(images.length)
            let theirs = 0
            for (let start = 0; start < images.length; start += batchSize) {
              const batch = images.slice(start, start + batchSize)
              for (const [i, image] of batch.entries()) {
                reference.forward(image)
                theirs += reference.backward(labels[start + i], 1 / batch.length)
              }
              reference.step()
            }
            difference = Math.max(difference, distance([ours], [theirs]))
          }
          assert.is(module.exports.stepsDone(), 5 * Math.ceil(images.length / batchSize))
          close(`${title}: losses`, difference, 1e-5)
          close(`${title}: parameters`, distances(readState(module.parameters), reference.state()), 1e-5)
        },
      )
    }
  }
}

simd('after a fit, an own loop starts from gradients of 0', async () => {
  const set = { images: pixels.slice(0, 2560), labels: labels.slice(0, 10), length: 10 }
  const recipe: Recipe = { ...recipes.modern, dropout: 0, roll: 0, passes: 1 }
  const trained = await Network.create(recipe)
  for await (const _ of trained.fit(set, { evaluateTrain: false }));
  const fresh = await Network.create(recipe)
  fresh.loadStateDict(trained.stateDict())
  for (const network of [trained, fresh]) {
    network.forward(images[0])
    network.backward(labels[0])
  }
  assert.equal(trained.gradients(), fresh.gradients())
})

simd.run()
