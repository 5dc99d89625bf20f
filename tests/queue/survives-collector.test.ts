/** Nothing lost, nothing twice: collectors are killed, jobs vanish, and the file is that of a sweep alone. */
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { lines, run, start } from '../support/cli.js'
import { until } from '../support/queue.js'
import { Survival } from '../support/survival.js'

const NAME = 'a sweep in a queue survives its collector'
const survival = new Survival(NAME, () => ({
  short: ['--recipe', 'base', '--passes', '20', '--seeds', '1..24'],
}))

survival.test('the collector killed, twice: --attach has everything, and nothing twice', async () => {
  const worker = survival.worker()
  const first = survival.sweep('attached', 'short')
  await until('some runs are collected', () => survival.kept('attached') >= 3)
  first.child.kill('SIGKILL')
  await first.result
  // as if it had been killed while it wrote
  writeFileSync(survival.out('attached'), readFileSync(survival.out('attached'), 'utf8').slice(0, -50))
  const attach = [
    'sweep',
    '--queue',
    survival.redis.url,
    '--attach',
    'attached',
    '--out',
    survival.out('attached'),
    '--no-report',
  ]
  const second = start(attach)
  await sleep(500)
  const busy = await survival.redis.ask((client) => client.get('lenet1989:collector:attached'))
  assert.ok(busy, 'the dead collector is still there')
  await survival.redis.ask((client) => client.del('lenet1989:collector:attached'))
  await until('more runs are collected', () => survival.kept('attached') >= 8)
  second.child.kill('SIGINT')
  const { code, stderr } = await second.result
  assert.is(code, 130)
  assert.match(
    stderr,
    /^stopped with \d+ of 24 runs in the file; the workers go on; --attach attached collects/m,
  )
  const third = await run(attach)
  assert.is(third.code, 0, third.stderr)
  worker.child.kill('SIGTERM')
  await worker.result
  assert.is(lines(readFileSync(survival.out('attached'), 'utf8')).length, 25)
  await survival.whole('attached', 'short')
})

survival.test('jobs that Redis has lost are put there again', async () => {
  const collecting = survival.sweep('lost', 'short')
  await until('the sweep is there', () =>
    survival.redis.ask(async (client) => Boolean(await client.exists('lenet1989:sweeps'))),
  )
  await survival.redis.ask(async (client) => {
    // a list without its jobs, as a disk that was full would leave it
    for (const key of await client.keys('lenet1989:queue:lost:*')) await client.del(key)
  })
  const worker = survival.worker()
  const { code, stderr } = await collecting.result
  assert.is(code, 0, stderr)
  worker.child.kill('SIGTERM')
  await worker.result
  await survival.whole('lost', 'short')
})

survival.run(NAME)
