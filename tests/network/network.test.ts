/** A network as an object: seeds, weights in and out, files, many of them, and their end. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { encodeSafetensors } from '../../src/formats/safetensors.js'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { PARAMETERS } from '../../src/model/shape.js'
import { type StateDict, tensorNames } from '../../src/model/state.js'
import { Network } from '../../src/network/network.js'
import { refuses } from '../support/refusal.js'
import { image, samples, sha256, train, trained } from '../support/training.js'

const test = suite('network')
const digits = samples(120)

test('the configuration is kept, the parameters are counted, nothing is done yet', async () => {
  const network = await Network.create({ ...recipes.modern, seed: 7 })
  assert.equal(network.config, { ...recipes.modern, seed: 7 })
  assert.is(network.parameterCount, PARAMETERS)
  assert.is(network.passes, 0)
  assert.is(network.steps, 0)
  for (const values of Object.values(network.gradients())) assert.ok(values.every((g) => g === 0))
})

test('the seed decides: the same gives the same bits after training, any other others, none is 1337', async () => {
  const bits = async (seed?: number) =>
    sha256(await trained({ ...recipes.modern, passes: 1, ...(seed === undefined ? {} : { seed }) }, digits))
  const usual = await bits()
  assert.is(await bits(1337), usual)
  const others = await Promise.all([0, 1, 2 ** 31, 2 ** 32 - 1].map(bits))
  assert.is(new Set([usual, ...others]).size, 5)
})

test('the seed decides the shifts and the masks, too: the same weights train to others', async () => {
  const state = (await Network.create(recipes.base)).stateDict()
  for (const recipe of [recipes.augmentation, { ...recipes.modern, roll: 0 }] as const) {
    const bits = async (seed: number) => {
      const network = await Network.create({ ...recipe, passes: 1, seed })
      network.loadStateDict(state)
      await train(network, digits)
      return sha256(network)
    }
    assert.is(await bits(7), await bits(7))
    assert.is.not(await bits(7), await bits(8))
  }
})

test('dropout and shifts are drawn from streams of their own: without dropout the shifts are the same', async () => {
  // the first forward pass of an own loop takes 30 draws of PyTorch's stream, and none of numpy's
  const recipe: Recipe = { ...recipes.modern, dropout: 0.5, roll: 0 }
  const [fresh, used] = [await Network.create(recipe), await Network.create(recipe)]
  used.forward(image(digits, 0))
  assert.not.equal(used.forward(image(digits, 1)), fresh.forward(image(digits, 1)))
  const shifted: Recipe = { ...recipes.augmentation, passes: 1 }
  const [a, b] = [await Network.create(shifted), await Network.create(shifted)]
  a.forward(image(digits, 0)) // nothing is dropped, nothing shifted: nothing is drawn
  for (const network of [a, b]) await train(network, digits)
  assert.is(await sha256(a), await sha256(b))
})

test('stateDict is a copy, loadStateDict copies: every bit comes back, and nothing is shared', async () => {
  const [from, to] = [
    await trained({ ...recipes.base, passes: 1 }, digits),
    await Network.create(recipes.adam),
  ]
  const state = from.stateDict()
  to.loadStateDict(state)
  assert.is(await sha256(to), await sha256(from))
  const before = await sha256(to)
  for (const values of Object.values(state)) values.fill(5)
  assert.is(await sha256(to), before)
  assert.is(await sha256(from), before)
})

test('any finite weights are taken, to the last bit', async () => {
  const network = await Network.create(recipes.base)
  const state = network.stateDict()
  // the largest, the smallest, a denormal, −0
  state.H2w.set([3.4028234663852886e38, -3.4028234663852886e38, 1.401298464324817e-45, -0])
  network.loadStateDict(state)
  const { H2w } = network.stateDict()
  for (const [i, value] of H2w.entries()) assert.ok(Object.is(value, state.H2w[i]), `value ${i}`)
})

test('a state that is refused changes nothing', async () => {
  const network = await Network.create(recipes.base)
  const before = await sha256(network)
  const zeros = Object.fromEntries(
    Object.entries(network.stateDict()).map(([name, values]) => [name, new Float32Array(values.length)]),
  ) as StateDict
  const { outb, ...missing } = zeros
  const wrong: [unknown, RegExp][] = [
    [missing, /outb \(10, 10 values\) is missing/],
    [{ ...zeros, extra: outb }, /unknown tensor "extra"/],
    [{ ...zeros, outb: new Float32Array(11) }, /outb .* 11 values/],
    [{ ...zeros, outb: outb.slice().fill(Number.NaN, 9) }, /outb .* is NaN at index 9/],
    [undefined, /found undefined, expected an object of eight tensors/],
  ]
  for (const [state, message] of wrong)
    await refuses(() => network.loadStateDict(state as StateDict), 'ERR_STATE', message)
  assert.is(await sha256(network), before)
})

test('predict: any number of images, one by one or together', async () => {
  const network = await trained({ ...recipes.base, passes: 1 }, digits)
  const set = samples(600)
  const outputs = network.predict(set.images)
  assert.is(outputs.length, 6000)
  for (const at of [0, 1, 255, 256, 257, 599])
    assert.equal(network.predict(image(set, at)), outputs.slice(10 * at, 10 * at + 10))
  assert.is(network.predict(new Float32Array(0)).length, 0)
})

test('reading changes nothing', async () => {
  const network = await Network.create({ ...recipes.modern, passes: 1 })
  const before = await sha256(network)
  assert.equal(network.evaluate(digits), network.evaluate(digits))
  assert.equal(network.predict(digits.images), network.predict(digits.images))
  assert.equal(network.save(), network.save())
  assert.is(await sha256(network), before)
})

test('what save writes, load reads: weights, recipe and seed', async () => {
  const recipe = { ...recipes.modern, dropout: 0.35, passes: 1, seed: 7 }
  const network = await trained(recipe, digits)
  const loaded = await Network.load(network.save())
  assert.equal(loaded.config, network.config)
  assert.is(await sha256(loaded), await sha256(network))
  assert.equal(loaded.evaluate(digits), network.evaluate(digits))
  assert.is(loaded.steps, 0, 'it has not been trained here')
})

test('load: a recipe given goes before that of the file, and is needed where the file has none', async () => {
  const network = await Network.create({ ...recipes.modern, seed: 3 })
  const other = await Network.load(network.save(), recipes.adam)
  assert.equal(other.config, { ...recipes.adam, seed: 1337 })
  assert.is(await sha256(other), await sha256(network))
  const bare = encodeSafetensors(network.stateDict())
  await refuses(() => Network.load(bare), 'ERR_CONFIG', /the file has no recipe in its metadata/)
  assert.is(await sha256(await Network.load(bare, recipes.base)), await sha256(network))
  await refuses(() => Network.load(bare.subarray(0, 5000), recipes.base), 'ERR_FORMAT', /./)
})

test('many networks side by side: each is as if alone', async () => {
  const seeds = Array.from({ length: 40 }, (_, seed) => seed)
  const recipe: Recipe = { ...recipes.modern, passes: 1 }
  const networks = await Promise.all(seeds.map((seed) => Network.create({ ...recipe, seed })))
  await Promise.all(networks.map((network) => train(network, digits)))
  const together = await Promise.all(networks.map(sha256))
  assert.is(new Set(together).size, seeds.length)
  for (const seed of [0, 20, 39])
    assert.is(await sha256(await trained({ ...recipe, seed }, digits)), together[seed])
})

test('an own loop on two networks in turn does not mix them', async () => {
  const loop = async (networks: Network[]) => {
    for (let i = 0; i < 20; i++)
      for (const network of networks) {
        network.forward(image(digits, i))
        network.backward(digits.labels[i])
        network.step()
      }
    return Promise.all(networks.map(sha256))
  }
  const create = () => Promise.all([recipes.base, recipes.modern].map((recipe) => Network.create(recipe)))
  const [[a], [b]] = [await loop([(await create())[0]]), await loop([(await create())[1]])]
  assert.equal(await loop(await create()), [a, b])
})

test('after dispose every call is refused, and a second dispose does nothing', async () => {
  const network = await Network.create(recipes.base)
  const state = network.stateDict()
  const iterator = network.fit(digits)
  network.dispose()
  network.dispose()
  const calls: Record<string, () => unknown> = {
    fit: () => train(network, digits),
    'fit called before': () => iterator.next(),
    evaluate: () => network.evaluate(digits),
    predict: () => network.predict(digits.images),
    activations: () => network.activations(image(digits, 0)),
    forward: () => network.forward(image(digits, 0)),
    backward: () => network.backward(0),
    step: () => network.step(),
    gradients: () => network.gradients(),
    stateDict: () => network.stateDict(),
    loadStateDict: () => network.loadStateDict(state),
    save: () => network.save(),
    passes: () => network.passes,
    steps: () => network.steps,
  }
  for (const [name, call] of Object.entries(calls))
    await refuses(call, 'ERR_DISPOSED', /disposed/).catch((error) => assert.unreachable(`${name}: ${error}`))
  assert.is(network.config.lr, 0.03, 'what it was stays known')
})

test('a network disposed of leaves others alone', async () => {
  const [first, second] = [await Network.create(recipes.base), await Network.create(recipes.base)]
  first.dispose()
  await train(second, samples(5))
  assert.is(second.passes, recipes.base.passes)
})

test('the eight tensors are plain arrays of their own', async () => {
  const state = (await Network.create(recipes.base)).stateDict()
  assert.equal(Object.keys(state), [...tensorNames])
  assert.is(new Set(Object.values(state).map(({ buffer }) => buffer)).size, 8)
})

test.run()
