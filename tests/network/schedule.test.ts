/** Learning rates: what the schedules say, step by step, and that the steps are really taken with them. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { refuses } from '../support/refusal.js'
import { distance, image, samples, train } from '../support/training.js'

const test = suite('learning rates')

/** The rate of each pass as `fit` tells it; over a single digit, a pass is a step. */
async function rates(recipe: Recipe, digits = 1): Promise<number[]> {
  const network = await Network.create(recipe)
  const results = await train(network, samples(digits), { evaluateTrain: false })
  return results.map(({ lr }) => lr)
}

/** Warm-up from 0 to lr, then half a cosine down to 0 (Loshchilov and Hutter 2017), after `done` of `total` steps. */
function cosine({ lr, warmupSteps }: Recipe, done: number, total: number): number {
  if (done < warmupSteps) return (lr * (done + 1)) / warmupSteps
  return (lr * (1 + Math.cos((Math.PI * (done - warmupSteps)) / (total - warmupSteps)))) / 2
}

function closeTo(found: readonly number[], expected: readonly number[], within: number): void {
  assert.is(found.length, expected.length)
  for (const [i, rate] of expected.entries())
    assert.ok(Math.abs(found[i] - rate) <= within, `rate ${i} is ${found[i]}, expected ${rate}`)
}

test('constant: the same in every pass', async () => {
  assert.equal(await rates({ ...recipes.base, passes: 5 }), Array(5).fill(0.03))
})

test('linear: (1 − α)·lr + α·lr/3, α = pass/(passes − 1), to the last bit', async () => {
  for (const [passes, lr] of [
    [46, 3e-4],
    [80, 3e-4],
    [2, 0.7],
  ]) {
    const expected = Array.from({ length: passes }, (_, pass) => {
      const alpha = pass / (passes - 1)
      return (1 - alpha) * lr + (alpha * lr) / 3
    })
    const found = await rates({ ...recipes.adam, passes, lr }, 3)
    assert.equal(found, expected)
    assert.is(found[0], lr)
    closeTo(found.slice(-1), [lr / 3], 1e-17)
  }
})

test('linear over a single pass: lr', async () => {
  assert.equal(await rates({ ...recipes.adam, passes: 1 }), [3e-4])
})

const cosineRecipe: Recipe = { ...recipes.base, schedule: 'cosine', lr: 1 }

test('cosine: step by step Math.cos to 1e-10', async () => {
  const recipe = { ...cosineRecipe, passes: 500 }
  const expected = Array.from({ length: 500 }, (_, step) => cosine(recipe, step, 500))
  const found = await rates(recipe)
  closeTo(found, expected, 1e-10)
  assert.ok(
    found.every((rate, i) => i === 0 || rate < found[i - 1]) && found[499] > 0,
    'it falls all the way',
  )
})

test('cosine with warm-up: rises linearly to lr, then falls', async () => {
  const recipe = { ...cosineRecipe, passes: 50, warmupSteps: 10 }
  const found = await rates(recipe)
  closeTo(
    found,
    Array.from({ length: 50 }, (_, step) => cosine(recipe, step, 50)),
    1e-10,
  )
  closeTo(found.slice(0, 11), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1], 1e-10)
})

test('a warm-up longer than the training, or as long: it rises to the end', async () => {
  closeTo(await rates({ ...cosineRecipe, passes: 4, warmupSteps: 8 }), [1 / 8, 2 / 8, 3 / 8, 4 / 8], 1e-15)
  closeTo(await rates({ ...cosineRecipe, passes: 4, warmupSteps: 4 }), [1 / 4, 2 / 4, 3 / 4, 1], 1e-15)
})

test('cosine goes by steps: batches, the smaller last one included, over all passes', async () => {
  // 4 steps a pass
  const recipe = { ...cosineRecipe, passes: 5, batchSize: 3, warmupSteps: 6, lr: 0.02 }
  const expected = [4, 8, 12, 16, 20].map((done) => cosine(recipe, done - 1, 20))
  closeTo(await rates(recipe, 10), expected, 1e-12)
})

for (const optimizer of ['sgd', 'adamw'] as const) {
  for (const schedule of ['constant', 'linear', 'cosine'] as const) {
    test(`${optimizer}, ${schedule}: fit takes the steps that an own loop takes with these rates`, async () => {
      const digits = samples(20)
      const recipe: Recipe = {
        ...recipes.crossEntropy,
        optimizer,
        schedule,
        lr: optimizer === 'sgd' ? 0.05 : 2e-3,
        passes: 4,
        warmupSteps: schedule === 'cosine' ? 30 : 0,
      }
      const fitted = await Network.create(recipe)
      const own = await Network.create(recipe)
      const passRates = (await train(fitted, digits, { evaluateTrain: false })).map(({ lr }) => lr)
      for (let step = 0; step < 80; step++) {
        own.forward(image(digits, step % 20))
        own.backward(digits.labels[step % 20])
        own.step(schedule === 'cosine' ? cosine(recipe, step, 80) : passRates[Math.floor(step / 20)])
      }
      const difference = distance(fitted.stateDict(), own.stateDict())
      console.log(`  ${optimizer}, ${schedule}: 80 steps, max difference ${difference.toExponential(2)}`)
      assert.ok(difference < 1e-5, `weights differ by ${difference}`)
      assert.ok(distance(fitted.stateDict(), (await Network.create(recipe)).stateDict()) > 0.01, 'it moved')
    })
  }
}

/** The rates of the passes of two calls of `fit`, the second with the option `passes`. */
async function ratesOfMore(recipe: Recipe, passes: number): Promise<number[]> {
  const network = await Network.create(recipe)
  const digits = samples(1)
  await train(network, digits, { evaluateTrain: false })
  const more = await train(network, digits, { evaluateTrain: false, passes })
  assert.is(network.passes, recipe.passes + passes)
  return more.map(({ lr }) => lr)
}

test('passes beyond the recipe’s: constant and linear go on at the last rate', async () => {
  assert.equal(await ratesOfMore({ ...recipes.base, passes: 2 }, 3), [0.03, 0.03, 0.03])
  const recipe = { ...recipes.adam, passes: 3 }
  const [, , last] = await rates(recipe)
  assert.equal(await ratesOfMore(recipe, 2), [last, last])
})

test('passes beyond the recipe’s: cosine, whose rate would be 0, refuses; up to them it is as ever', async () => {
  const recipe: Recipe = { ...recipes.adam, schedule: 'cosine', passes: 4 }
  const expected = await rates(recipe)
  const network = await Network.create(recipe)
  const digits = samples(1)
  const first = await train(network, digits, { evaluateTrain: false, passes: 3 })
  await refuses(
    () => train(network, digits, { passes: 2 }),
    'ERR_CONFIG',
    /pass 5 asked for, but the cosine schedule ends at rate 0 after pass 4/,
  )
  const rest = await train(network, digits, { evaluateTrain: false, passes: 1 })
  assert.equal(
    [...first, ...rest].map(({ lr }) => lr),
    expected,
  )
})

test.run()
