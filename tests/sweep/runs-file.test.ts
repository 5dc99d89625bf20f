import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { RunsFile } from '../../src/sweep/runs-file.js'
import type { Settings } from '../../src/sweep/settings.js'
import { fakeRun } from '../support/fake-run.js'
import { refuses } from '../support/refusal.js'

const test = suite('runs in a file')
const folder = mkdtempSync(join(tmpdir(), 'lenet1989-runs-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const settings: Settings = {
  wasmSha256: 'ab',
  data: { 'train-images-idx3-ubyte': '12' },
  train: 200,
  test: 100,
  dataSeed: 1337,
  recipes: { base: { ...recipes.base, passes: 2 }, modern: { ...recipes.modern, passes: 2 } },
}
const runs = [fakeRun('base', 1, [9, 8]), fakeRun('modern', 1, [9, 4]), fakeRun('base', 2, [7, 7])]

let files = 0
/** A file with the runs in it. */
async function written(): Promise<string> {
  const path = join(folder, `${files++}.jsonl`)
  const file = await RunsFile.create(path, settings)
  assert.equal(file.found, [])
  for (const run of runs) await file.append(run)
  await file.close()
  return path
}

const lines = (path: string) => readFileSync(path, 'utf8').split('\n')

test('a line for the settings, and a line for each run, each ended', async () => {
  const [first, ...others] = lines(await written())
  assert.equal(JSON.parse(first), { lenet1989: 'sweep', ...settings })
  assert.equal(
    others.slice(0, -1).map((line) => JSON.parse(line)),
    runs,
  )
  assert.is(others.at(-1), '')
})

test('a run is in the file when append is fulfilled, also when many are appended at once', async () => {
  const path = join(folder, 'at-once.jsonl')
  const file = await RunsFile.create(path, settings)
  await file.append(runs[0])
  assert.is(lines(path).length, 3)
  const more = Array.from({ length: 40 }, (_, i) => fakeRun('modern', i, [i, i]))
  await Promise.all(more.map((run) => file.append(run)))
  await file.close()
  const resumed = await RunsFile.resume(path, settings)
  await resumed.close()
  assert.equal(resumed.found, [runs[0], ...more])
})

test('a file that is there is not written over', async () => {
  const path = await written()
  const before = readFileSync(path)
  await refuses(
    () => RunsFile.create(path, settings),
    'ERR_FILE',
    /\.jsonl: the file already exists; continue it with --resume/,
  )
  assert.equal(readFileSync(path), before)
})

test('resume finds the runs and goes on behind them', async () => {
  const path = await written()
  const file = await RunsFile.resume(path, settings)
  assert.equal(file.found, runs)
  const added = fakeRun('modern', 2, [3, 3])
  await file.append(added)
  await file.close()
  const again = await RunsFile.resume(path, settings)
  await again.close()
  assert.equal(again.found, [...runs, added])
})

test('resume without a file begins one', async () => {
  const path = join(folder, 'new.jsonl')
  const file = await RunsFile.resume(path, settings)
  await file.append(runs[0])
  await file.close()
  assert.is(lines(path).length, 3)
})

test('wherever the last line is torn, that run is dropped and no other', async () => {
  const path = await written()
  const whole = readFileSync(path)
  const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1
  // from its first byte to all but the line's end
  for (const length of [
    lastLine + 1,
    lastLine + 2,
    Math.floor((lastLine + whole.length) / 2),
    whole.length - 1,
  ]) {
    writeFileSync(path, whole.subarray(0, length))
    const file = await RunsFile.resume(path, settings)
    assert.equal(file.found, runs.slice(0, 2), `torn at ${length - lastLine}`)
    await file.append(runs[2])
    await file.close()
    assert.equal(readFileSync(path), whole, `mended, torn at ${length - lastLine}`)
  }
})

test('a file torn within its first line is begun again', async () => {
  const path = await written()
  for (const length of [0, 1, 20]) {
    truncateSync(path, length)
    const file = await RunsFile.resume(path, settings)
    assert.equal(file.found, [])
    await file.close()
    assert.equal(JSON.parse(lines(path)[0]), { lenet1989: 'sweep', ...settings })
  }
})

test('another file is refused and left as it is', async () => {
  const path = join(folder, 'letter')
  for (const text of [
    'Dear Yann',
    'Dear Yann,\n',
    '{"lenet1989"}',
    '{}\n',
    '[]\n',
    '{"lenet1989":"x"}\n',
    '\n',
  ]) {
    writeFileSync(path, text)
    await refuses(() => RunsFile.resume(path, settings), 'ERR_FORMAT', /letter: line 1: /)
    assert.is(readFileSync(path, 'utf8'), text)
  }
})

test('other settings are refused, and which', async () => {
  const path = await written()
  const { base, modern } = settings.recipes as Record<'base' | 'modern', Recipe>
  const others: [Partial<Settings>, RegExp][] = [
    [{ train: 300 }, /: train is 200 there, 300 here; choose another file$/],
    [{ dataSeed: 1 }, /dataSeed is 1337 there, 1 here/],
    [{ wasmSha256: 'cd' }, /wasmSha256 is "ab" there, "cd" here/],
    [{ data: { 'train-images-idx3-ubyte': '34' } }, /data.train-images-idx3-ubyte is "12" there, "34" here/],
    [{ recipes: { base: { ...base, lr: 0.02 }, modern } }, /recipes.base.lr is 0.03 there, 0.02 here/],
    [
      { recipes: { base: { ...base, betas: [0.5, 0.999] }, modern } },
      /recipes.base.betas is \[0.9,0.999\] there/,
    ],
    [{ recipes: { base } }, /recipes.modern is \{.*\} there, not here/],
    [{ recipes: { base, modern, adam: recipes.adam } }, /recipes.adam is not there, \{/],
  ]
  for (const [other, message] of others) {
    await refuses(() => RunsFile.resume(path, { ...settings, ...other }), 'ERR_CONFIG', message)
  }
  // the order of fields is none of them
  const { betas, ...rest } = base
  const file = await RunsFile.resume(path, { ...settings, recipes: { modern, base: { betas, ...rest } } })
  await file.close()
})

test('a line that is not a run is refused with its number', async () => {
  const run = runs[2]
  const wrong: [unknown, RegExp][] = [
    ['{', /line 5: /],
    ['null', /line 5: not a run/],
    ['{"seed":1,"seed":2}', /line 5: key "seed" is repeated/],
    [{ ...run, seed: -1 }, /line 5: not a run: seed/],
    [{ ...run, seed: 2 ** 32 }, /seed/],
    [{ ...run, sha256: 'ab' }, /sha256/],
    [{ ...run, confusion: run.confusion.slice(1) }, /confusion/],
    [{ ...run, misread: [[1, 10]] }, /misread/],
    [{ ...run, filters: [...run.filters.slice(1), null] }, /filters/],
    [{ ...run, curves: { ...run.curves, testLoss: [0.1] } }, /curves/],
    [{ ...run, curves: { ...run.curves, other: [1, 2] } }, /curves/],
    [{ ...run, seed: 7, name: 'adam' }, /line 5: a run of "adam", which is no recipe of it/],
    [{ ...run, seed: 7, name: '__proto__' }, /"__proto__", which is no recipe/],
    [{ ...fakeRun('base', 7, [1, 2, 3]) }, /line 5: 3 passes instead of 2/],
    [{ ...run, seed: 7, misread: [[100, 3]] }, /misread digits beyond the 100/],
    [run, /line 5: base, seed 2 is in line 4 already/],
  ]
  for (const [line, message] of wrong) {
    const path = await written()
    appendFileSync(path, `${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
    await refuses(() => RunsFile.resume(path, settings), 'ERR_FORMAT', message)
  }
})

test('a folder that is not there, or that is no file', async () => {
  await refuses(() => RunsFile.create(join(folder, 'none/x'), settings), 'ERR_FILE', /cannot write .*ENOENT/)
  await refuses(() => RunsFile.resume(folder, settings), 'ERR_FILE', /EISDIR/)
})

test.run()
