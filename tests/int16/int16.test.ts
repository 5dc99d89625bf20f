/** Trained networks in int16: their integers against a plain reference, their answers against those in float32. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Int16Network } from '../../src/int16/index.js'
import { quantise } from '../../src/int16/quantise.js'
import { type Activation, type Recipe, recipes } from '../../src/model/recipes.js'
import { type StateDict, tensorNames } from '../../src/model/state.js'
import { Network } from '../../src/network/network.js'
import { loadMnist } from '../../src/node/index.js'
import { loadInt16Module } from '../../src/wasm/int16.js'
import { readFixture } from '../support/fixtures.js'
import { sameNumbers } from '../support/numbers.js'
import { refuses } from '../support/refusal.js'
import { image, samples, train } from '../support/training.js'
import { place2, plainBorder, plainSums, reference } from './reference.js'

const test = suite('int16')

const ACTIVATIONS: readonly Activation[] = ['tanh', 'scaledTanh', 'relu', 'silu']
const recipeOf = (activation: Activation): Recipe =>
  activation === 'tanh' || activation === 'scaledTanh'
    ? { ...recipes.base, activation, passes: 1 }
    : { ...recipes.modern, activation, lr: 1e-3, passes: 1 }

const digits = samples(500)
const checkedFile = new URL('../../build/int16-checked.wasm', import.meta.url)

async function trained(activation: Activation): Promise<Network> {
  const network = await Network.create(recipeOf(activation))
  await train(network, digits)
  return network
}

/** All weights times a factor. */
const scaled = (state: StateDict, factor: number): StateDict =>
  Object.fromEntries(tensorNames.map((name) => [name, state[name].map((w) => w * factor)])) as StateDict

/** Numbers in [−1, 1) from a linear congruential generator. */
function noise(count: number): Float32Array {
  let word = 1
  return Float32Array.from({ length: count }, () => {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0
    return word / 2 ** 31 - 1
  })
}

/** Digits, noise, all background, all ink, a chessboard, ink in the corners, and pixels far outside of −1 … 1. */
function images(): Float32Array[] {
  const corners = new Float32Array(256).fill(-1)
  for (const i of [0, 15, 240, 255]) corners[i] = 1
  return [
    ...Array.from({ length: 20 }, (_, i) => image(digits, i)),
    ...Array.from({ length: 5 }, (_, i) => noise(1280).subarray(i * 256, (i + 1) * 256)),
    new Float32Array(256).fill(-1),
    new Float32Array(256).fill(1),
    new Float32Array(256).map((_, i) => ((i ^ (i >> 4)) & 1 ? 1 : -1)),
    corners,
    noise(256).map((x) => x * 3),
    noise(256).map((x) => x * 3e38),
  ]
}

/** A network in int16, and the module that holds it. */
async function loaded(activation: Activation, state: StateDict, wasm?: Uint8Array<ArrayBuffer>) {
  const module = await loadInt16Module(wasm)
  const network = quantise(activation, 'mse', state, module.bounds)
  module.hold(network)
  return { network, module }
}

/** Compares the module's H1 and H2 with the reference's on all of `images`. */
async function compare(
  activation: Activation,
  state: StateDict,
  wasm?: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const { network, module } = await loaded(activation, state, wasm)
  for (const pixels of images()) {
    module.images.set(pixels)
    module.exports.predict(1)
    const { h1, h2 } = reference(network, module.tables, pixels)
    sameNumbers(
      Array.from(h1, (_, i) => module.h1[Math.floor(i / 12) * 16 + (i % 12)]!),
      h1,
    )
    const order = (i: number) => place2(Math.floor(i / 48), Math.floor(i / 12) % 4, i % 12)
    sameNumbers(
      Array.from(h2, (_, i) => module.h2[order(i)]!),
      h2,
    )
  }
}

const LAYERS = [
  [1, 300, 768, 256],
  [2, 2400, 192, 768],
  [3, 5760, 30, 192],
] as const

for (const [build, wasm] of [
  ['the module', undefined],
  ['the checked build', new Uint8Array(readFileSync(checkedFile))],
] as const)
  test(`${build}: bounds of sums and weights rounded, bit for bit as in plain TypeScript`, async () => {
    const { bounds } = await loadInt16Module(wasm)
    for (const [layer, count, units, inputs] of LAYERS) {
      const numbers = noise(count + units + 2 * inputs)
      const weights = numbers.slice(0, count).map((w, i) => (i % 7 ? w : 0))
      const biases = numbers.slice(count, count + units)
      const ends = [numbers.slice(count + units, -inputs), numbers.slice(-inputs)] as const
      const intervals = {
        least: Float64Array.from(ends[0], (x, i) => Math.min(x, ends[1][i]!)),
        greatest: Float64Array.from(ends[0], (x, i) => Math.max(x, ends[1][i]!)),
      }
      const expected = plainSums(layer, weights, new Float64Array(biases), intervals)
      const sums = bounds.sums(layer, weights, biases, intervals)
      sameNumbers(sums.least, expected.least)
      sameNumbers(sums.greatest, expected.greatest)
      if (layer !== 3)
        sameNumbers(bounds.withBorder(layer, weights, biases), plainBorder(layer, weights, biases))
      assert.is(bounds.greatest(weights), Math.max(...weights.map(Math.abs)))
      sameNumbers(
        bounds.rounded(weights, 4096, 0.5),
        Array.from(weights, (w) => Math.round((w * 4096) / 0.5) + 0),
      )
    }
    const halves = [-1.5, -0.5, -0.25, 0.25, 0.49999999999999994, 0.5, 1.5, 2.5, -2.5]
    assert.equal(
      [...bounds.rounded(new Float64Array(halves), 1, 1)],
      halves.map((x) => Math.round(x) + 0),
    )
  })

for (const activation of ACTIVATIONS) {
  test(`${activation}: H1 and H2 are the plain reference's, bit for bit`, async () => {
    const network = await trained(activation)
    await compare(activation, network.stateDict())
  })

  test(`${activation}: so they are in the checked build, which traps where a kernel strays from its region`, async () => {
    const network = await trained(activation)
    await compare(activation, network.stateDict(), new Uint8Array(readFileSync(checkedFile)))
  })

  test(`${activation}: no sum wraps with weights of 0, 1e-30, 100 times and 1e30 times as great`, async () => {
    const state = (await trained(activation)).stateDict()
    for (const factor of [0, 1e-30, 100, 1e30]) {
      await compare(activation, scaled(state, factor))
      const network = await Int16Network.create({
        config: { activation, loss: 'mse' },
        state: scaled(state, factor),
      })
      for (const pixels of images()) {
        const outputs = network.predict(pixels)
        if (factor < 1e30) assert.ok(outputs.every(Number.isFinite), `${factor}: ${outputs}`)
      }
    }
  })

  test(`${activation}: the table is f(z) to the nearest 1 / scale`, async () => {
    const { network, module } = await loaded(activation, (await trained(activation)).stateDict())
    const { tables } = module
    const f: Record<Activation, (z: number) => number> = {
      tanh: Math.tanh,
      scaledTanh: (z) => 1.7159 * Math.tanh((2 / 3) * z),
      relu: (z) => Math.max(0, z),
      silu: (z) => z / (1 + Math.exp(-z)),
    }
    for (const [layer, { range, scale }] of network.tables.entries())
      for (const [i, y] of tables[layer].entries()) {
        const exact = scale * f[activation](((2 * i + 1) / 16_384 - 1) * range)
        assert.ok(Math.abs(y - exact) < 0.55, `${layer} ${i}: ${y}, expected ${exact}`)
      }
  })

  for (const loss of ['mse', 'crossEntropy'] as const)
    test(`${activation}, ${loss}: outputs within 0.5% of the greatest of float32's, evaluation alike`, async () => {
      const network = await Network.create({ ...recipeOf(activation), loss })
      await train(network, digits)
      const fast = await Int16Network.create(network)
      const [exact, outputs] = [network.predict(digits.images), fast.predict(digits.images)]
      const greatest = exact.reduce((most, y) => Math.max(most, Math.abs(y)), 0)
      const worst = exact.reduce((most, y, i) => Math.max(most, Math.abs(y - outputs[i]!)), 0)
      console.log(
        `  ${activation}, ${loss}: greatest difference ${worst.toExponential(1)} of ${greatest.toFixed(2)}`,
      )
      assert.ok(worst < 0.005 * greatest, `${worst} of ${greatest}`)
      const [a, b] = [network.evaluate(digits), fast.evaluate(digits)]
      assert.is(b.count, digits.length)
      assert.ok(Math.abs(a.loss - b.loss) < 0.002 * a.loss + 1e-4, `${a.loss} ${b.loss}`)
      const answers = Array.from(digits.labels, (_, i) => {
        const own = outputs.subarray(i * 10, i * 10 + 10)
        return own.indexOf(Math.max(...own))
      })
      assert.is(b.misses, answers.filter((answer, i) => answer !== digits.labels[i]).length)
    })
}

for (const [file, recipe] of [
  ['trained_mnist1989_base', recipes.base],
  ['trained_mnist50k_modern', recipes.modern],
] as const) {
  test(`${file}: misses of 10,000 within 5 of float32's`, async () => {
    const fixture = readFixture(file)
    const state = Object.fromEntries(
      tensorNames.map((name) => [name, fixture.tensor(name, 'F32')]),
    ) as StateDict
    const network = await Network.create(recipe)
    network.loadStateDict(state)
    const set = (await loadMnist({ train: 1, test: 10_000 })).test
    const fast = await Int16Network.create({ config: recipe, state })
    const [exact, own] = [network.evaluate(set), fast.evaluate(set)]
    const outputs = fast.predict(set.images)
    const worst = network
      .predict(set.images)
      .reduce((most, y, i) => Math.max(most, Math.abs(y - outputs[i]!)), 0)
    console.log(`  ${file}: ${own.misses} misses, in float32 ${exact.misses}`)
    console.log(`  loss ${own.loss}, ${exact.loss}; outputs differ by up to ${worst.toFixed(4)}`)
    assert.ok(Math.abs(own.misses - exact.misses) <= 5)
    assert.ok(Math.abs(own.loss - exact.loss) < 1e-3 * exact.loss)
  })
}

test('many images give what each gives alone, in a memory that does not grow', async () => {
  const { module } = await loaded('tanh', (await trained('tanh')).stateDict())
  const fast = await Int16Network.create(await trained('tanh'))
  const all = fast.predict(digits.images)
  for (const i of [0, 255, 256, 499])
    sameNumbers(all.subarray(i * 10, i * 10 + 10), fast.predict(image(digits, i)))
  assert.is(fast.predict(new Float32Array(0)).length, 0)
  const { memory } = module.exports
  assert.throws(() => (memory as WebAssembly.Memory).grow(1))
})

test('anything but a network, an image or a module is refused', async () => {
  const network = await trained('relu')
  const state = network.stateDict()
  const make = (given: unknown, options?: object) => () => Int16Network.create(given as Network, options)
  await refuses(make(undefined), 'ERR_CONFIG', /Int16Network\.create: found undefined, expected a Network or/)
  await refuses(
    make({ config: { activation: 'gelu', loss: 'mse' }, state }),
    'ERR_CONFIG',
    /activation is "gelu"/,
  )
  await refuses(make({ config: { activation: 'relu', loss: 'mae' }, state }), 'ERR_CONFIG', /loss is "mae"/)
  await refuses(
    make({ config: { activation: 'relu', loss: 'mse' }, state: {} }),
    'ERR_STATE',
    /H1w .*missing/,
  )
  await refuses(make({ activation: 'relu', loss: 'mse', state }), 'ERR_CONFIG', /expected a Network or/)
  await refuses(make(network, { calibrate: 1 }), 'ERR_CONFIG', /unknown option "calibrate"/)
  const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])
  await refuses(make(network, { wasm: empty }), 'ERR_WASM', /expected int16\.wasm/)
  await refuses(make(network, { wasm: new Uint8Array(3) }), 'ERR_WASM', /could not be compiled/)

  const fast = await Int16Network.create(network)
  const odd = digits.images.slice(0, 600 * 256 - 1)
  const nan = digits.images.slice()
  nan[300 * 256 + 7] = Number.NaN
  const infinite = digits.images.slice()
  infinite[5] = Number.NEGATIVE_INFINITY
  await refuses(() => fast.predict([] as never), 'ERR_SHAPE', /expected a Float32Array/)
  await refuses(() => fast.predict(odd.subarray(1)), 'ERR_SHAPE', /expected a multiple of 256/)
  await refuses(() => fast.predict(nan), 'ERR_VALUE', /pixel 7 of digit 300 is NaN/)
  await refuses(() => fast.predict(infinite), 'ERR_VALUE', /pixel 5 of digit 0 is -Infinity/)
  await refuses(() => fast.evaluate({ ...digits, images: nan }), 'ERR_VALUE', /pixel 7 of digit 300/)
  await refuses(() => fast.evaluate({ ...digits, length: 3 }), 'ERR_SHAPE', /length 3/)
  assert.is(fast.predict(digits.images).length, digits.length * 10)
  fast.dispose()
  await refuses(() => fast.predict(digits.images), 'ERR_DISPOSED', /disposed/)
  await refuses(() => fast.evaluate(digits), 'ERR_DISPOSED', /disposed/)
  network.dispose()
  await refuses(make(network), 'ERR_DISPOSED', /disposed/)
})

test.run()
