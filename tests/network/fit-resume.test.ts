/**
 * A training that is stopped and goes on ends at the same bits as one that is not, wherever and however it is stopped,
 * and whatever is read from the network meanwhile.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import type { PassResult } from '../../src/network/fit.js'
import type { FitOptions, Progress } from '../../src/network/fit-options.js'
import { Network } from '../../src/network/network.js'
import { atEveryBuffer, BUFFER_SIZE, image, samples, sha256, timeless, train } from '../support/training.js'

const test = suite('fit goes on')

/** Between them: every optimizer, stream, schedule, and a stop between batches and within one. */
const variants: Record<string, Recipe> = {
  'SGD, batch 1': recipes.base,
  'SGD, batches of 7': { ...recipes.crossEntropy, batchSize: 7 },
  'AdamW with shifts and dropout': recipes.modern,
  'AdamW with shifts and dropout after H2, batches of 32': {
    ...recipes.modern,
    dropoutAfter: 'h2',
    batchSize: 32,
  },
  'AdamW with shifts and dropout, batches of 100': { ...recipes.modern, batchSize: 100 },
  'cosine with warm-up, batches of 7': {
    ...recipes.modern,
    activation: 'silu',
    schedule: 'cosine',
    warmupSteps: 50,
    labelSmoothing: 0.1,
    batchSize: 7,
  },
  'distorted digits, averaged weights, batches of 64': { ...recipes.postal, warmupSteps: 5 },
  'Newton, running curvatures': recipes.paper1989,
  'Newton, curvatures of the pass': { ...recipes.paper1989, curvature: 'perPass' },
  'Newton, batches of 7, dropout': { ...recipes.paper1989, batchSize: 7, dropout: 0.25, roll: 1 },
  'SGD, one batch larger than the set': { ...recipes.base, batchSize: 5000 },
  'AdamW, one batch larger than the set': { ...recipes.adam, batchSize: 5000 },
}
const digits = samples(700)
const validationData = samples(300)
const PASSES = 3
const STOP = new Error('stop')

interface Outcome {
  readonly sha256: string
  readonly results: unknown[]
}

/** Calls `fit` again and again, each time with what `next` makes of it, until all passes are done. */
async function inPieces(recipe: Recipe, next: (fit: number) => FitOptions & { breakAt?: number }) {
  const network = await Network.create({ ...recipe, passes: PASSES })
  const results: PassResult[] = []
  let fits = 0
  while (network.passes < PASSES) {
    const { breakAt, ...options } = next(fits++)
    try {
      for await (const result of network.fit(digits, { validationData, ...options })) {
        results.push(result)
        if (result.pass === breakAt) break
      }
    } catch (error) {
      assert.is(error, STOP)
    }
    assert.ok(fits < 1000, 'it goes on')
  }
  const outcome: Outcome = { sha256: await sha256(network), results: results.map(timeless) }
  return { outcome, fits }
}

/** The first `fit` is stopped where `at` says, the second goes on to the end. */
const once = (stop: FitOptions & { breakAt?: number }) => (fit: number) => (fit === 0 ? stop : {})

function aborting(at: (progress: Progress) => boolean): FitOptions {
  const controller = new AbortController()
  return {
    signal: controller.signal,
    onProgress: (progress) => {
      if (at(progress)) controller.abort(STOP)
    },
  }
}

function throwing(at: (progress: Progress) => boolean): FitOptions {
  return {
    onProgress: (progress) => {
      if (at(progress)) throw STOP
    },
  }
}

/** Digits trained on at that point of pass 2. */
const amid =
  (phase: Progress['phase'], done: number, total = digits.length) =>
  (at: Progress) =>
    at.pass === 2 && at.phase === phase && at.done === done && at.total === total

const stops: Record<string, (fit: number) => FitOptions & { breakAt?: number }> = {
  'break after a pass': once({ breakAt: 1 }),
  'break after every pass': (fit) => ({ breakAt: fit + 1 }),
  'a signal after the first buffer': once(aborting(({ done }) => done === BUFFER_SIZE)),
  'a signal within a pass': once(aborting(amid('train', 2 * BUFFER_SIZE))),
  'a signal at the end of a pass': once(aborting(amid('train', digits.length))),
  'a signal while the training digits are read': once(aborting(amid('evaluate', BUFFER_SIZE))),
  'a signal when the last test digit has been read': once(aborting(amid('evaluate', 300, 300))),
  'an exception in onProgress': once(throwing(amid('train', BUFFER_SIZE))),
  'an exception in onProgress while the test digits are read': once(
    throwing(amid('evaluate', BUFFER_SIZE, 300)),
  ),
}

for (const [name, recipe] of Object.entries(variants)) {
  const unbroken = (() => {
    let outcome: Promise<Outcome> | undefined
    return () => (outcome ??= inPieces(recipe, () => ({})).then((run) => run.outcome))
  })()

  test(`${name}: the same bits and results after a stop of any kind`, () =>
    atEveryBuffer(async () => {
      const expected = await unbroken()
      assert.is(expected.results.length, PASSES)
      for (const [how, stop] of Object.entries(stops)) {
        const { outcome, fits } = await inPieces(recipe, stop)
        assert.ok(fits > 1, `${how}: it was stopped`)
        assert.equal(outcome, expected, how)
      }
    }))

  test(`${name}: the same bits and results when every batch buffer of training is followed by a stop`, () =>
    atEveryBuffer(async () => {
      const { outcome, fits } = await inPieces(recipe, () => aborting(({ phase }) => phase === 'train'))
      // three buffers a pass; each pass's evaluation belongs to the next fit
      assert.is(fits, 3 * PASSES + 1)
      assert.equal(outcome, await unbroken())
    }))

  test(`${name}: the same bits when the network is read, and others train, between two batch buffers`, () =>
    atEveryBuffer(async () => {
      const expected = await unbroken()
      const network = await Network.create({ ...recipe, passes: PASSES })
      const other = await Network.create(recipes.modern)
      let [reads, stateOfLast] = [0, '']
      const read = () => {
        reads++
        network.evaluate(validationData)
        network.predict(digits.images)
        network.activations(image(digits, reads))
        network.save()
        stateOfLast = JSON.stringify(network.stateDict().outb)
        other.forward(image(digits, reads))
        other.backward(digits.labels[reads])
        other.step()
      }
      const results: PassResult[] = []
      for await (const result of network.fit(digits, { validationData, onProgress: read })) {
        read()
        results.push(result)
      }
      assert.ok(reads > 8 * PASSES, `read ${reads} times`)
      assert.is(stateOfLast, JSON.stringify(network.stateDict().outb))
      assert.equal({ sha256: await sha256(network), results: results.map(timeless) }, expected)
    }))
}

test('a stop loses nothing that was learned: the weights are those of the digits done', () =>
  atEveryBuffer(async () => {
    const stopped = await Network.create(recipes.base)
    const stop = throwing(({ done }) => done === 2 * BUFFER_SIZE)
    assert.is(await train(stopped, digits, stop).catch((error) => error), STOP)
    assert.is(stopped.steps, 2 * BUFFER_SIZE)
    assert.is(stopped.passes, 0)
    const whole = await Network.create({ ...recipes.base, passes: 1 })
    await train(whole, samples(2 * BUFFER_SIZE))
    assert.is(await sha256(stopped), await sha256(whole))
  }))

test('between two passes the digits may change', async () => {
  const network = await Network.create({ ...recipes.base, passes: 3 })
  for await (const _ of network.fit(samples(100))) break
  for await (const _ of network.fit(samples(30))) break
  const [last] = await train(network, samples(70))
  assert.is(last.pass, 3)
  assert.is(network.steps, 200)
  assert.is(last.train?.count, 70)
})

test.run()
