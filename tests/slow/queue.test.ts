/** The queue under what takes minutes: Redis out of reach for one, and a thousand short jobs with workers killed all the while. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { idxFolder, type Running, run, scratch, start } from '../support/cli.js'
import { LEASE, startWorker, timeless, until } from '../support/queue.js'
import { lacksRedis, RedisServer } from '../support/redis.js'

const test = suite('a queue, for minutes')
const folder = scratch()
const data = idxFolder(folder)
const small = ['--data', data, '--train', '300', '--test', '100', '--no-report']
const out = (name: string) => join(folder, `${name}.jsonl`)

let redis: RedisServer
test.before(async () => {
  redis = await RedisServer.start()
})
test.after(() => redis?.kill())

test('Redis is out of reach for a minute: with the lease that workers have if nothing is said, no run is made anew', async () => {
  const long = join(folder, 'long.json')
  writeFileSync(long, '{ "extends": "modern", "passes": 2000 }')
  const plan = ['--recipe', long, '--seeds', '1..4']
  assert.is((await run(['sweep', ...small, ...plan, '--out', out('alone')])).code, 0)
  const collecting = start([
    'sweep',
    ...small,
    ...plan,
    '--queue',
    redis.url,
    '--name',
    'cut',
    '--out',
    out('cut'),
  ])
  const worker = start(['worker', '--queue', redis.url, '--data', data, '--workers', '2'])
  await worker.shows('joined')
  await sleep(2000)
  redis.pause()
  await sleep(60_000)
  redis.resume()
  const { code, stderr } = await collecting.result
  assert.is(code, 0, stderr)
  worker.child.kill('SIGTERM')
  const made = await worker.result
  assert.is(made.code, 143)
  assert.is(made.stdout.split('\n').filter((line) => line.includes(', seed ')).length, 4, made.stdout)
  assert.not.match(made.stderr, /in other hands|put back/)
  assert.equal(timeless(out('cut')), timeless(out('alone')))
})

test('a thousand jobs, a worker killed every two seconds, Redis now and then: each run is there, once', async () => {
  const plan = ['--recipe', 'base', 'adam', '--passes', '2', '--seeds', '1..500']
  assert.is((await run(['sweep', ...small, ...plan, '--out', out('many')])).code, 0)
  const args = ['--queue', redis.url, '--name', 'chaos', '--verify', '0.02', '--out', out('chaos')]
  const collecting = start(['sweep', ...small, ...plan, ...args])
  let ended = false
  void collecting.result.then(() => {
    ended = true
  })
  const workers: Running[] = [
    startWorker(redis, data, '--lease', String(LEASE)),
    startWorker(redis, data, '--lease', String(LEASE)),
  ]
  for (let round = 0; !ended && round < 30; round++) {
    await sleep(2000)
    const victim = workers.shift()!
    victim.child.kill('SIGKILL')
    workers.push(startWorker(redis, data, '--lease', String(LEASE)))
    if (round % 4 === 1) {
      await redis.kill()
      await redis.up()
    }
  }
  const { code, stderr } = await collecting.result
  assert.is(code, 0, stderr)
  for (const { child } of workers) child.kill('SIGTERM')
  await Promise.all(workers.map(({ result }) => result))
  assert.equal(timeless(out('chaos')), timeless(out('many')))
  await until('nothing is left but names', () =>
    redis.ask(async (client) =>
      (await client.keys('*')).every((key) => /:(meta|events|stalled-check)$/.test(key)),
    ),
  )
})

const lacking = lacksRedis()
if (lacking === undefined) test.run()
else {
  const none = suite('a queue, for minutes')
  none.skip(lacking)
  none.run()
}
