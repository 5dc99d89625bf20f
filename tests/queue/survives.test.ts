/** Nothing lost, nothing twice: workers, collectors and Redis are killed and cut off, and the file is that of a sweep alone. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { idxFolder, lines, type Running, run, scratch, start } from '../support/cli.js'
import {
  killWorkers,
  LEASE,
  makeHere,
  timeless,
  until,
  startWorker as workerProcess,
  workHere,
} from '../support/queue.js'
import { lacksRedis, RedisServer } from '../support/redis.js'

const test = suite('a sweep in a queue survives')
const folder = scratch()
const data = idxFolder(folder)
const out = (name: string) => join(folder, `${name}.jsonl`)
/** Some seconds a run: long enough to be killed in the middle. */
const long = join(folder, 'long.json')
writeFileSync(long, '{ "extends": "modern", "passes": 800 }')
const small = ['--data', data, '--train', '300', '--test', '100', '--no-report']
const longRuns = ['--recipe', long, '--seeds', '1..2']
const shortRuns = ['--recipe', 'base', '--passes', '20', '--seeds', '1..24']

let redis: RedisServer
test.before(async () => {
  redis = await RedisServer.start()
  for (const [name, plan] of [
    ['long', longRuns],
    ['short', shortRuns],
  ] as const) {
    const { code } = await run(['sweep', ...small, ...plan, '--out', out(name)])
    assert.is(code, 0)
  }
})
test.after(() => redis?.kill())

test.after.each(killWorkers)

/** A worker that is known to be dead soon. */
const startWorker = (...[server, digits, ...args]: Parameters<typeof workerProcess>): Running =>
  workerProcess(server, digits, '--lease', String(LEASE), ...args)

const sweep = (name: string, plan: readonly string[]) =>
  start(['sweep', ...small, ...plan, '--queue', redis.url, '--name', name, '--out', out(name)])
const checkpoints = (name: string) => redis.ask((client) => client.hlen(`lenet1989:checkpoints:${name}`))
const kept = (name: string) =>
  existsSync(out(name)) ? Math.max(0, readFileSync(out(name), 'utf8').split('\n').length - 2) : 0
const quick = ['--checkpoint-every', '0.1']

/** The same runs as those of a sweep alone, each once; nothing in Redis. */
async function whole(name: string, as: 'long' | 'short'): Promise<void> {
  assert.equal(timeless(out(name)), timeless(out(as)))
  await until('nothing is left in Redis', async () => (await redis.ask((client) => client.dbsize())) === 0)
}

test('the SIGKILL of a worker: another goes on in the middle, to the same bits', async () => {
  const collecting = sweep('killed', longRuns)
  const first = startWorker(redis, data, ...quick)
  await until('there is a checkpoint', async () => (await checkpoints('killed')) >= 2)
  first.child.kill('SIGKILL')
  assert.is((await first.result).code, null)
  const passes: number[] = []
  const { worker, stop } = await workHere(redis.url, data, {
    make: (job, options) => {
      passes.push(options.from?.curves.trainLoss.length ?? -1)
      return makeHere(data, job, options)
    },
  })
  assert.ok(worker)
  const { code, stderr } = await collecting.result
  await stop()
  assert.equal([code, stderr], [0, ''])
  assert.ok(passes.includes(-1), 'one run from its beginning')
  assert.ok(
    passes.some((count) => count >= 0),
    `and one from its middle: after ${passes} passes`,
  )
  await whole('killed', 'long')
})

test('the SIGTERM of a worker: what it has in hand is saved at once, and gone on with', async () => {
  const collecting = sweep('ended', longRuns)
  const first = startWorker(redis, data, '--checkpoint-every', '1000', '--lease', '1000')
  await until('a run is under way', () =>
    redis.ask(async (client) => Boolean(await client.exists('lenet1989:trained:ended'))),
  )
  const before = await checkpoints('ended')
  first.child.kill('SIGTERM')
  const { code, stderr } = await first.result
  assert.is(code, 143)
  assert.match(stderr, /^ended: .*long\.json, seed 1: saved and put back$/m)
  assert.equal([before, await checkpoints('ended')], [0, 2])
  const second = startWorker(redis, data, '--idle-exit', '2')
  assert.is((await collecting.result).code, 0)
  assert.is((await second.result).code, 0)
  await whole('ended', 'long')
})

test('Redis killed and started again, then silent for longer than a lease: all go on', async () => {
  const collecting = sweep('restarted', longRuns)
  const workers = [startWorker(redis, data, ...quick), startWorker(redis, data, ...quick)]
  await until('there is a checkpoint', async () => (await checkpoints('restarted')) >= 2)
  await redis.kill()
  await sleep(500)
  await redis.up()
  await sleep(300)
  redis.pause()
  await sleep(1500 * LEASE)
  redis.resume()
  const { code, stderr } = await collecting.result
  assert.is(code, 0, stderr)
  assert.match(stderr, /connection lost; going on as soon as it is there again\n.*connected again\n/)
  for (const { child } of workers) child.kill('SIGTERM')
  for (const { result } of workers) assert.is((await result).code, 143)
  await whole('restarted', 'long')
})

test('the collector killed, twice: --attach has everything, and nothing twice', async () => {
  const worker = startWorker(redis, data)
  const first = sweep('attached', shortRuns)
  await until('some runs are collected', () => kept('attached') >= 3)
  first.child.kill('SIGKILL')
  await first.result
  // as if it had been killed while it wrote
  writeFileSync(out('attached'), readFileSync(out('attached'), 'utf8').slice(0, -50))
  const attach = [
    'sweep',
    '--queue',
    redis.url,
    '--attach',
    'attached',
    '--out',
    out('attached'),
    '--no-report',
  ]
  const second = start(attach)
  await sleep(500)
  const busy = await redis.ask((client) => client.get('lenet1989:collector:attached'))
  assert.ok(busy, 'the dead collector is still there')
  await redis.ask((client) => client.del('lenet1989:collector:attached'))
  await until('more runs are collected', () => kept('attached') >= 8)
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
  assert.is(lines(readFileSync(out('attached'), 'utf8')).length, 25)
  await whole('attached', 'short')
})

test('jobs that Redis has lost are put there again', async () => {
  const collecting = sweep('lost', shortRuns)
  await until('the sweep is there', () =>
    redis.ask(async (client) => Boolean(await client.exists('lenet1989:sweeps'))),
  )
  await redis.ask(async (client) => {
    // a list without its jobs, as a disk that was full would leave it
    for (const key of await client.keys('lenet1989:queue:lost:*')) await client.del(key)
  })
  const worker = startWorker(redis, data)
  const { code, stderr } = await collecting.result
  assert.is(code, 0, stderr)
  worker.child.kill('SIGTERM')
  await worker.result
  await whole('lost', 'short')
})

const lacking = lacksRedis()
if (lacking === undefined) test.run()
else {
  const none = suite('a sweep in a queue survives')
  none.skip(lacking)
  none.run()
}
