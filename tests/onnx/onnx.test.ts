/** Exported models give the same outputs in onnxruntime as here. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resize } from '../../src/data/resize.js'
import { type OnnxOptions, toOnnx } from '../../src/formats/onnx/index.js'
import { Network, type Recipe, recipes } from '../../src/index.js'
import { hasFixture, readFixture } from '../support/fixtures.js'
import { refuses } from '../support/refusal.js'
import { engineNames, lacksEngine, load } from './engines.js'

const test = suite('onnx')
const COUNT = 1000
const TOLERANCE = 1e-5
const digits = readFixture('samples_mnist').tensor('x', 'F32')

/** Networks with real weights, and two with fresh ones for the activations that none was trained with. */
const networks: Record<string, () => Promise<Network>> = {
  'trained base': () => trained('trained_mnist1989_base', recipes.base),
  'trained modern': () => trained('trained_mnist50k_modern', recipes.modern),
  'fresh scaledTanh, mse': () => Network.create({ ...recipes.base, activation: 'scaledTanh' }),
  'fresh silu, crossEntropy': () => Network.create({ ...recipes.modern, activation: 'silu' }),
  'fresh relu, mse': () => Network.create({ ...recipes.base, activation: 'relu' }),
}

async function trained(fixture: string, recipe: Recipe): Promise<Network> {
  const network = await Network.create(recipe)
  const file = readFixture(fixture)
  const state = Object.fromEntries(
    Object.keys(network.stateDict()).map((name) => [name, file.tensor(name, 'F32')]),
  )
  network.loadStateDict(state as ReturnType<Network['stateDict']>)
  return network
}

function furthest(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  assert.is(found.length, expected.length)
  let most = 0
  // a NaN is as far as can be
  for (let i = 0; i < expected.length; i++) {
    const distance = Math.abs(found[i]! - expected[i]!)
    most = distance <= most ? most : Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance
  }
  return most
}

assert.ok(hasFixture('trained_mnist1989_base'))
for (const engine of engineNames) {
  const why = lacksEngine(engine)
  const here = why === undefined ? test : test.skip
  const title = (what: string) => `${engine}: ${what}${why === undefined ? '' : ` (${why})`}`

  for (const [name, make] of Object.entries(networks)) {
    here(
      title(`${name}: outputs within ${TOLERANCE} on ${COUNT} digits, in batches of any size`),
      async () => {
        const network = await make()
        const expected = network.predict(digits)
        const session = await load(engine, toOnnx(network))
        assert.equal([session.inputNames, session.outputNames], [['images'], ['outputs']])
        for (const count of [COUNT, 1, 7]) {
          const images = new session.Tensor('float32', digits.slice(0, count * 256), [count, 1, 16, 16])
          const { outputs } = await session.run({ images })
          assert.equal(outputs!.dims, [count, 10])
          const distance = furthest(outputs!.data, expected.subarray(0, count * 10))
          if (count === COUNT) console.log(`${engine}, ${name}: ${distance.toExponential(2)}`)
          assert.ok(distance <= TOLERANCE, `${count} digits: ${distance}`)
        }
      },
    )
  }

  here(title('raw 28×28 bytes are scaled and shrunk as here'), async () => {
    const raw = readFixture('preprocessing').tensor('raw', 'U8')
    const count = raw.length / 784
    for (const make of [networks['trained base']!, networks['trained modern']!]) {
      const network = await make()
      const expected = network.predict(await resize(raw))
      const session = await load(engine, toOnnx(network, { raw28: true }))
      const { outputs } = await session.run({ images: new session.Tensor('uint8', raw, [count, 1, 28, 28]) })
      const distance = furthest(outputs!.data, expected)
      console.log(`${engine}, raw bytes: ${distance.toExponential(2)}`)
      assert.ok(distance <= TOLERANCE, `${distance}`)
    }
  })

  here(title('a model for a fixed batch takes that and no other'), async () => {
    const network = await Network.create(recipes.base)
    const session = await load(engine, toOnnx(network, { batch: 3 }))
    const run = (count: number) =>
      session.run({ images: new session.Tensor('float32', digits.slice(0, count * 256), [count, 1, 16, 16]) })
    const { outputs } = await run(3)
    assert.ok(furthest(outputs!.data, network.predict(digits.subarray(0, 3 * 256))) <= TOLERANCE)
    await run(4).then(
      () => assert.unreachable(),
      (error) => assert.match(String(error), /dimension/i),
    )
  })
}

test('equal networks give equal bytes; a model is little more than its weights', async () => {
  const [a, b] = await Promise.all([Network.create(recipes.base), Network.create(recipes.base)])
  assert.equal(toOnnx(a), toOnnx(b))
  assert.ok(toOnnx(a).length < 42_000, `${toOnnx(a).length} bytes`)
  assert.ok(toOnnx(a, { raw28: true }).length < 46_000)
})

test('invalid options and weights are refused', async () => {
  const network = await Network.create(recipes.base)
  const refused: [unknown, RegExp][] = [
    [{ batch: 0 }, /batch is 0, expected a whole number from 1/],
    [{ batch: 1.5 }, /batch is 1\.5/],
    [{ raw28: 1 }, /raw28 is 1, expected true or false/],
    [{ opset: 18 }, /unknown option "opset"/],
  ]
  for (const [options, message] of refused) {
    await refuses(() => toOnnx(network, options as OnnxOptions), 'ERR_CONFIG', message)
  }
  const state = network.stateDict()
  state.H1b[3] = Number.NaN
  await refuses(
    () => toOnnx({ config: network.config, stateDict: () => state }),
    'ERR_STATE',
    /H1b .* is NaN at index \d+/,
  )
})

test.run()
