/** Training that is killed, stopped and taken up again: at the end it is as if nothing had happened. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeCheckpoint } from '../../src/formats/checkpoint.js'
import { decodeSafetensors } from '../../src/formats/safetensors.js'
import { recipes } from '../../src/model/recipes.js'
import { stateSha256 } from '../../src/model/state.js'
import { VERSION } from '../../src/model/version.js'
import { idxFolder, lines, run, scratch, start } from '../support/cli.js'

const test = suite('command line: resume')
const folder = scratch()
const data = idxFolder(folder)
/** Long enough that none of the processes below gets to its end before its time. */
const PASSES = 400
const args = ['train', '--data', data, '--train', '300', '--test', '50', '--recipe', 'modern']
const whole = [...args, '--passes', String(PASSES), '--seed', '5']
const KILLS = 20

const digest = (stdout: string) => lines(stdout).at(-1)!.split(' ').at(-1)!
/** The figures of all passes, without their times. */
const metrics = (dir: string) =>
  lines(readFileSync(join(dir, 'metrics.jsonl'), 'utf8')).map((line) => ({ ...JSON.parse(line), seconds: 0 }))
const record = (dir: string) => JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8'))

const unbroken = join(folder, 'unbroken')
let sha256 = ''
test.before(async () => {
  const { code, stdout, stderr } = await run([...whole, '--out', unbroken])
  assert.is(code, 0, stderr)
  sha256 = digest(stdout)
})

/** Of a module as it is packed. */
const moduleSha256 = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(new URL(`../../dist/${name}`, import.meta.url)))
    .digest('hex')

test('run.json names the module that trained: another one for Newton, distortion and averaging', async () => {
  for (const recipe of ['paper1989', 'postal']) {
    const out = join(folder, recipe)
    const { code, stderr } = await run([
      ...['train', '--data', data, '--train', '300', '--test', '50', '--passes', '1'],
      ...['--recipe', recipe, '--out', out],
    ])
    assert.is(code, 0, stderr)
    const { wasm, wasmSha256 } = record(out)
    assert.equal([wasm, wasmSha256], ['full.wasm', moduleSha256('full.wasm')])
    const { stdout } = await run(['info', out])
    assert.match(stdout, new RegExp(`^module +full\\.wasm, sha256 ${wasmSha256}$`, 'm'))
  }
})

test('--out keeps what a run was, its figures and its weights', async () => {
  const { recipe, seed, data: used, wasm, wasmSha256, done, steps, lenet1989, ...rest } = record(unbroken)
  assert.equal(recipe, { ...recipes.modern, passes: PASSES })
  assert.equal([seed, done, steps, lenet1989, rest.sha256], [5, true, 300 * PASSES, VERSION, sha256])
  assert.equal([wasm, wasmSha256], ['lenet1989.wasm', moduleSha256('lenet1989.wasm')])
  assert.match(used.train.sha256, /^[0-9a-f]{64}$/)
  assert.equal([used.train.count, used.test.count, Object.keys(used.files).length], [300, 50, 4])
  assert.ok(Date.parse(rest.started) <= Date.parse(rest.ended))
  const figures = metrics(unbroken)
  assert.equal(
    figures.map(({ pass }) => pass),
    Array.from({ length: PASSES }, (_, i) => i + 1),
  )
  assert.equal(Object.keys(figures[0]), ['pass', 'lr', 'loss', 'train', 'test', 'seconds'])
  const { state, metadata } = decodeSafetensors(readFileSync(join(unbroken, 'weights.safetensors')))
  assert.is(await stateSha256(state), sha256)
  assert.is(metadata.steps, String(300 * PASSES))
  const again = await run([...whole, '--out', unbroken])
  assert.is(again.code, 2)
  assert.match(
    again.stderr,
    /^error: --out .*unbroken: the folder already holds a run; continue it with --checkpoint and --resume, or choose another\n$/,
  )
})

test(`killed ${KILLS} times at random moments, it ends with the same weights and figures`, async () => {
  const [checkpoint, out] = [join(folder, 'killed.ckpt'), join(folder, 'killed')]
  const saving = ['--checkpoint', checkpoint, '--checkpoint-every', '0.001', '--out', out, '--resume']
  let resumed = 0
  for (let i = 0; i < KILLS; i++) {
    const { child, result, shows } = start([...whole, ...saving])
    // every fourth anywhere from its start on, the others amid their training
    if (i % 4 === 3) await setTimeout(Math.random() * 500)
    else {
      await shows('eval: split test')
      await setTimeout(Math.random() * 60)
    }
    child.kill('SIGKILL')
    const { code, stderr } = await result
    assert.is(code, null, 'it was killed, not at its end')
    if (stderr.includes('continuing ')) resumed++
    if (existsSync(checkpoint)) decodeCheckpoint(readFileSync(checkpoint))
  }
  assert.ok(resumed >= KILLS / 2, `only ${resumed} went on from a checkpoint`)
  const { code, stdout, stderr } = await run([...whole, ...saving])
  assert.is(code, 0, stderr)
  assert.match(stderr, /^continuing .*killed\.ckpt after [\d,]+ steps\n$/)
  assert.is(digest(stdout), sha256)
  assert.equal(metrics(out), metrics(unbroken))
  assert.is(record(out).done, true)
  assert.ok(record(out).resumed > record(out).started)
  assert.equal(
    readdirSync(folder).filter((name) => name.endsWith('.tmp')),
    [],
    'nothing is left over',
  )
})

test('Ctrl-C writes a checkpoint; --resume needs neither recipe nor seed, and none that differ', async () => {
  const checkpoint = join(folder, 'stopped.ckpt')
  // so long that only the end writes one
  const saving = ['--checkpoint', checkpoint, '--checkpoint-every', '1000']
  const { child, result, shows } = start([...whole, ...saving])
  await shows('pass 3 of')
  child.kill('SIGINT')
  const stopped = await result
  assert.is(stopped.code, 130)
  const { place, config } = decodeCheckpoint(readFileSync(checkpoint))
  const steps = Number(/stopped after ([\d,]+) steps/.exec(stopped.stderr)![1]!.replaceAll(',', ''))
  assert.is(place.steps, steps)
  assert.is(config.seed, 5)

  const refusals: [string[], RegExp][] = [
    [[], /the file exists already; continue from it with --resume/],
    [['--resume', '--seed', '6'], /its training has seed 5, the command line asks for 6/],
    [
      ['--resume', '--recipe', 'base'],
      /its training has activation "relu", the command line asks for "tanh"/,
    ],
    [['--resume', '--passes', '7'], /its training has passes 400, the command line asks for 7/],
    [['--resume', '--data-seed', '7'], /its training is on other digits/],
  ]
  const bare = ['train', '--data', data, '--train', '300', '--test', '50', ...saving]
  for (const [more, message] of refusals) {
    const { code, stderr } = await run([...bare, ...more])
    assert.is(code, 2)
    assert.match(stderr, message)
  }
  const { code, stdout } = await run([...bare, '--resume'])
  assert.is(code, 0)
  assert.is(digest(stdout), sha256)
  // and once more, at its end
  const ended = await run([...bare, '--resume', '--json'])
  assert.equal(
    lines(ended.stdout).map((line) => ({ ...JSON.parse(line), trainSeconds: 0 })),
    [{ done: true, steps: 300 * PASSES, trainSeconds: 0, sha256 }],
  )
})

test('a torn or foreign file is refused by name and stays as it is', async () => {
  const good = readFileSync(join(folder, 'stopped.ckpt'))
  const path = join(folder, 'bad.ckpt')
  const bad: [Uint8Array, RegExp][] = [
    [good.subarray(0, 20_000), /bad\.ckpt: safetensors: the data is truncated/],
    [Buffer.from('{}'), /bad\.ckpt: safetensors: the file has 2 bytes/],
    [
      readFileSync(join(unbroken, 'weights.safetensors')),
      /bad\.ckpt: checkpoint: the file holds weights only/,
    ],
    [good.map((byte, i) => (i === 20_000 ? byte ^ 1 : byte)), /bad\.ckpt: checkpoint: the checksum is/],
  ]
  for (const [bytes, message] of bad) {
    writeFileSync(path, bytes)
    const { code, stderr } = await run([...whole, '--checkpoint', path, '--resume'])
    assert.is(code, 1)
    assert.match(stderr, message)
    assert.equal(readFileSync(path), Buffer.from(bytes))
  }
})

test('options that do not go together, and places that cannot be written, are refused first', async () => {
  const dir = join(folder, 'dir')
  mkdirSync(dir)
  const refusals: [string[], number, RegExp][] = [
    [['--resume'], 2, /--resume needs --checkpoint FILE/],
    [['--checkpoint-every', '3'], 2, /--checkpoint-every needs --checkpoint FILE/],
    [['--checkpoint', join(folder, 'x'), '--checkpoint-every', '0'], 2, /Expected a number over 0/],
    [['--checkpoint', dir], 1, /--checkpoint .*dir: is a folder/],
    [['--checkpoint', join(folder, 'no', 'x')], 1, /--checkpoint .*x: cannot write there: ENOENT/],
    [['--out', data.replace(/idx$/, 'unbroken/run.json')], 1, /cannot make the folder .*run\.json: EEXIST/],
  ]
  for (const [more, expected, message] of refusals) {
    const { code, stderr } = await run([...args, ...more])
    assert.is(code, expected, stderr)
    assert.match(stderr, message)
  }
})

test.run()
