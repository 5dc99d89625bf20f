/** What a training tells: the result of each pass, its progress, and its evaluation. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Evaluation } from '../../src/model/evaluation.js'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import type { PassResult } from '../../src/network/fit.js'
import type { Progress } from '../../src/network/fit-options.js'
import { Network } from '../../src/network/network.js'
import { atEveryBuffer, image, samples, sha256, train, trained } from '../support/training.js'

const test = suite('fit')

/** |a − b| as a share of b. */
const apart = (a: number, b: number) => Math.abs(a - b) / Math.abs(b)

/** What an evaluation should say, in plain float64 from the outputs. */
function expectedEvaluation(network: Network, set = samples(600)): Evaluation {
  const outputs = network.predict(set.images)
  const confusion = new Uint32Array(100)
  let [loss, misses] = [0, 0]
  for (let i = 0; i < set.length; i++) {
    const y = [...outputs.subarray(10 * i, 10 * i + 10)]
    const label = set.labels[i]
    const answer = y.indexOf(Math.max(...y))
    confusion[10 * label + answer]++
    if (answer !== label) misses++
    if (network.config.loss === 'mse') {
      loss += y.reduce((sum, value, k) => sum + (value - (k === label ? 1 : -1)) ** 2, 0) / 10
    } else {
      loss += Math.log(y.reduce((sum, value) => sum + Math.exp(value), 0)) - y[label]
    }
  }
  return { loss: loss / set.length, error: misses / set.length, misses, confusion, count: set.length }
}

function sameEvaluation(found: Evaluation, expected: Evaluation): void {
  assert.ok(apart(found.loss, expected.loss) < 1e-5, `loss ${found.loss}, expected ${expected.loss}`)
  assert.equal({ ...found, loss: 0 }, { ...expected, loss: 0 })
}

test('a result for each pass, with the figures of that pass', async () => {
  const [digits, validationData] = [samples(300), samples(100)]
  const network = await Network.create({ ...recipes.base, passes: 3 })
  const results = []
  let trainSeconds = 0
  for await (const result of network.fit(digits, { validationData })) {
    assert.equal(Object.keys(result).sort(), [
      'loss',
      'lr',
      'pass',
      'seconds',
      'steps',
      'test',
      'train',
      'trainSeconds',
    ])
    trainSeconds += result.seconds
    assert.ok(result.seconds > 0)
    assert.ok(apart(result.trainSeconds, trainSeconds) < 1e-9)
    assert.equal(result.train, network.evaluate(digits))
    assert.equal(result.test, network.evaluate(validationData))
    assert.is(network.passes, result.pass)
    assert.is(network.steps, result.steps)
    results.push(result)
  }
  assert.equal(
    results.map(({ pass, steps, lr }) => [pass, steps, lr]),
    [
      [1, 300, 0.03],
      [2, 600, 0.03],
      [3, 900, 0.03],
    ],
  )
  assert.ok(results[2].train!.loss < results[0].train!.loss, 'it learns')
  assert.ok(results[2].loss < results[0].loss)
})

test('evaluateTrain: false leaves `train` out, no validationData leaves `test` out', async () => {
  const network = await Network.create({ ...recipes.base, passes: 2 })
  const [first, second] = await train(network, samples(50), { evaluateTrain: false })
  for (const result of [first, second]) assert.not.ok('train' in result || 'test' in result)
})

test('all passes done, fit has nothing left to do', async () => {
  const network = await Network.create({ ...recipes.base, passes: 1 })
  assert.is((await train(network, samples(10))).length, 1)
  assert.equal(await train(network, samples(10)), [])
  assert.is(network.passes, 1)
  assert.is(network.steps, 10)
})

test('steps are batches, the last of a pass a smaller one', async () => {
  for (const [batchSize, steps] of [
    [1, 20],
    [7, 4],
    [20, 2],
    [1_000_000, 2],
  ]) {
    const network = await Network.create({ ...recipes.adam, batchSize, passes: 2 })
    await train(network, samples(10), { evaluateTrain: false })
    assert.is(network.steps, steps, `batches of ${batchSize}`)
  }
})

test('the loss of a pass is the mean of the losses before each step', async () => {
  const digits = samples(400)
  for (const recipe of [recipes.base, { ...recipes.crossEntropy, labelSmoothing: 0.1 }]) {
    const fitted = await Network.create({ ...recipe, passes: 1 })
    const [{ loss }] = await train(fitted, digits)
    const own = await Network.create(recipe)
    let sum = 0
    for (let i = 0; i < digits.length; i++) {
      own.forward(image(digits, i))
      sum += own.backward(digits.labels[i])
      own.step()
    }
    assert.ok(apart(loss, sum / digits.length) < 1e-4, `${loss}, by an own loop ${sum / digits.length}`)
  }
})

for (const [name, recipe] of Object.entries({
  mse: recipes.base,
  'mse, scaled tanh': { ...recipes.base, activation: 'scaledTanh' },
  crossEntropy: recipes.crossEntropy,
  'crossEntropy with dropout, shifts and smoothing': { ...recipes.modern, labelSmoothing: 0.2 },
} satisfies Record<string, Recipe>)) {
  test(`${name}: evaluations are what the definitions make of the outputs`, async () => {
    const [digits, validationData] = [samples(600), samples(77)]
    const network = await Network.create({ ...recipe, passes: 1 })
    sameEvaluation(network.evaluate(digits), expectedEvaluation(network))
    const [result] = await train(network, digits, { validationData })
    sameEvaluation(result.train!, expectedEvaluation(network))
    sameEvaluation(result.test!, expectedEvaluation(network, validationData))
    assert.ok(result.train!.misses > 0 && result.train!.misses < 600, 'some right, some wrong')
  })
}

test('an evaluation counts no label smoothing, a training does', async () => {
  const digits = samples(20)
  const plain = await Network.create(recipes.crossEntropy)
  const smooth = await Network.create({ ...recipes.crossEntropy, labelSmoothing: 0.5 })
  assert.equal(smooth.evaluate(digits), plain.evaluate(digits))
  for (const network of [plain, smooth]) network.forward(image(digits, 0))
  assert.not.equal(smooth.backward(digits.labels[0]), plain.backward(digits.labels[0]))
})

test('progress: buffer by buffer through training and both evaluations', async () => {
  const seen: Progress[] = []
  const network = await Network.create({ ...recipes.base, batchSize: 10, passes: 2 })
  await atEveryBuffer(() =>
    train(network, samples(600), { validationData: samples(300), onProgress: (at) => seen.push({ ...at }) }),
  )
  const inPass = (pass: number): Progress[] => {
    const before = 60 * (pass - 1)
    const at = (phase: Progress['phase'], done: number, total: number, steps: number) => ({
      ...{ phase, pass, passes: 2, done, total, steps: before + steps },
    })
    return [
      at('train', 256, 600, 25),
      at('train', 512, 600, 51),
      at('train', 600, 600, 60),
      at('evaluate', 256, 600, 60),
      at('evaluate', 512, 600, 60),
      at('evaluate', 600, 600, 60),
      at('evaluate', 256, 300, 60),
      at('evaluate', 300, 300, 60),
    ]
  }
  assert.equal(seen, [...inPass(1), ...inPass(2)])
})

test('seconds count the buffers of training alone, also over a stop', async () => {
  await atEveryBuffer(async () => {
    // each of the three buffers of 600 digits takes one leap of the clock; evaluation and turns take more
    const [digits, validationData] = [samples(600), samples(300)]
    const network = await Network.create({ ...recipes.base, passes: 3 })
    const seconds: [number, number][] = []
    const note = (result: PassResult) => seconds.push([result.seconds, result.trainSeconds])
    for await (const result of network.fit(digits, { validationData })) {
      note(result)
      if (result.pass === 2) break
    }
    const stop = () => {
      throw new Error('stop')
    }
    await train(network, digits, { onProgress: stop }).catch(() => {})
    for await (const result of network.fit(digits, { validationData })) note(result)
    assert.equal(seconds, [
      [3, 3],
      [3, 6],
      [3, 9],
    ])
  })
})

test('passes: as many more as asked for, to the bits of one run, also from the middle of a pass', async () => {
  const recipe = { ...recipes.base, passes: 3 }
  const digits = samples(600)
  const whole = await trained({ ...recipe, passes: 5 }, digits)
  const network = await Network.create(recipe)
  assert.is((await train(network, digits, { passes: 1 })).length, 1)
  const controller = new AbortController()
  await atEveryBuffer(async () => {
    const stopped = train(network, digits, {
      signal: controller.signal,
      onProgress: ({ passes }) => {
        assert.is(passes, 3)
        controller.abort()
      },
    })
    await stopped.catch(() => {})
  })
  assert.equal(
    (await train(network, digits)).map(({ pass }) => pass),
    [2, 3],
  )
  assert.equal(await train(network, digits), [])
  assert.is((await train(network, digits, { passes: 2 })).length, 2)
  assert.is(await sha256(network), await sha256(whole))
})

test.run()
