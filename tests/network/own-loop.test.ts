/** forward, backward, step: a training loop of the user's own. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Digits } from '../../src/model/digits.js'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { tensorNames } from '../../src/model/state.js'
import { Network } from '../../src/network/network.js'
import { refuses } from '../support/refusal.js'
import { atEveryBuffer, distance, image, samples, sha256, train, trained } from '../support/training.js'

const test = suite('own loop')
const digits = samples(60)

/** One pass, `batchSize` digits to a step, the last ones a smaller batch; the mean loss. */
function ownPass(network: Network, set: Digits, batchSize: number): number {
  let sum = 0
  for (let start = 0; start < set.length; start += batchSize) {
    const count = Math.min(batchSize, set.length - start)
    for (let i = start; i < start + count; i++) {
      network.forward(image(set, i))
      sum += network.backward(set.labels[i], 1 / count)
    }
    network.step()
  }
  return sum / set.length
}

const variants: Record<string, Recipe> = {
  'base (SGD, MSE)': recipes.base,
  'AdamW, cross-entropy': { ...recipes.adam, schedule: 'constant' },
  'AdamW, ReLU, dropout after H3': { ...recipes.modern, roll: 0, schedule: 'constant' },
  'SGD, SiLU, smoothing, dropout after H2': {
    ...recipes.crossEntropy,
    activation: 'silu',
    labelSmoothing: 0.1,
    dropout: 0.3,
    dropoutAfter: 'h2',
  },
}
for (const [name, recipe] of Object.entries(variants)) {
  for (const batchSize of [1, 7]) {
    test(`${name}, ${batchSize} to a step: the pass that fit makes, to rounding`, async () => {
      const fitted = await Network.create({ ...recipe, batchSize, passes: 1 })
      const [{ loss }] = await train(fitted, digits)
      const own = await Network.create(recipe)
      const ownLoss = ownPass(own, digits, batchSize)
      const difference = distance(own.stateDict(), fitted.stateDict())
      console.log(`  ${name}, ${batchSize}: max difference ${difference.toExponential(2)}`)
      assert.ok(difference < 2e-6, `weights differ by ${difference}`)
      assert.ok(Math.abs(loss - ownLoss) < 1e-6, `losses ${loss} and ${ownLoss}`)
      assert.is(own.steps, fitted.steps)
      assert.is(own.passes, 0, 'passes are those of fit')
    })
  }
}

test('gradients add up, scaled, and a step takes them back to 0', async () => {
  const network = await Network.create(recipes.base)
  const gradientsOf = (...calls: [at: number, scale: number][]) => {
    for (const [at, scale] of calls) {
      network.forward(image(digits, at))
      network.backward(digits.labels[at], scale)
    }
    const gradients = network.gradients()
    network.step(0)
    return gradients
  }
  const [first, second] = [gradientsOf([0, 1]), gradientsOf([1, 1])]
  const both = gradientsOf([0, 0.25], [1, 0.75])
  for (const name of tensorNames) {
    const expected = first[name].map((g, i) => 0.25 * g + 0.75 * second[name][i])
    const largest = Math.max(...expected.map(Math.abs))
    assert.ok(largest > 1e-3, `${name} has gradients`)
    for (const [i, g] of both[name].entries()) assert.ok(Math.abs(g - expected[i]) < 1e-6 * (1 + largest))
  }
  assert.ok(distance(gradientsOf([0, -1], [0, 1]), gradientsOf()) < 1e-6, 'opposites cancel')
  for (const values of Object.values(network.gradients())) assert.not.ok(values.some((g) => g !== 0))
})

test('backward gives the loss as it is, whatever the scale', async () => {
  const network = await Network.create(recipes.crossEntropy)
  const loss = (scale: number) => {
    network.forward(image(digits, 3))
    return network.backward(digits.labels[3], scale)
  }
  assert.is(loss(1 / 32), loss(1))
})

test('a step of rate 0 changes nothing; without a rate it takes the recipe’s', async () => {
  const [still, given, usual] = await Promise.all([1, 2, 3].map(() => Network.create(recipes.base)))
  const before = await sha256(still)
  for (const network of [still, given, usual]) {
    network.forward(image(digits, 0))
    network.backward(digits.labels[0])
  }
  still.step(0)
  given.step(0.03)
  usual.step()
  assert.is(await sha256(still), before)
  assert.is(await sha256(given), await sha256(usual))
  assert.is.not(await sha256(usual), before)
})

test('forward gives the outputs: those of predict without dropout, others with it', async () => {
  const plain = await Network.create(recipes.crossEntropy)
  assert.equal(plain.forward(image(digits, 0)), plain.predict(image(digits, 0)))
  const dropping = await Network.create({ ...recipes.crossEntropy, dropout: 0.5 })
  const outputs = [0, 1, 2].map(() => dropping.forward(image(digits, 0)).join())
  assert.is(new Set([...outputs, dropping.predict(image(digits, 0)).join()]).size, 4)
})

test('after a fit, an own loop trains on from its weights, and a fit after that from there', async () => {
  const recipe: Recipe = { ...recipes.adam, schedule: 'constant', passes: 2 }
  const mixed = await Network.create(recipe)
  for await (const _ of mixed.fit(digits, { evaluateTrain: false })) break
  ownPass(mixed, digits, 1)
  await train(mixed, digits)
  assert.is(mixed.steps, 180)
  assert.is(mixed.passes, 2)
  const fitted = await trained({ ...recipe, passes: 3 }, digits)
  const difference = distance(mixed.stateDict(), fitted.stateDict())
  assert.ok(difference < 1e-5, `weights differ by ${difference}`)
})

test('gradients that no step has used are dropped by a fit', async () => {
  for (const recipe of [recipes.base, recipes.adam, { ...recipes.adam, batchSize: 7 }]) {
    const network = await Network.create({ ...recipe, passes: 1 })
    network.forward(image(digits, 5))
    network.backward(digits.labels[5])
    await train(network, digits, { evaluateTrain: false })
    assert.is(await sha256(network), await sha256(await trained({ ...recipe, passes: 1 }, digits)))
  }
})

test('backward wants a forward of its own, right before it', async () => {
  const network = await Network.create({ ...recipes.base, passes: 1 })
  const refused = () =>
    refuses(() => network.backward(0), 'ERR_ORDER', /^backward: found no forward right before it/)
  await refused()
  network.forward(image(digits, 0))
  network.backward(0)
  await refused()
  const between: Record<string, () => unknown> = {
    predict: () => network.predict(image(digits, 1)),
    evaluate: () => network.evaluate(samples(1)),
    activations: () => network.activations(image(digits, 1)),
    step: () => network.step(),
    loadStateDict: () => network.loadStateDict(network.stateDict()),
    fit: () => train(network, samples(1)),
  }
  for (const call of Object.values(between)) {
    network.forward(image(digits, 0))
    await call()
    await refused()
  }
  const reading = [() => network.stateDict(), () => network.gradients(), () => network.save()]
  for (const read of reading) {
    network.forward(image(digits, 0))
    read()
    network.backward(0)
  }
})

test('an own loop is refused in the middle of a batch of a stopped fit, and allowed at its end', () =>
  atEveryBuffer(async () => {
    const network = await Network.create({ ...recipes.base, batchSize: 100, passes: 1 })
    const stop = () => {
      throw new Error('stop')
    }
    await train(network, samples(300), { onProgress: stop }).catch(() => {})
    assert.is(network.steps, 2)
    for (const call of [
      () => network.forward(image(digits, 0)),
      () => network.backward(0),
      () => network.step(),
    ])
      await refuses(call, 'ERR_ORDER', /stopped after 56 digits of a batch/)
    await train(network, samples(300))
    network.forward(image(digits, 0))
    network.backward(0)
    network.step()
    assert.is(network.steps, 4)
  }))

test.run()
