/** Folders on the command line: those with test digits alone, what `info` says of them, and files that are not what they are called. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { idxFolder, run, scratch, zipcodeFolder } from '../support/cli.js'

const test = suite('command line: folders of digits')
const folder = scratch()
const data = idxFolder(folder)
const zip = zipcodeFolder(folder)
const weights = join(folder, 'w.safetensors')

/** A copy of a folder without some of its files. */
function without(from: string, name: string, left: (file: string) => boolean): string {
  const to = join(folder, name)
  mkdirSync(to)
  for (const file of readdirSync(from).filter(left)) copyFileSync(join(from, file), join(to, file))
  return to
}
const testOnly = without(data, 'test-only', (file) => file.startsWith('t10k'))
const zipTestOnly = without(zip, 'zip-test-only', (file) => file.startsWith('zip.test'))

test('evaluate reads test digits where a folder has no others, and they are the same digits', async () => {
  const { code, stderr } = await run(['train', '--data', data, '--passes', '1', '--save', weights])
  assert.is(code, 0, stderr)
  for (const [file, whole, alone] of [
    [weights, data, testOnly],
    [weights, zip, zipTestOnly],
    ['classifier', data, testOnly],
    ['classifier', zip, zipTestOnly],
  ] as const)
    for (const more of [[], ['--test', '15', '--data-seed', '3', '--json']]) {
      const both = await run(['evaluate', file, '--data', whole, ...more])
      const one = await run(['evaluate', file, '--data', alone, ...more])
      assert.is(one.code, 0, one.stderr)
      const { train, ...rest } = more.length > 0 ? JSON.parse(both.stdout) : { train: '', rest: '' }
      assert.ok(train !== undefined)
      if (more.length > 0) assert.equal(JSON.parse(one.stdout), rest)
      else assert.is(one.stdout, both.stdout.replace(/^.*\n/, ''), `${file} ${alone}`)
    }
})

test('training digits that are asked for are missed, and train needs them', async () => {
  for (const args of [
    ['evaluate', weights, '--train', '5'],
    ['train', '--passes', '1'],
  ]) {
    const { code, stderr } = await run([...args, '--data', testOnly])
    assert.is(code, 1)
    assert.match(stderr, /test-only: train-images-idx3-ubyte or .* not found there/)
  }
})

test('names as EMNIST, QMNIST and Kaggle give them, and labels of QMNIST that are int32', async () => {
  const whole = await run(['info', data])
  const named = (name: string, rename: (file: string) => string): string => {
    const to = join(folder, name)
    mkdirSync(to)
    for (const file of readdirSync(data)) copyFileSync(join(data, file), join(to, rename(file)))
    return to
  }
  const kaggle = join(folder, 'kaggle')
  for (const file of readdirSync(data)) {
    const plain = file.replace('.gz', '')
    mkdirSync(join(kaggle, plain), { recursive: true })
    writeFileSync(join(kaggle, plain, plain), gunzipSync(readFileSync(join(data, file))))
  }
  for (const other of [
    named('emnist', (file) => `emnist-digits-${file.replace('t10k', 'test')}`),
    named('qmnist', (file) => `qmnist-${file.replace('t10k', 'test')}`),
    kaggle,
  ]) {
    const { stdout, stderr } = await run(['info', other])
    assert.is(stderr, '')
    assert.is(stdout.replace(other, data), whole.stdout)
  }
  const ints = named('ints', (file) => `qmnist-${file.replace('labels-idx1-ubyte', 'labels-idx2-int')}`)
  assert.match(
    (await run(['train', '--data', ints, '--passes', '1'])).stderr,
    /train-labels-idx1-ubyte .* not found there; qmnist-\S+-labels-idx2-int\.gz has int32, of which the first column/,
  )
})

test('info tells what a folder of digits holds, and of other folders what it looked for', async () => {
  const info = async (path: string) => (await run(['info', path])).stdout
  assert.match(await info(data), /^folder +.*idx, digits in idx files\nto train on +300\nto test with +150\n/)
  assert.match(await info(data), /^train-labels-idx1-ubyte +sha256 [0-9a-f]{64}$/m)
  assert.match(await info(testOnly), /^to train on +none\nto test with +150\n/m)
  assert.match(
    await info(zip),
    /digits in zip code text\nto train on +60\nto test with +20\nzip\.train +sha256/,
  )
  assert.match(await info(zipTestOnly), /^to train on +none\nto test with +20\nzip\.test +sha256/m)
  mkdirSync(join(folder, 'empty'))
  const { code, stderr } = await run(['info', join(folder, 'empty')])
  assert.is(code, 1)
  assert.match(
    stderr,
    /empty: this folder holds no run\.json of a run .* and no digits \(four idx files, or zip/,
  )
  writeFileSync(join(testOnly, 't10k-labels-idx1-ubyte.gz'), '<html>')
  assert.match((await run(['info', testOnly])).stderr, /t10k-labels-idx1-ubyte\.gz: a web page/)
})

test.run()
