/** Sweeps through a queue on a real Redis: the same files as a local sweep, whichever worker makes the runs, even if one returns wrong results. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { idxFolder, lines, run, scratch, start, zipcodeFolder } from '../support/cli.js'
import { killWorkers, makeHere, startWorker, timeless, until, workHere } from '../support/queue.js'
import { lacksRedis, RedisServer } from '../support/redis.js'

const test = suite('sweeps through a queue')
const folder = scratch()
const data = idxFolder(folder)
const small = ['--data', data, '--train', '200', '--test', '100', '--passes', '2']
const sweep = ['sweep', ...small, '--no-report']
const out = (name: string) => join(folder, `${name}.jsonl`)

let redis: RedisServer
test.before(async () => {
  redis = await RedisServer.start()
})

test.after(() => redis?.kill())
test.after.each(killWorkers)

const keys = () => redis.ask((client) => client.keys('*'))
const nothingLeft = () => until('nothing is left in Redis', async () => (await keys()).length === 0)
const queue = () => ['--queue', redis.url]

async function refused(args: string[], code: number, message: RegExp): Promise<void> {
  const result = await run(args)
  assert.equal([result.code, result.stdout, lines(result.stderr).length], [code, '', 1], result.stderr)
  assert.match(result.stderr, message)
}

test('two workers make what one sweep makes, byte for byte but for times and order, half of it twice', async () => {
  const plan = ['--recipe', 'base', 'modern', '--set', 'lr=0.001,0.003', '--seeds', '1..3']
  const alone = await run([...sweep, ...plan, '--out', out('alone'), '--json'])
  const workers = [startWorker(redis, data), startWorker(redis, data)]
  const args = [...plan, ...queue(), '--name', 'both', '--verify', '0.5', '--out', out('both'), '--json']
  const both = await run([...sweep, ...args])
  assert.equal([both.code, both.stderr], [0, ''])
  assert.equal(JSON.parse(both.stdout), JSON.parse(alone.stdout))
  assert.equal(timeless(out('both')), timeless(out('alone')))
  await nothingLeft()
  for (const { child } of workers) child.kill('SIGTERM')
  const made = await Promise.all(workers.map(({ result }) => result))
  const finished = made.map(
    ({ stdout }) => lines(stdout).filter((line) => /: lr?.*seed|, seed/.test(line)).length,
  )
  assert.is(finished[0] + finished[1], 18, `12 runs, 6 of them twice: ${finished}`)
  assert.ok(Math.min(...finished) >= 6, `the second time by the other one: ${finished}`)
  assert.equal(
    made.map(({ code, stderr }) => [code, stderr]),
    [
      [143, ''],
      [143, ''],
    ],
  )
})

test('detached, attached, resumed, cancelled; the page is there at the end', async () => {
  const plan = ['--seeds', '1..4', ...queue()]
  const left = await run([...sweep, ...plan, '--name', 'left', '--detach'])
  assert.equal([left.code, left.stderr], [0, ''])
  assert.match(left.stdout, /^# 4 runs; sweep left at redis:\/\/127\.0\.0\.1:\d+$/m)
  await refused(
    [...sweep, ...plan, '--name', 'left', '--out', out('x')],
    2,
    /there is a sweep left at .*: --attach/,
  )
  const { worker, stop } = await workHere(redis.url, data)
  assert.match(worker.by, /, process \d+$/)
  const report = join(folder, 'page')
  const attach = [
    'sweep',
    ...queue(),
    '--attach',
    'left',
    '--out',
    out('left'),
    '--data',
    data,
    '--report',
    report,
  ]
  const attached = await run(attach)
  assert.equal([attached.code, attached.stderr], [0, `report: ${join(report, 'index.html')}\n`])
  assert.ok(existsSync(join(report, 'index.html')))
  await run([...sweep, '--seeds', '1..6', '--out', out('six')])
  const more = [...sweep, '--seeds', '1..6', ...queue(), '--out', out('left'), '--resume']
  const resumed = await run(more)
  assert.is(resumed.code, 0, resumed.stderr)
  assert.match(resumed.stdout, /^# 6 runs, 4 of them made before; sweep sweep-\d/m)
  assert.equal(timeless(out('left')), timeless(out('six')))
  await stop()
  await run([...sweep, ...plan, '--name', 'gone', '--detach'])
  const cancelled = await run(['sweep', ...queue(), '--cancel', 'gone'])
  assert.equal([cancelled.code, cancelled.stdout], [0, '# sweep gone is cancelled\n'])
  await nothingLeft()
  await refused(['sweep', ...queue(), '--attach', 'gone', '--out', out('y')], 2, /there is no sweep gone/)
})

test('a worker leaves to others, by name, what it lacks the wasm modules or the digits for', async () => {
  await run([...sweep, '--seeds', '1', ...queue(), '--name', 'digits', '--detach'])
  await run([...sweep, '--seeds', '1', ...queue(), '--name', 'modules', '--detach'])
  await redis.ask(async (client) => {
    const record = (await client.get('lenet1989:sweep:modules'))!
    await client.set('lenet1989:sweep:modules', record.replace(/"wasmSha256":"..../, '"wasmSha256":"0000'))
    await client.set('lenet1989:sweep:odd', '{"format":2}')
    await client.hset('lenet1989:sweeps', 'odd', '2026 x')
  })
  const worker = startWorker(redis, zipcodeFolder(folder), '--idle-exit', '1')
  const { code, stdout, stderr } = await worker.result
  assert.is(code, 0, 'nothing to do for long enough')
  assert.not.match(stdout, /joined/)
  assert.match(stderr, /^digits is left to others: .*(200|digits)/m)
  assert.match(
    stderr,
    /^modules is left to others: its wasm modules have the SHA-256 0000\w{60}, those here \w{64}$/m,
  )
  assert.match(stderr, /^odd is left to others: sweep odd: its format is 2, expected 1/m)
  await redis.ask((client) => client.flushall())
})

test('a run that fails three times is told with its error, and the others end', async () => {
  const wild = join(folder, 'wild.json')
  writeFileSync(wild, '{ "extends": "crossEntropy", "lr": 100, "activation": "relu" }')
  const { events, stop } = await workHere(redis.url, data)
  const args = ['--recipe', 'base', wild, '--seeds', '5', ...queue(), '--out', out('wild')]
  const { code, stdout, stderr } = await run([...sweep, ...args])
  await stop()
  assert.is(code, 1)
  assert.match(
    stderr,
    /wild\.json, seed 5: .*training diverged in pass \d.* \(on .*, process \d+\)\nerror: 1 of 2 runs failed/,
  )
  assert.match(stdout, /^base +1 /m)
  assert.is(lines(readFileSync(out('wild'), 'utf8')).length, 2)
  assert.is(events.filter(({ what }) => what === 'failed').length, 3)
  await nothingLeft()
})

test('a worker that lies is found, and both are named', async () => {
  const liar = await workHere(redis.url, data, {
    make: async (job, options) => {
      const made = await makeHere(data, job, options)
      return { ...made, sha256: made.sha256.replace(/^..../, 'beef') }
    },
  })
  const honest = startWorker(redis, data)
  const args = ['--seeds', '1..4', ...queue(), '--name', 'lies', '--verify', '1', '--out', out('lies')]
  const { code, stderr } = await run([...sweep, ...args])
  assert.is(code, 1)
  assert.match(
    stderr,
    /^error: base, seed \d ends at \w{64} \(.*, process \d+\) and at \w{64} \(.*, process \d+\): broken/,
  )
  for (const pid of [process.pid, honest.child.pid]) assert.ok(stderr.includes(`process ${pid})`), stderr)
  assert.is(lines(readFileSync(out('lies'), 'utf8')).length, 1, 'none of its runs is in the file')
  const again = await run(['sweep', ...queue(), '--attach', 'lies', '--out', out('lies'), '--no-report'])
  assert.is(again.code, 1, 'nor does it help to look away')
  await liar.stop()
  honest.child.kill('SIGTERM')
  await honest.result
  await redis.ask((client) => client.flushall())
})

test('jobs and results are data: what is not as it should be is refused, and harms nothing else', async () => {
  const { events, stop } = await workHere(redis.url, data, {
    make: async (job, options) => {
      const run = { name: job.name, seed: job.config.seed, sha256: 'no' }
      if (job.config.seed === 1) return run as never
      if (job.config.seed === 2) throw new Error(`odd ${options.saveSeconds}`)
      return { ...run, sha256: 'a'.repeat(2_000_000) } as never
    },
  })
  const started = start([
    ...sweep,
    '--seeds',
    '1..3',
    ...queue(),
    '--name',
    'odd',
    '--out',
    out('odd'),
    '--json',
  ])
  await until('the sweep is there', async () => (await keys()).includes('lenet1989:sweeps'))
  const { Queue } = await import('bullmq')
  await redis.ask(async (client) => {
    client.options.maxRetriesPerRequest = null
    const strange = new Queue('odd', { connection: client, prefix: 'lenet1989:queue' })
    await strange.add('run', { recipe: 'constructor', seed: 1 })
    await strange.add('run', { __proto__: null, recipe: 'base', seed: -1, settings: 'x' })
    await strange.close()
  })
  const { code, stderr } = await started.result
  await stop()
  assert.is(code, 1)
  assert.match(stderr, /base, seed 1: a result of .*: not a run: steps is missing or invalid/)
  assert.match(stderr, /base, seed 2: odd 0\.2 \(on /)
  assert.match(stderr, /base, seed 3: a result of more than 1048576 bytes/)
  assert.match(stderr, /error: 3 of 3 runs failed/)
  const refusals = events.filter(
    (event) => event.what === 'failed' && /a job with the settings/.test(event.why ?? ''),
  )
  assert.is(refusals.length, 2, JSON.stringify(events))
})

test('slips are one line: addresses, names, options, a missing package', async () => {
  const args = [...sweep, '--out', out('slip')]
  await refused(
    [...args, '--queue', 'http://me:secret@host'],
    2,
    /^error: the address of the queue is invalid, expected redis:\/\/HOST:PORT or/,
  )
  await refused(
    [...args, '--queue', 'redis://127.0.0.1:1'],
    1,
    /redis:\/\/127\.0\.0\.1:1: cannot connect: .*REFUSED/,
  )
  await refused([...args, ...queue(), '--name', 'a:b'], 2, /--name "a:b": expected up to 64 letters/)
  await refused([...sweep, ...queue()], 2, /--queue collects the runs in a file; name it with --out/)
  await refused([...args, '--verify', '0.1'], 2, /--verify: needs --queue URL/)
  await refused([...args, ...queue(), '--shard', '1/2'], 2, /--shard: cannot be combined with --queue/)
  await refused([...args, ...queue(), '--verify', '2'], 2, /argument '2' is invalid/)
  const hook = `export const resolve = (name, context, next) => {
    if (name === 'bullmq') throw Object.assign(new Error('no bullmq'), { code: 'ERR_MODULE_NOT_FOUND' })
    return next(name, context)
  }`
  const url = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`
  const register = url(`import { register } from 'node:module'; register(${JSON.stringify(url(hook))})`)
  const { code, stderr } = await run(['worker', ...queue()], { NODE_OPTIONS: `--import=${register}` })
  assert.equal([code, stderr], [1, 'error: a queue needs two more packages: npm install bullmq ioredis\n'])
})

test('memory in Redis: under 1 kB a job that waits, under 6 kB a result of 2 passes', async () => {
  await run([...sweep, '--seeds', '1..100', ...queue(), '--name', 'size', '--detach'])
  const memory = (id: string) =>
    redis.ask((client) => client.memory('USAGE', `lenet1989:queue:size:${id}`, 'SAMPLES', 0))
  const waiting = Number(await memory('r0s7'))
  const { events, stop } = await workHere(redis.url, data)
  await until('all are made', () => events.filter(({ what }) => what === 'finished').length === 100)
  await stop()
  const result = Number(await memory('r0s7'))
  console.log(`a job takes ${waiting} bytes, with its result ${result}`)
  assert.ok(waiting < 1000, `${waiting}`)
  assert.ok(result < 6000, `${result}`)
  const log = Number(
    await redis.ask((client) => client.memory('USAGE', 'lenet1989:queue:size:events', 'SAMPLES', 0)),
  )
  assert.ok(log < 1_000_000, `BullMQ's events take ${log} bytes`)
  await run(['sweep', ...queue(), '--cancel', 'size'])
  await nothingLeft()
})

const lacking = lacksRedis()
if (lacking === undefined) test.run()
else {
  const none = suite('sweeps through a queue')
  none.skip(lacking)
  none.run()
}
