/** The relaxed kernels: near the plain ones, the same each time, and never taken for the plain ones. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/formats/checkpoint.js'
import { crc32 } from '../../src/formats/crc32.js'
import { stateTensors } from '../../src/formats/safetensors.js'
import { encodeTensors, readMetadata, sortedEntries, tensorBytes } from '../../src/formats/tensors.js'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { relaxedModule, relaxedSupported } from '../../src/relaxed/index.js'
import { decode, loadFloat32Module } from '../../src/wasm/index.js'
import base64 from '../../src/wasm/relaxed.wasm.js'
import { readFixture } from '../support/fixtures.js'
import { refuses } from '../support/refusal.js'
import { distance, image, samples, sha256, train } from '../support/training.js'

const test = suite('relaxed')
const withRelaxed = relaxedSupported()
  ? (what: string, run: () => Promise<void>) => test(what, run)
  : (what: string) => test.skip(`${what} (this engine has no relaxed SIMD)`)
const digits = samples(300)
const recipe = { ...recipes.modern, passes: 2 }
const weights = readFixture('rng').state('init_modern', 'F32')

/** Shares of the largest value, or of 1. */
function share(difference: number, values: Float32Array): number {
  return difference / values.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
}

const largest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)

async function trainedBy(wasm: WebAssembly.Module | undefined, given: Recipe): Promise<Network> {
  const network = await Network.create(given, wasm ? { wasm } : {})
  await train(network, digits, { evaluateTrain: false })
  return network
}

test('the probe says what the engine says to the whole module', () => {
  assert.is(relaxedSupported(), WebAssembly.validate(decode(base64)))
  console.log(`  relaxed SIMD: ${relaxedSupported() ? 'yes' : 'no'}`)
})

test('where the engine has none: ERR_WASM that says so', async () => {
  const { validate } = WebAssembly
  WebAssembly.validate = () => false
  try {
    assert.is(relaxedSupported(), false)
    await refuses(relaxedModule, 'ERR_WASM', /this engine has no relaxed SIMD; it needs Chrome 114, Node 22/)
  } finally {
    WebAssembly.validate = validate
  }
})

for (const activation of ['tanh', 'scaledTanh', 'relu', 'silu'] as const) {
  for (const loss of ['mse', 'crossEntropy'] as const) {
    withRelaxed(
      `${activation}, ${loss}: outputs, loss and gradients within 2e-6 of the plain kernels'`,
      async () => {
        const given = { ...recipe, activation, loss, dropout: 0 }
        const networks = [
          await Network.create(given),
          await Network.create(given, { wasm: await relaxedModule() }),
        ] as const
        let worst = 0
        for (let i = 0; i < 20; i++) {
          const [plain, relaxed] = networks.map((network) => {
            network.loadStateDict(weights)
            const outputs = network.forward(image(digits, i))
            const lossOf = network.backward(digits.labels[i]!)
            const predicted = network.predict(image(digits, i))
            const gradients = network.gradients()
            network.step(0)
            return { outputs, loss: Float32Array.of(lossOf), predicted, gradients }
          })
          for (const what of ['outputs', 'loss', 'predicted'] as const) {
            worst = Math.max(worst, share(largest(plain![what], relaxed![what]), plain![what]))
          }
          for (const [name, tensor] of Object.entries(plain!.gradients)) {
            const other = relaxed!.gradients[name as keyof typeof weights]
            worst = Math.max(worst, share(largest(tensor, other), tensor))
          }
        }
        console.log(`  ${activation}, ${loss}: ${worst.toExponential(2)}, allowed 2e-6`)
        assert.ok(worst <= 2e-6, `differs by ${worst}`)
      },
    )
  }
}

withRelaxed('base: after 600 steps weights within 1e-5 of the plain ones', async () => {
  const given = { ...recipes.base, passes: 2 }
  const [plain, relaxed] = [await trainedBy(undefined, given), await trainedBy(await relaxedModule(), given)]
  const difference = distance(plain.stateDict(), relaxed.stateDict())
  console.log(`  base: ${difference.toExponential(2)}, allowed 1e-5`)
  assert.ok(difference <= 1e-5, `differs by ${difference}`)
})

withRelaxed('the same training gives the same bits, also from a checkpoint on', async () => {
  const wasm = await relaxedModule()
  const expected = await sha256(await trainedBy(wasm, recipe))
  assert.is(await sha256(await trainedBy(wasm, recipe)), expected)
  const broken = await Network.create(recipe, { wasm })
  await broken.fit(digits, { evaluateTrain: false }).next()
  const resumed = await Network.resume(broken.checkpoint(), { wasm })
  assert.is(resumed.passes, 1)
  await train(resumed, digits, { evaluateTrain: false })
  assert.is(await sha256(resumed), expected)
})

withRelaxed('the module says what it is, and the plain one what it is not', async () => {
  assert.is((await loadFloat32Module(await relaxedModule())).relaxed, true)
  assert.is((await loadFloat32Module()).relaxed, false)
})

withRelaxed('compiled once', async () => {
  assert.is(await relaxedModule(), await relaxedModule())
})

const plain = (await Network.create(recipes.base)).checkpoint()
const marked = encodeCheckpoint({ ...decodeCheckpoint(plain), relaxed: true })

test('a checkpoint of the plain kernels does not name them, as those of older versions', () => {
  assert.not.match(Buffer.from(plain).toString('latin1'), '"kernels"')
  assert.is(decodeCheckpoint(plain).relaxed, false)
  assert.is(decodeCheckpoint(marked).relaxed, true)
})

test('a checkpoint of the relaxed kernels is not gone on with by the plain ones', async () => {
  await refuses(
    () => Network.resume(marked),
    'ERR_CONFIG',
    /trained by relaxed SIMD; resume it with \{ wasm: await relaxedModule\(\) \} of lenet1989\/relaxed/,
  )
})

withRelaxed('nor one of the plain kernels by the relaxed ones', async () => {
  const wasm = await relaxedModule()
  await refuses(
    () => Network.resume(plain, { wasm }),
    'ERR_CONFIG',
    /trained by the plain kernels, and relaxed ones would continue to other bits/,
  )
  const network = await Network.create(recipes.base, { wasm })
  assert.is(decodeCheckpoint(network.checkpoint()).relaxed, true)
})

test('metadata of the caller’s cannot stand for the mark', async () => {
  await refuses(
    () => encodeCheckpoint({ ...decodeCheckpoint(plain), metadata: { kernels: 'relaxed' } }),
    'ERR_VALUE',
    /metadata "kernels": the name is reserved/,
  )
})

test('a checkpoint by kernels that this version does not know is refused', async () => {
  const { state, streams } = decodeCheckpoint(plain)
  const tensors = [
    ...stateTensors(state),
    ...['random.torch', 'random.numpy'].map((name, i) => ({ name, shape: [625], values: streams[i]! })),
  ]
  const { crc32: _, ...metadata }: Record<string, string> = { ...readMetadata(plain), kernels: 'fast' }
  const sum = crc32(
    tensorBytes(tensors.map(({ values }) => values)),
    new TextEncoder().encode(JSON.stringify(sortedEntries(metadata))),
  )
  const bytes = encodeTensors(tensors, { ...metadata, crc32: sum.toString(16).padStart(8, '0') })
  await refuses(
    () => Network.resume(bytes),
    'ERR_FORMAT',
    /its kernels are "fast", expected "relaxed" or no such entry/,
  )
})

test.run()
