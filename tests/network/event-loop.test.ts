/** While a network trains, the event loop gets its turns: timers fire, signals arrive, others get on. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { nextTurn } from '../../src/network/yield.js'
import { samples, train } from '../support/training.js'

const test = suite('event loop')

/** The samples over and over, so that a pass takes much longer than the portions it should be done in. */
const many = (() => {
  const set = samples(1000)
  const images = new Float32Array(10 * set.images.length)
  const labels = new Uint8Array(10 * set.length)
  for (let i = 0; i < 10; i++) {
    images.set(set.images, i * set.images.length)
    labels.set(set.labels, i * set.length)
  }
  return { images, labels, length: labels.length }
})()

/** Milliseconds of this process's own work a turn, while `body` runs: a busy machine makes it wait, but not work more. */
async function workPerTurn(body: () => Promise<unknown>): Promise<{ turns: number; work: number }> {
  let [turns, running] = [0, true]
  const count = () => {
    turns++
    if (running) setImmediate(count)
  }
  const started = process.cpuUsage()
  setImmediate(count)
  await body()
  const { user, system } = process.cpuUsage(started)
  running = false
  return { turns, work: (user + system) / 1000 }
}

function enough(what: string, { turns, work }: { turns: number; work: number }): void {
  console.log(
    `  ${what}: ${turns} turns in ${work.toFixed(0)} ms of work, ${(work / turns).toFixed(1)} ms each`,
  )
  assert.ok(turns > 2, `${turns} turns are too few to tell`)
  assert.ok(work / turns < 50, `a turn each ${(work / turns).toFixed(1)} ms, expected 50 at most`)
}

test('a turn at least every 50 ms of training and evaluation', async () => {
  const network = await Network.create({ ...recipes.base, passes: 2 })
  await train(network, many) // the engine's compilers have done their work
  const next = await Network.create({ ...recipes.modern, passes: 2 })
  enough('long passes', await workPerTurn(() => train(next, many, { validationData: many })))
})

test('a turn at least every 50 ms of passes that take less, in a loop that waits for nothing', async () => {
  const network = await Network.create({ ...recipes.base, passes: 2000 })
  enough('short passes', await workPerTurn(() => train(network, samples(20))))
})

test('a timer can stop a training of passes that take no time', async () => {
  const network = await Network.create({ ...recipes.base, passes: 1_000_000 })
  const controller = new AbortController()
  setTimeout(() => controller.abort('time is up'))
  const thrown = await train(network, samples(5), { signal: controller.signal }).catch((error) => error)
  assert.is(thrown, 'time is up')
  assert.ok(network.passes < 1_000_000)
})

test('a turn lets what is due come first', async () => {
  const came: string[] = []
  setImmediate(() => came.push('immediate'))
  await nextTurn()
  assert.equal(came, ['immediate'])
})

test('where there is no setImmediate, as in browsers, a turn is one all the same', async () => {
  const scope = globalThis as { setImmediate?: unknown }
  const { setImmediate: ours } = scope
  const came: string[] = []
  setTimeout(() => came.push('timer'))
  try {
    scope.setImmediate = undefined
    // a microtask would never let the timer fire
    for (let turn = 0; turn < 100_000 && came.length === 0; turn++) await nextTurn()
  } finally {
    scope.setImmediate = ours
  }
  assert.equal(came, ['timer'])
})

test('a signal that was aborted before: its reason, and nothing is trained', async () => {
  const network = await Network.create(recipes.base)
  const reason = { my: 'reason' }
  const thrown = await train(network, samples(5), { signal: AbortSignal.abort(reason) }).catch((e) => e)
  assert.is(thrown, reason)
  assert.is(network.steps, 0)
  assert.is((await train(network, samples(5))).length, 23)
})

test('a signal aborted between two passes ends the training before the next', async () => {
  const network = await Network.create(recipes.base)
  const controller = new AbortController()
  let passes = 0
  try {
    for await (const { pass } of network.fit(samples(5), { signal: controller.signal })) {
      passes = pass
      if (pass === 2) controller.abort()
    }
    assert.unreachable()
  } catch (error) {
    assert.is((error as Error).name, 'AbortError')
  }
  assert.is(passes, 2)
  assert.is(network.steps, 10)
})

test('networks train side by side, each in the turns of the others', async () => {
  const networks = await Promise.all(
    [1, 2, 3].map((seed) => Network.create({ ...recipes.base, seed, passes: 1 })),
  )
  const order: number[] = []
  await Promise.all(
    networks.map((network, i) =>
      train(network, many, { evaluateTrain: false, onProgress: () => order.push(i) }),
    ),
  )
  const changes = order.filter((network, i) => i > 0 && network !== order[i - 1]).length
  assert.ok(changes > 6, `they took turns ${changes} times: ${order.join('')}`)
})

test.run()
