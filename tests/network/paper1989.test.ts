/** The training of 1989 as a recipe: what a file has to say about it, what files from before it mean, and what it comes to on the paper's own digits. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeCheckpoint } from '../../src/formats/checkpoint.js'
import { parseRecipe } from '../../src/formats/recipe-json.js'
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.js'
import { checkConfig } from '../../src/model/config.js'
import { laterFields, type Recipe, recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { loadZipcode } from '../../src/node/index.js'
import { refuses } from '../support/refusal.js'
import { samples, sha256, trained } from '../support/training.js'

const test = suite('paper1989')

test('output biases start at −1 where weights are drawn within ±2.4/√F and the loss is mse, else all at 0', async () => {
  const start = async (changes: Partial<Recipe>) =>
    (await Network.create({ ...recipes.base, ...changes })).stateDict().outb[0]
  assert.is(await start({}), -1)
  assert.is(await start({ init: 'fanIn' }), 0)
  assert.is(await start({ loss: 'crossEntropy' }), 0)
  assert.is(await start({ loss: 'crossEntropy', init: 'fanIn' }), 0)
})

test('halfSum is mean at five times the rate, but for rounding', async () => {
  const set = samples(200)
  const mean = await trained({ ...recipes.base, lr: 0.03, passes: 1 }, set)
  const half = await trained({ ...recipes.base, lossScale: 'halfSum', lr: 0.006, passes: 1 }, set)
  const [a, b] = [mean.stateDict().H3w, half.stateDict().H3w]
  assert.ok(a.every((weight, i) => Math.abs(weight - b[i]) < 1e-6))
  assert.is.not(await sha256(mean), await sha256(half))
})

/** A recipe as it was before Newton's method was there. */
function earlier(recipe: Recipe): object {
  return Object.fromEntries(Object.entries(recipe).filter(([field]) => !Object.hasOwn(laterFields, field)))
}

test('recipe files, weights and checkpoints written before its fields were there mean what they did', async () => {
  assert.equal(parseRecipe(JSON.stringify(earlier(recipes.base)), 'x'), recipes.base)
  assert.equal(parseRecipe(JSON.stringify(earlier(recipes.modern)), 'x'), recipes.modern)
  const network = await Network.create({ ...recipes.adam, seed: 7 })
  const { state, metadata } = decodeSafetensors(network.save())
  const old = encodeSafetensors(state, { ...metadata, recipe: JSON.stringify(earlier(recipes.adam)) })
  assert.equal((await Network.load(old)).config, checkConfig({ ...recipes.adam, seed: 7 }))
})

test('newton needs mse, and only newton has curvatures', async () => {
  const wrong = { ...recipes.paper1989, loss: 'crossEntropy', lossScale: 'mean' } as const
  await refuses(() => Network.create(wrong), 'ERR_CONFIG', /optimizer "newton" needs loss "mse"/)
  await refuses(
    () => Network.create({ ...recipes.modern, lossScale: 'halfSum' }),
    'ERR_CONFIG',
    /lossScale "halfSum" needs loss "mse"/,
  )
  const network = await Network.create(recipes.base)
  await refuses(() => network.curvatures(), 'ERR_CONFIG', /optimizer is "sgd"; only "newton" has curvatures/)
  await refuses(() => network.estimateCurvature(samples(1)), 'ERR_CONFIG', /only "newton"/)
})

test('a checkpoint holds h under a name of its own, and no moments', async () => {
  const network = await trained({ ...recipes.paper1989, passes: 1 }, samples(300))
  const checkpoint = decodeCheckpoint(network.checkpoint())
  assert.equal(checkpoint.curvature, network.curvatures())
  assert.is(checkpoint.firstMoments, undefined)
  assert.is(checkpoint.secondMoments, undefined)
  const resumed = await Network.resume(network.checkpoint())
  assert.equal(resumed.curvatures(), network.curvatures())
})

const postal = fileURLToPath(new URL('../../../shared/data', import.meta.url))
const anchor =
  'postal digits, seed 1, rate 0.00125, 23 passes: losses to 1e-3, misses to one of those that a prototype found'
if (existsSync(postal)) {
  test(anchor, async () => {
    const digits = await loadZipcode(postal)
    const network = await Network.create({ ...recipes.paper1989, lr: 0.00125, seed: 1 })
    for await (const _ of network.fit(digits.train, { evaluateTrain: false }));
    for (const [split, loss, misses] of [
      ['train', 5.6536e-3, 12],
      ['test', 4.0276e-2, 116],
    ] as const) {
      const found = network.evaluate(digits[split])
      console.log(
        `  ${split}: loss ${found.loss}, expected ${loss}; misses ${found.misses}, expected ${misses}`,
      )
      assert.ok(Math.abs(found.loss / loss - 1) < 1e-3, `${split}: loss ${found.loss}`)
      assert.ok(Math.abs(found.misses - misses) <= 1, `${split}: ${found.misses} misses`)
    }
  })
} else test.skip(`${anchor} (the postal digits are not here)`)

test.run()
