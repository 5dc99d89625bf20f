/**
 * The training of 1989: gradients, curvatures and updates against golden numbers computed in float64 (tests/fixtures/golden_newton_mnist.safetensors), and the kernels
 * against the float64 reference where these do not reach.
 */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Digits } from '../../src/model/digits.js'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { type StateDict, type TensorName, tensorNames } from '../../src/model/state.js'
import { Network } from '../../src/network/network.js'
import { type Precision, ReferenceNetwork } from '../../src/reference/network.js'
import { type Fixture, hasFixture, readFixture } from '../support/fixtures.js'
import { distance, samples, trained } from '../support/training.js'

const newton = suite('newton')

type Tensors = Record<TensorName, ArrayLike<number>>

/** What is asked of an implementation; made for the recipe of the golden files. */
interface Target {
  setState(state: StateDict): void
  state(): Tensors
  predict(image: Float32Array): ArrayLike<number>
  /** h ← the mean over the digits. */
  estimate(set: Digits): void
  h(): Tensors
  gradients(image: Float32Array, label: number): Tensors
  /** One update with its digit; the loss before it. */
  step(image: Float32Array, label: number, lr: number): number
}

const golden: Recipe = { ...recipes.paper1989, lr: 0.00125 }
const kinds: Record<string, (recipe: Recipe) => Promise<Target>> = {
  'float32 reference': (recipe) => reference(recipe, 32),
  'float64 reference': (recipe) => reference(recipe, 64),
  SIMD: (recipe) => simd(recipe),
  'checked SIMD': (recipe) => simd(recipe, 'testing-checked'),
}

async function reference(recipe: Recipe, precision: Precision): Promise<Target> {
  const network = await ReferenceNetwork.create(recipe, precision)
  return {
    setState: (state) => network.setState(state),
    state: () => network.state(),
    predict: (image) => network.forward(image),
    estimate: ({ images }) => network.estimateCurvature(images),
    h: () => network.moments().first,
    gradients(image, label) {
      network.clearGradients()
      network.forward(image)
      network.backward(label)
      return network.gradients()
    },
    step(image, label, lr) {
      network.clearGradients()
      network.forward(image)
      const loss = network.backward(label)
      network.step(lr)
      return loss
    },
  }
}

async function simd(recipe: Recipe, build?: string): Promise<Target> {
  const wasm = build && readFileSync(new URL(`../../build/${build}.wasm`, import.meta.url))
  const network = await Network.create(recipe, wasm ? { wasm } : {})
  return {
    setState: (state) => network.loadStateDict(state),
    state: () => network.stateDict(),
    predict: (image) => network.predict(image),
    estimate: (set) => network.estimateCurvature(set),
    h: () => network.curvatures(),
    gradients(image, label) {
      network.forward(image)
      network.backward(label)
      const gradients = network.gradients()
      network.step(0)
      return gradients
    },
    step(image, label, lr) {
      network.forward(image)
      const loss = network.backward(label)
      network.step(lr)
      return loss
    },
  }
}

function digitsOf(fixture: Fixture, from: number, count: number): Digits {
  const images = fixture.tensor('inputs', 'F32').slice(256 * from, 256 * (from + count))
  return { images, labels: fixture.tensor('labels', 'U8').slice(from, from + count), length: count }
}

/** Largest difference, as a share of the tensor's largest value. */
function relative(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.is(a.length, b.length)
  let [difference, largest] = [0, 0]
  for (let i = 0; i < b.length; i++) {
    // Math.max hands NaN on, which no tolerance admits
    difference = Math.max(difference, Math.abs(a[i] - b[i]))
    largest = Math.max(largest, Math.abs(b[i]))
  }
  return difference / largest
}
const worstRelative = (a: Tensors, b: Tensors) =>
  Math.max(...tensorNames.map((name) => relative(a[name], b[name])))

function close(what: string, difference: number, within: number): void {
  console.log(`  ${what}: ${difference.toExponential(2)}, allowed ${within.toExponential(0)}`)
  assert.ok(difference <= within, `${what}: differs by ${difference}, more than ${within}`)
}

/** The tensors of several digits one after the other, as the files have them. */
const joined = (list: readonly Tensors[]): Tensors =>
  Object.fromEntries(
    tensorNames.map((name) => [
      name,
      Float64Array.from(list.flatMap((tensors) => Array.from(tensors[name]))),
    ]),
  ) as unknown as Tensors

for (const file of ['golden_newton_mnist', 'golden_newton_zip']) {
  if (!hasFixture(file)) {
    newton.skip(`${file}: its numbers are not published`)
    continue
  }
  const fixture = readFixture(file)
  for (const [kind, create] of Object.entries(kinds)) {
    for (const state of ['init', 'after100', 'wide']) {
      newton(
        `${kind}, ${file}, ${state}: outputs within 2e-6, gradients within 2e-5, curvatures within 5e-6`,
        async () => {
          const target = await create(golden)
          target.setState(fixture.state(state, 'F32'))
          const outputs = fixture.tensor(`${state}.outputs`, 'F64')
          let furthest = 0
          for (let i = 0; i < 64; i++) {
            const ours = target.predict(digitsOf(fixture, i, 1).images)
            for (let k = 0; k < 10; k++)
              furthest = Math.max(furthest, Math.abs(ours[k] - outputs[10 * i + k]))
          }
          close(`${kind}, ${state}: outputs`, furthest, 2e-6)
          const four = [0, 1, 2, 3].map((i) => digitsOf(fixture, i, 1))
          const curvatures = four.map((digit) => {
            target.estimate(digit)
            return target.h()
          })
          const gradients = four.map(({ images, labels }) => target.gradients(images, labels[0]))
          const theirs = (group: string) => fixture.state(`${state}.${group}`, 'F32')
          close(`${kind}, ${state}: gradients`, worstRelative(joined(gradients), theirs('grad')), 2e-5)
          close(`${kind}, ${state}: curvatures`, worstRelative(joined(curvatures), theirs('curv')), 5e-6)
        },
      )
    }

    newton(`${kind}, ${file}: 100 updates, h within 5e-6, parameters and energies within 1e-6`, async () => {
      const target = await create(golden)
      target.setState(fixture.state('init', 'F32'))
      target.estimate(digitsOf(fixture, 0, 64))
      close(`${kind}: mean`, worstRelative(target.h(), fixture.state('init.mean_curv', 'F32')), 5e-6)
      const energies = fixture.tensor('energies', 'F64')
      let furthest = 0
      for (let k = 1; k <= 100; k++) {
        const { images, labels } = digitsOf(fixture, (k - 1) % 64, 1)
        // the mean over ten outputs of the square is a fifth of half their sum
        furthest = Math.max(
          furthest,
          Math.abs(target.step(images, labels[0], golden.lr) - energies[k - 1] / 5),
        )
        if (![1, 10, 100].includes(k)) continue
        close(`${kind}: h after ${k}`, worstRelative(target.h(), fixture.state(`after${k}.h`, 'F32')), 5e-6)
        const after = fixture.state(`after${k}`, 'F32')
        close(`${kind}: parameters after ${k}`, distance(target.state() as StateDict, after), 1e-6)
      }
      close(`${kind}: energies`, furthest, 1e-6)
    })
  }

  newton(
    `${file}: 100 updates of fit with curvatures kept for the pass, parameters within 1e-6`,
    async () => {
      // the file's updates go over its 64 digits in turn, so h is that of the first 64 of the hundred
      const set = digitsOf(fixture, 0, 64)
      const hundred = {
        images: Float32Array.from({ length: 25600 }, (_, i) => set.images[i % 16384]),
        labels: Uint8Array.from({ length: 100 }, (_, i) => set.labels[i % 64]),
        length: 100,
      }
      const recipe: Recipe = { ...golden, curvature: 'perPass', curvatureDigits: 64, passes: 1 }
      const network = await Network.create({ ...recipe, seed: 1989 })
      for await (const _ of network.fit(hundred, { evaluateTrain: false }));
      close('fixed h', distance(network.stateDict(), fixture.state('fixed100', 'F32')), 1e-6)
    },
  )

  newton(`${file}: initial weights of seed 1989 within ±2.4/F, to the last bit; all biases 0`, async () => {
    const network = await Network.create({ ...golden, seed: 1989 })
    assert.equal(network.stateDict(), fixture.state('init', 'F32'))
  })
}

newton('on a net with one path the curvatures are the squared Jacobian within 4e-16', async () => {
  // one tap, one plane, one unit of each layer: no sums, no terms to leave out
  const network = await ReferenceNetwork.create(golden, 64)
  const zeros = Object.fromEntries(
    tensorNames.map((name) => [name, new Float64Array(network.parameter(name).length)]),
  ) as Record<TensorName, Float64Array>
  // the kernels' middle tap at plane 0's unit (2, 2) of H1, which only unit (1, 1) of H2's plane 0 meets with tap (2, 2)
  const path = { H1w: 12, H2w: 12, H3w: (1 * 4 + 1) * 30 + 4, outw: 4 * 10 + 6 } as const
  // powers of two, so that what is rounded are the slopes alone
  zeros.H1w[path.H1w] = 0.5
  zeros.H2w[path.H2w] = -0.5
  zeros.H3w[path.H3w] = 1
  zeros.outw[path.outw] = 0.5
  network.setState(zeros)
  const image = new Float32Array(256)
  image[4 * 16 + 4] = 0.5
  network.forward(image)
  network.addCurvature()
  const h = network.curvatures()
  const A = 1.7159
  const S = 2 / 3
  const f = (a: number) => A * Math.tanh(S * a)
  const slope = (a: number) => A * S * (1 - Math.tanh(S * a) ** 2)
  const x0 = image[4 * 16 + 4]
  const a1 = 0.5 * x0
  const a2 = -0.5 * f(a1)
  const a3 = f(a2)
  const a4 = 0.5 * f(a3)
  const d4 = slope(a4)
  const d3 = d4 * 0.5 * slope(a3)
  const d2 = d3 * slope(a2)
  const d1 = d2 * -0.5 * slope(a1)
  const expected: [TensorName, number, number][] = [
    ['outw', path.outw, d4 * f(a3)],
    ['H3w', path.H3w, d3 * f(a2)],
    ['H2w', path.H2w, d2 * f(a1)],
    ['H1w', path.H1w, d1 * x0],
    ['outb', 6, d4],
    ['H3b', 4, d3],
    ['H2b', 5, d2],
    ['H1b', 2 * 8 + 2, d1],
  ]
  for (const [name, at, jacobian] of expected)
    close(`${name}`, Math.abs(h[name][at] - jacobian ** 2) / Math.max(1, jacobian ** 2), 4e-16)
})

/** Uniform in [−1, 1), the same in every run (Numerical Recipes' generator). */
function uniform(seed: number): () => number {
  let word = seed
  return () => {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0
    return word / 2 ** 31 - 1
  }
}
const random = uniform(1989)
const real = samples(3).images
const images: readonly Float32Array[] = [
  ...[0, 1, 2].map((i) => real.slice(256 * i, 256 * (i + 1))),
  ...[0, 1, 2].map(() => Float32Array.from({ length: 256 }, random)),
  new Float32Array(256).fill(-1),
  new Float32Array(256).fill(1),
  new Float32Array(256),
  Float32Array.from({ length: 256 }, (_, i) => ([0, 15, 240, 255].includes(i) ? 1 : -1)),
]
const some: Digits = {
  images: Float32Array.from(images.flatMap((image) => Array.from(image))),
  labels: Uint8Array.from(images, (_, i) => i % 10),
  length: images.length,
}
const weights = (() => {
  const state = readFixture('rng').state('init_modern', 'F32')
  for (const name of tensorNames.filter((tensor) => tensor.endsWith('b')))
    state[name].set(state[name].map(() => 0.2 * random()))
  return state
})()

for (const activation of ['tanh', 'scaledTanh', 'relu', 'silu'] as const) {
  for (const lossScale of ['mean', 'halfSum'] as const) {
    const recipe: Recipe = { ...golden, activation, lossScale }
    newton(
      `${activation}, ${lossScale}: curvatures on digits, dense and plain images within 5e-6 of float64`,
      async () => {
        const [simd, checked, double] = await Promise.all([
          kinds.SIMD(recipe),
          kinds['checked SIMD'](recipe),
          reference(recipe, 64),
        ])
        let worst = 0
        for (const target of [simd, checked, double]) target.setState(weights)
        for (const image of images) {
          const one = { images: image, labels: new Uint8Array(1), length: 1 }
          for (const target of [simd, checked, double]) target.estimate(one)
          worst = Math.max(worst, worstRelative(simd.h(), double.h()))
          assert.equal(simd.h(), checked.h())
        }
        close(`${activation}, ${lossScale}`, worst, 5e-6)
      },
    )
  }
}

for (const [curvature, batchSize] of [
  ['running', 1],
  ['running', 4],
  ['perPass', 1],
  ['perPass', 4],
] as const) {
  newton(
    `${curvature}, batches of ${batchSize}: five passes, parameters within 1e-6 and h within 1e-5 of float64`,
    async () => {
      const recipe: Recipe = { ...golden, curvature, batchSize, curvatureDigits: 7, passes: 5 }
      for (const build of [undefined, 'testing-checked']) {
        const wasm = build && readFileSync(new URL(`../../build/${build}.wasm`, import.meta.url))
        const network = await Network.create(recipe, wasm ? { wasm } : {})
        network.loadStateDict(weights)
        const double = await ReferenceNetwork.create(recipe, 64)
        double.setState(weights)
        for await (const { pass } of network.fit(some, { evaluateTrain: false })) {
          if (pass === 1 || curvature === 'perPass')
            double.estimateCurvature(some.images.subarray(0, 7 * 256))
          for (let at = 0; at < some.length; at += batchSize) {
            const batch = images.slice(at, at + batchSize)
            for (const [i, image] of batch.entries()) {
              double.forward(image)
              double.backward(some.labels[at + i], 1 / batch.length)
            }
            double.step()
          }
        }
        close('parameters', distance(network.stateDict(), double.state() as unknown as StateDict), 1e-6)
        close('h', worstRelative(network.curvatures(), double.moments().first), 1e-5)
      }
    },
  )
}

newton('an own loop makes the steps of fit, to 1e-7', async () => {
  const set = samples(300)
  const recipe: Recipe = { ...recipes.paper1989, passes: 1 }
  const fitted = await trained(recipe, set)
  const own = await Network.create(recipe)
  own.estimateCurvature(set)
  for (let i = 0; i < set.length; i++) {
    own.forward(set.images.slice(256 * i, 256 * (i + 1)))
    own.backward(set.labels[i])
    own.step()
  }
  // the rate is in the gradient there and in the step here
  close('own loop', distance(own.stateDict(), fitted.stateDict()), 1e-7)
})

newton('curvatures of units that are silent for long become 0, not denormals', async () => {
  const set = samples(250)
  const network = await Network.create({ ...recipes.paper1989, activation: 'relu', gamma: 0.05, passes: 20 })
  for await (const _ of network.fit(set, { evaluateTrain: false })) break
  const unit = network.curvatures().H3b.findIndex((value) => value > 0)
  const state = network.stateDict()
  state.H3b[unit] = -100
  network.loadStateDict(state)
  for await (const _ of network.fit(set, { evaluateTrain: false }));
  const { H3b, H3w } = network.curvatures()
  assert.is(H3b[unit], 0)
  for (const values of Object.values(network.curvatures()))
    assert.is(values.filter((value) => value !== 0 && Math.abs(value) < 2 ** -126).length, 0)
  assert.ok(H3w.some((value) => value > 0))
})

newton.run()
