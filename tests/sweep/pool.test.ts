/** Runs in threads, by the built package: a thread's worker is a file of its own. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Network, recipes, stateSha256 } from '../../src/index.js'
import { checkConfig } from '../../src/model/config.js'
import { type Job, type RunResult, runJob } from '../../src/sweep/run.js'
import { readFixture } from '../support/fixtures.js'

const built = new URL('../../dist/sweep/pool.js', import.meta.url)
const { runJobs } = (await import(built.href)) as typeof import('../../src/sweep/pool.js')

const test = suite('runs side by side')

const samples = readFixture('samples_mnist')
const [images, labels] = [samples.tensor('x', 'F32'), samples.tensor('labels', 'U8')]
const cut = (from: number, to: number) => ({
  images: images.slice(from * 256, to * 256),
  labels: labels.slice(from, to),
  length: to - from,
})
const digits = { train: cut(0, 600), test: cut(600, 1000) }

const job = (name: keyof typeof recipes, seed: number, passes = 2, changes = {}): Job => ({
  name,
  config: checkConfig({ ...recipes[name], passes, seed, ...changes }),
  train: 400,
  test: 300,
})

/** All but the time it took. */
const timeless = ({ trainSeconds, ...run }: RunResult) => {
  assert.ok(trainSeconds > 0)
  return run
}

test('a run tells what fit and evaluate tell', async () => {
  const { config } = job('modern', 5, 3)
  const run = await runJob(job('modern', 5, 3), digits)
  const [train, other] = [cut(0, 400), cut(600, 900)]
  const network = await Network.create(config)
  let at = 0
  for await (const pass of network.fit(train, { validationData: other })) {
    const near = (found: number, expected: number) => assert.ok(Math.abs(found / expected - 1) < 1e-6)
    near(run.curves.trainLoss[at]!, pass.train!.loss)
    near(run.curves.testLoss[at]!, pass.test!.loss)
    assert.is(run.curves.trainMisses[at], pass.train!.misses)
    assert.is(run.curves.testMisses[at], pass.test!.misses)
    at++
  }
  assert.is(run.curves.testMisses.length, 3)
  assert.equal([run.name, run.seed, run.steps], ['modern', 5, 1200])
  const state = network.stateDict()
  assert.is(run.sha256, await stateSha256(state))
  const { confusion, misses } = network.evaluate(other)
  assert.equal(run.confusion, [...confusion])
  assert.is(run.misread.length, misses)
  for (const [index, answer] of run.misread) assert.is.not(other.labels[index], answer)
  const misread = new Array(100).fill(0)
  for (const [index, answer] of run.misread) misread[other.labels[index]! * 10 + answer]++
  assert.equal(
    misread,
    run.confusion.map((count, cell) => (cell % 11 === 0 ? 0 : count)),
  )
  for (const [i, weight] of run.filters.entries()) assert.ok(Math.abs(weight - state.H1w[i]!) <= 5.001e-4)
})

test('a thread ends with the same bits as the main thread, whatever runs beside it', async () => {
  const jobs = [
    job('base', 1),
    job('modern', 1),
    job('adam', 2, 1),
    job('base', 2),
    job('augmentation', 3, 3),
  ]
  const alone: RunResult[] = []
  for (const one of jobs) alone.push(await runJob(one, digits))
  for (const workers of [1, 2, 9]) {
    const together = await runJobs(jobs, digits, { workers })
    assert.equal(together.map(timeless), alone.map(timeless), `${workers} workers`)
  }
})

test('runs are reported as they are finished, and the digits on the way', async () => {
  const jobs = [job('base', 1, 1), job('base', 2, 40), job('base', 3, 1)]
  const seen: number[] = []
  const progress: number[] = []
  await runJobs(jobs, digits, {
    workers: 2,
    onRun: ({ seed }) => void seen.push(seed),
    onProgress: (count) => void progress.push(count),
  })
  assert.equal([...seen].sort(), [1, 2, 3])
  for (const [i, count] of progress.entries()) {
    assert.ok(count >= (progress[i - 1] ?? 0) && count <= 42 * 400, `${count} digits`)
  }
})

test('without jobs nothing is run', async () => {
  assert.equal(await runJobs([], digits, { workers: 2 }), [])
})

test('stopped, it ends at once with the reason, and the finished runs have been reported', async () => {
  const controller = new AbortController()
  const seen: number[] = []
  const endless = [job('base', 2, 1_000_000), job('base', 3, 1_000_000)]
  const reason = new Error('enough')
  const sweep = runJobs([job('base', 1, 1), ...endless], digits, {
    // one thread would take the endless ones first, as they are the longest
    workers: 3,
    signal: controller.signal,
    onRun: ({ seed }) => {
      seen.push(seed)
      controller.abort(reason)
    },
  })
  assert.is(await sweep.catch((error) => error), reason)
  assert.equal(seen, [1])
  const late = runJobs([job('base', 1)], digits, { workers: 1, signal: controller.signal })
  assert.is(await late.catch((error) => error), reason)
})

test('a run that diverges ends the sweep with the name, the seed and the pass', async () => {
  const wild = job('crossEntropy', 4, 3, { lr: 100, activation: 'relu' })
  const error = await runJobs([wild, job('base', 1, 1_000_000)], digits, { workers: 2 }).catch(
    (error) => error,
  )
  assert.is(error.code, 'ERR_DIVERGED')
  assert.match(
    error.message,
    /^crossEntropy, seed 4: training diverged in pass \d, .*: the loss is NaN, at the rate 100$/,
  )
})

test('what onRun throws ends the sweep', async () => {
  const full = new Error('disk full')
  const sweep = runJobs([job('base', 1, 1), job('base', 2, 1_000_000)], digits, {
    workers: 2,
    onRun: () => {
      throw full
    },
  })
  assert.is(await sweep.catch((error) => error), full)
})

test('more digits than there are: the code of the refusal comes across', async () => {
  const greedy = { ...job('base', 1), train: 601 }
  const error = await runJobs([greedy], digits, { workers: 1 }).catch((error) => error)
  assert.is(error.code, 'ERR_COUNT')
  assert.match(error.message, /train: 601 .* 600/)
})

const script = new URL('../support/failing-thread.mjs', import.meta.url)

for (const [seed, how] of [
  [77, 'exits'],
  [99, 'throws'],
] as const) {
  test(`a run whose thread ${how} is made again, to the same bits`, async () => {
    const jobs = [job('base', seed), job('base', 2), job('base', 3)]
    const runs = await runJobs(jobs, digits, { workers: 2, script })
    assert.equal(runs.map(timeless), (await runJobs(jobs, digits, { workers: 2 })).map(timeless))
  })
}

for (const seed of [66, 88]) {
  test(`a run whose thread is lost twice ends the sweep with its name: seed ${seed}`, async () => {
    const jobs = [job('modern', seed), job('base', 2), job('base', 3)]
    const error = await runJobs(jobs, digits, { workers: 2, script }).catch((error) => error)
    assert.is(error.code, 'ERR_WORKER')
    assert.match(error.message, new RegExp(`^modern, seed ${seed}: its thread ended twice: `))
  })
}

test.run()
