/** Weights on their way from one form to another: convert, export, info, and evaluate on every one. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeJson } from '../../src/formats/json-weights.js'
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.js'
import { recipes } from '../../src/model/recipes.js'
import { type StateDict, stateSha256, tensorNames } from '../../src/model/state.js'
import { idxFolder, lines, run, scratch } from '../support/cli.js'
import { readFixture } from '../support/fixtures.js'
import { CHECKPOINT, torchFile } from '../support/torch-file.js'

const test = suite('command line: convert and export')
const folder = scratch()
const data = ['--data', idxFolder(folder), '--train', '100', '--test', '100']
const torch = (name: string) => fileURLToPath(new URL(`../fixtures/torch/${name}.pt`, import.meta.url))
const at = (name: string) => join(folder, name)

/** A net that PyTorch trained, without a word about its recipe. */
const trained = readFixture('trained_mnist50k_modern')
const state = Object.fromEntries(tensorNames.map((name) => [name, trained.tensor(name, 'F32')])) as StateDict
const bare = at('bare.safetensors')
writeFileSync(bare, encodeSafetensors(state))
const sha256 = await stateSha256(state)

test('convert reads PyTorch’s file, and writes the recipe it is told into the new one', async () => {
  const { code, stdout, stderr } = await run([
    'convert',
    torch('state_dict'),
    at('a.safetensors'),
    '--recipe',
    'base',
  ])
  assert.is(code, 0, stderr)
  const { state, metadata } = decodeSafetensors(readFileSync(at('a.safetensors')))
  assert.equal(JSON.parse(metadata.recipe!), recipes.base)
  assert.is(stdout, `# sha256 of the weights ${await stateSha256(state)}\n`)
  const unknown = await run(['convert', torch('views'), at('b.safetensors')])
  assert.match(unknown.stderr, /^saved to .*\nthe recipe is unknown: pass --recipe here, or to evaluate\n$/)
  assert.is(unknown.stdout, stdout, 'the same weights')
})

test('an invalid file is refused by name, and nothing is written', async () => {
  const refusals: [string, RegExp][] = [
    [torch('legacy'), /legacy\.pt: torch file: it is of the format before PyTorch 1\.6/],
    [torch('module'), /module\.pt: torch file: its pickle imports "torch\.nn\.modules\.linear\.Linear"/],
    [torch('make'), /cannot read .*make\.pt: ENOENT/],
    [
      fileURLToPath(import.meta.url),
      /not a file of weights: neither safetensors, a checkpoint, \.pt, ONNX nor JSON/,
    ],
  ]
  for (const [from, message] of refusals) {
    const { code, stdout, stderr } = await run(['convert', from, at('never.safetensors')])
    assert.is(code, 1)
    assert.is(stdout, '')
    assert.match(stderr, message)
  }
  assert.throws(() => readFileSync(at('never.safetensors')), /ENOENT/)
})

test('what the file does not say is said by options: recipe, activation, loss', async () => {
  const evaluate = async (...options: string[]) => (await run(['evaluate', bare, ...data, ...options])).stdout
  const modern = await evaluate('--recipe', 'modern')
  // trained on digits from the same files: nearly all are read
  assert.match(modern, /split train\. .* misses: \d\n/)
  assert.is(await evaluate('--recipe', 'adam', '--activation', 'relu'), modern)
  const others = await Promise.all([
    evaluate('--recipe', 'modern', '--activation', 'silu'),
    evaluate('--recipe', 'modern', '--loss', 'mse'),
    evaluate('--recipe', 'base'),
  ])
  assert.is(new Set([modern, ...others]).size, 4)
  const alone = await run(['evaluate', bare, ...data, '--activation', 'relu'])
  assert.is(alone.code, 2)
  assert.match(alone.stderr, /no recipe in the file; say with --recipe/)
  assert.is((await run(['evaluate', bare, '--activation', 'gelu'])).code, 2)
})

test('every form holds the same weights: info tells the same digest, evaluate the same figures', async () => {
  const full = at('m.safetensors')
  assert.is((await run(['convert', bare, full, '--recipe', 'modern'])).code, 0)
  const expected = (await run(['evaluate', full, ...data])).stdout
  for (const format of ['onnx', 'json', 'safetensors']) {
    const output = at(`copy.${format}`)
    const { code, stderr } = await run(['export', full, '--format', format, '--output', output])
    assert.is(code, 0, stderr)
    assert.match(stderr, /^saved to .*copy\.\w+, \d+\.\d kB\n$/)
    const { stdout } = await run(['info', output])
    assert.match(stdout, /^file +.*, (ONNX|JSON|safetensors), \d+\.\d kB$/m)
    assert.match(stdout, /^recipe +modern$/m)
    assert.match(stdout, /^parameters +9,760$/m)
    assert.match(stdout, new RegExp(`^sha256 +${sha256}$`, 'm'))
    assert.is((await run(['evaluate', output, ...data])).stdout, expected)
  }
  assert.is(await stateSha256(decodeJson(readFileSync(at('copy.json'), 'utf8')).state), sha256)
  assert.match((await run(['info', torch('dict')])).stdout, /^file +.*dict\.pt, PyTorch, 41\.1 kB$/m)
})

test('export writes beside the file, never over it; options that mean nothing are refused', async () => {
  const full = at('m.safetensors')
  assert.is((await run(['export', full])).code, 0)
  const whole = readFileSync(at('m.onnx'))
  assert.is((await run(['export', full, '--raw28', '--batch', '3'])).code, 0)
  assert.ok(readFileSync(at('m.onnx')).length > whole.length)
  const refusals: [string[], number, RegExp][] = [
    [[full, '--format', 'safetensors'], 2, /this is the input file; choose another with --output/],
    [[full, '--format', 'json', '--batch', '3'], 2, /need --format onnx, found json/],
    [[full, '--format', 'pb'], 2, /Allowed choices are onnx, safetensors, json/],
    [[full, '--batch', '0'], 2, /Expected a whole number from 1/],
    [[bare], 2, /no recipe in the file/],
    [[full, '--output', folder], 1, /--output .*: is a folder/],
  ]
  for (const [args, code, message] of refusals) {
    const refused = await run(['export', ...args])
    assert.is(refused.code, code, refused.stderr)
    assert.match(refused.stderr, message)
  }
})

test('what was changed to read a file of PyTorch is told: key, prefix, type', async () => {
  const file = at('checkpoint.pt')
  writeFileSync(file, torchFile({ prefix: 'module.', around: CHECKPOINT }))
  const told = 'taken from the dict "state_dict" in the file\nnames without the prefix "module."\n'
  const { code, stderr } = await run(['convert', file, at('c.safetensors'), '--recipe', 'base'])
  assert.equal([code, stderr.startsWith(told)], [0, true], stderr)
  const { stdout } = await run(['info', file])
  assert.match(
    stdout,
    /^taken from +the dict "state_dict" in the file\nnames +without the prefix "module\."$/m,
  )
  writeFileSync(at('plain.pt'), torchFile({}))
  assert.not.match((await run(['info', at('plain.pt')])).stdout, /^(taken from|names|values) /m)
})

test('info describes a recipe', async () => {
  writeFileSync(at('my.json'), '{ "extends": "modern", "dropout": 0.35 }')
  const { stdout } = await run(['info', at('my.json')])
  assert.match(stdout, /^file +.*my\.json, a recipe\nrecipe +modern, with dropout 0\.35\n$/)
  writeFileSync(at('my.json'), '{ "extends": "future" }')
  assert.match((await run(['info', at('my.json')])).stderr, /extends is "future", expected base, /)
})

test('info describes a checkpoint, the folder of a run, its figures, and the runs of a sweep', async () => {
  const [out, checkpoint, sweep] = [at('run'), at('run.ckpt'), at('sweep.jsonl')]
  const args = [...data, '--recipe', 'adam', '--passes', '2']
  assert.is((await run(['train', ...args, '--out', out, '--checkpoint', checkpoint])).code, 0)
  const info = async (file: string) => (await run(['info', file])).stdout
  const told = await info(checkpoint)
  for (const line of [
    /^file +.*run\.ckpt, checkpoint, /m,
    /^passes +2 of 2$/m,
    /^steps +200$/m,
    /^seed +1337$/m,
  ]) {
    assert.match(told, line)
  }
  const digest = /^sha256 +([0-9a-f]{64})$/m.exec(told)![1]
  for (const file of [out, join(out, 'run.json')]) {
    const record = await info(file)
    assert.match(record, /^recipe +adam, with passes 2$/m)
    assert.match(record, /^state +done$/m)
    assert.match(record, new RegExp(`^sha256 +${digest}$`, 'm'))
  }
  assert.match(
    await info(join(out, 'metrics.jsonl')),
    /^passes +2\nlast pass +2, train \d+ misread, test \d+ misread$/m,
  )
  writeFileSync(at('one.jsonl'), `${lines(readFileSync(join(out, 'metrics.jsonl'), 'utf8'))[0]}\n`)
  assert.match(await info(at('one.jsonl')), /^passes +1\nlast pass +1, /m)
  const seeds = ['--seeds', '1..2', '--workers', '1', '--out', sweep]
  const swept = await run(['sweep', ...data, '--recipe', 'base', '--passes', '1', ...seeds])
  assert.is(swept.code, 0, swept.stderr)
  assert.match(await info(sweep), /^runs +2$/m)
  assert.is(lines(await info(sweep))[0]!.endsWith(', the runs of a sweep'), true)
})

test.run()
