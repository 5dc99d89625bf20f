/** Two processes and one file, values that are options, outputs that would destroy inputs, targets that cannot be written. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lockFile } from '../../src/node/lock.js'
import { idxFolder, run, scratch, start } from '../support/cli.js'
import { refuses } from '../support/refusal.js'

const test = suite('hostile circumstances')
const folder = scratch()
const data = idxFolder(folder)
const small = ['--data', data, '--train', '300', '--test', '150']
const at = (name: string) => join(folder, name)

test('a second train on a checkpoint says who holds it, and the first one goes on', async () => {
  const file = at('a.ckpt')
  const args = ['train', ...small, '--checkpoint', file, '--checkpoint-every', '0.01']
  const first = start([...args, '--passes', '100000'])
  await first.shows('pass 3 of')
  for (const more of [['--resume', '--recipe', 'modern'], ['--resume'], []]) {
    const { code, stderr } = await run([...args, ...more])
    assert.is(code, 1, stderr)
    assert.match(stderr, new RegExp(`a\\.ckpt: process ${first.child.pid} on .* is writing it`))
  }
  first.child.kill('SIGINT')
  assert.is((await first.result).code, 130)
  assert.equal(
    readdirSync(folder).filter((name) => name.startsWith('.a.ckpt')),
    [],
  )
})

test('a second train into a folder, and a second sweep into a file, are refused', async () => {
  const out = at('run')
  const first = start(['train', ...small, '--passes', '100000', '--out', out])
  await first.shows('pass 2 of')
  const second = await run(['train', ...small, '--passes', '2', '--out', out])
  assert.is(second.code, 1, second.stderr)
  assert.match(second.stderr, /is writing it/)
  first.child.kill('SIGINT')
  await first.result

  const runs = at('runs.jsonl')
  const sweep = ['sweep', ...small, '--no-report', '--out', runs]
  const one = start([...sweep, '--seeds', '1..2', '--passes', '100000'])
  await one.shows('# 2 runs')
  const two = await run([...sweep, '--seeds', '1..2', '--passes', '100000', '--resume'])
  assert.is(two.code, 1, two.stderr)
  assert.match(two.stderr, new RegExp(`process ${one.child.pid} on`))
  one.child.kill('SIGINT')
  await one.result
})

test('a lock that is left over is taken over: of a dead process, of the same pid, of another host', async () => {
  const file = at('lock-me')
  const lock = at('.lock-me.lock')
  const dead = start(['recipes'])
  await dead.result
  for (const holder of [
    { pid: dead.child.pid, host: hostname(), started: 'x' },
    { pid: process.pid, host: hostname(), started: 'another start' },
  ]) {
    writeFileSync(lock, JSON.stringify(holder))
    const release = await lockFile(file)
    await refuses(() => lockFile(file), 'ERR_FILE', new RegExp(`process ${process.pid} on`))
    await release()
    assert.not.ok(existsSync(lock))
  }
  // killed while it took a stale one away
  const aside = `${lock}.${'0'.repeat(12)}`
  writeFileSync(aside, '{}')
  await (await lockFile(file))()
  assert.not.ok(existsSync(aside))
  // killed before it was written
  writeFileSync(lock, '')
  await (await lockFile(file))()
  assert.not.ok(existsSync(lock))
  writeFileSync(lock, JSON.stringify({ pid: 1, host: 'elsewhere', started: 'x' }))
  await refuses(() => lockFile(file), 'ERR_FILE', /process 1 on elsewhere is writing it; .* remove/)
})

test('values that are options are refused', async () => {
  const cases = [
    ['train', ...small, '--checkpoint', '--resume'],
    ['train', ...small, '--save', '--json'],
    ['train', '--out=--json', ...small],
    ['sweep', '--out', '--resume'],
    ['export', 'x', '--output', '--raw28'],
  ]
  for (const args of cases) {
    const { code, stderr } = await run(args)
    assert.is(code, 2, stderr)
    assert.match(stderr, /That is an option; a file of that name is \.\/--/)
  }
})

test('an output that is the input, or of another ending, is refused and nothing is written', async () => {
  const weights = at('w.safetensors')
  await run(['train', ...small, '--passes', '1', '--save', weights])
  const before = readFileSync(weights)
  symlinkSync(weights, at('link.safetensors'))
  for (const [args, message] of [
    [['convert', weights, weights], /this is the input file; choose another/],
    [['convert', weights, at('link.safetensors')], /this is the input file; choose another/],
    [
      ['convert', weights, at('out.onnx')],
      /what is written is safetensors, .* `lenet1989 export` writes ONNX/,
    ],
    [['export', weights, '--output', at('m.pt')], /what is written is onnx/],
    [
      ['export', weights, '--format', 'safetensors', '--output', weights],
      /this is the input file; choose another/,
    ],
    [['train', ...small, '--save', at('m.onnx')], /what is written is safetensors/],
    [['sweep', '--out', at('m.pt')], /what is written is runs/],
  ] as const) {
    const { code, stderr } = await run(args)
    assert.is(code, 2, stderr)
    assert.match(stderr, message)
  }
  assert.equal(readFileSync(weights), before)
  assert.not.ok(existsSync(at('out.onnx')))
})

test('a name that is too long is refused before the training', async () => {
  const { code, stdout, stderr } = await run(['train', ...small, '--save', at('n'.repeat(250))])
  assert.is(code, 1)
  assert.match(stderr, /ENAMETOOLONG/)
  assert.is(stdout, '')
})

const fixed = at('fixed.safetensors')
writeFileSync(fixed, '')
const canFix = spawnSync('chattr', ['+i', fixed]).status === 0
if (canFix) process.on('exit', () => spawnSync('chattr', ['-i', fixed]))
const immutable = canFix ? test : test.skip
immutable('a target that is immutable is refused before the training', async () => {
  const { code, stdout, stderr } = await run(['train', ...small, '--save', fixed])
  assert.equal([code, stdout], [1, ''])
  assert.match(stderr, /fixed\.safetensors: cannot write there: EPERM/)
  assert.is(spawnSync('chattr', ['-i', fixed]).status, 0)
})

test('what a killed process has left of its probes does not stand in the way', async () => {
  const sub = at('probe')
  mkdirSync(sub)
  writeFileSync(join(sub, `.m.safetensors.${'0'.repeat(12)}.tmp`), '')
  const { code, stderr } = await run([
    'train',
    ...small,
    '--passes',
    '1',
    '--save',
    join(sub, 'm.safetensors'),
  ])
  assert.is(code, 0, stderr)
  assert.equal(readdirSync(sub), ['m.safetensors'])
})

test('a cache folder that cannot be made is refused at once', async () => {
  const { makeFolders } = await import('../../src/node/files.js')
  await refuses(() => makeFolders('/proc/x/y'), 'ERR_FILE', /cannot make the folder \/proc\/x\/y: /)
  await makeFolders(at('a/b/c'))
  await makeFolders(at('a/b/c'))
  assert.ok(existsSync(at('a/b/c')))
})

test('help of no command, -v, a folder that is small, a bad picture among others', async () => {
  const help = await run(['help', 'nosuch'])
  assert.is(help.code, 2)
  assert.match(help.stderr, /help nosuch: no such command; the commands are train, /)
  assert.match((await run(['-v'])).stdout, /^\d+\.\d+\.\d+/)
  const fewer = await run(['train', '--data', data, '--passes', '1', '--json'])
  assert.is(fewer.code, 0, fewer.stderr)
  writeFileSync(at('a.gif'), `GIF89a${'\0'.repeat(40)}`)
  const pictures = await run(['predict', at('a.gif'), at('a.gif')])
  assert.is(pictures.code, 1)
  assert.match(pictures.stderr, /GIF: save it as one first/)
  assert.match(pictures.stderr, /2 of 2 pictures could not be read/)
})

test.run()
