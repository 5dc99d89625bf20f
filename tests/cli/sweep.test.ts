/** Sweeps from the command line: what they print, what they leave behind, and that nothing finished is ever lost. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { recipes } from '../../src/model/recipes.js'
import { idxFolder, lines, run, scratch, start } from '../support/cli.js'

const test = suite('command line: sweep')
const folder = scratch()
const data = idxFolder(folder)
/** 200 digits to train on, 100 to test with, and no page. */
const small = ['--data', data, '--train', '200', '--test', '100']
const sweep = ['sweep', ...small, '--no-report']

interface Summary {
  recipes: Record<string, { n: number; mean: number; sha256: Record<string, string> }>
  differences: { from: string; to: string; n: number; mean: number }[]
}

async function summary(...args: string[]): Promise<Summary> {
  const { code, stdout, stderr } = await run([...sweep, ...args, '--json'])
  assert.equal([code, stderr], [0, ''])
  return JSON.parse(stdout)
}

/** Name, seed and digest of each run in a file. */
const kept = (path: string): Record<string, string> => {
  const [, ...runs] = lines(readFileSync(path, 'utf8')).map((line) => JSON.parse(line))
  const entries = runs.map(({ name, seed, sha256 }) => [`${name} ${seed}`, sha256])
  assert.is(new Set(entries.map(([key]) => key)).size, runs.length, 'each run is there once')
  return Object.fromEntries(entries)
}

test('two tables: the recipes, and how the others differ from the first', async () => {
  const args = ['--recipe', 'base', 'adam', '--recipe', 'modern', '--seeds', '1..3', '--passes', '2']
  const { code, stdout, stderr } = await run([...sweep, ...args])
  assert.equal([code, stderr], [0, ''])
  const shape = [
    /^# 200 training digits, 100 test digits: folder .*idx$/,
    /^# 9 runs; \d+ side by side$/,
    /^$/,
    /^test error +runs +mean +sd +min +max +95% interval +misses$/,
    /^base +3 +\d+\.\d\d% +\d+\.\d\d% +\d+\.00% +\d+\.00% +−?\d+\.\d\d% … \d+\.\d\d% +\d+\.\d$/,
    /^adam +3 /,
    /^modern +3 /,
    /^$/,
    /^difference, seed by seed +pairs +mean +sd +min +max +95% interval$/,
    /^adam − base +3 +[+−]\d+\.\d\d% +\d+\.\d\d% +/,
    /^modern − base +3 /,
  ]
  const printed = lines(stdout)
  assert.is(printed.length, shape.length, stdout)
  for (const [i, pattern] of shape.entries()) assert.match(printed[i], pattern)
})

test('a seed ends with the weights of train, on any number of workers', async () => {
  const sha256 = async (recipe: string, seed: string) => {
    const { stdout } = await run(['train', ...small, '--recipe', recipe, '--seed', seed, '--passes', '2'])
    return lines(stdout).at(-1)!.split(' ').at(-1)!
  }
  const alone = { base: await sha256('base', '4'), modern: await sha256('modern', '4') }
  for (const workers of ['1', '2']) {
    const args = ['--recipe', 'base', 'modern', '--seeds', '4,9', '--passes', '2', '--workers', workers]
    const { recipes } = await summary(...args)
    assert.equal({ base: recipes.base.sha256[4], modern: recipes.modern.sha256[4] }, alone)
  }
})

test('--json is one object; base and ten seeds if nothing is said', async () => {
  const { recipes, differences, ...rest } = await summary('--passes', '1')
  assert.equal(rest, { confidence: 0.95 })
  assert.equal(Object.keys(recipes), ['base'])
  assert.equal(Object.keys(recipes.base), ['n', 'mean', 'min', 'max', 'sd', 'interval', 'sha256'])
  assert.equal(Object.keys(recipes.base.sha256).map(Number), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  assert.equal(differences, [])
})

test('--out keeps each run, --resume makes what is missing, and both come to what one sweep comes to', async () => {
  const out = join(folder, 'resume.jsonl')
  const args = ['--recipe', 'base', 'adam', '--passes', '2', '--out', out]
  await summary(...args, '--seeds', '1..2')
  assert.is(Object.keys(kept(out)).length, 4)
  const before = readFileSync(out, 'utf8')
  const more = await run([...sweep, ...args, '--seeds', '2..4', '--resume'])
  assert.match(more.stdout, /^# 6 runs, 2 of them made before; /m)
  assert.ok(readFileSync(out, 'utf8').startsWith(before), 'what was there is as it was')
  assert.is(Object.keys(kept(out)).length, 8)
  const again = await summary(...args, '--seeds', '1..4', '--resume')
  assert.equal(again, await summary('--recipe', 'base', 'adam', '--passes', '2', '--seeds', '1..4'))
  assert.is(Object.keys(kept(out)).length, 8)
})

test('killed at any moment, it loses only the runs in flight', async () => {
  const out = join(folder, 'killed.jsonl')
  const args = ['--recipe', 'base', 'modern', '--seeds', '1..8', '--passes', '25', '--workers', '2']
  const runs = () => (existsSync(out) ? readFileSync(out, 'utf8').split('\n').length - 2 : 0)
  let kills = 0
  for (const [i, enough] of [1, 5, 9].entries()) {
    const { child, result } = start([...sweep, ...args, '--out', out, ...(i === 0 ? [] : ['--resume'])])
    while (runs() < enough && child.exitCode === null) await sleep(2)
    child.kill('SIGKILL')
    if ((await result).code === null) kills++
    // what is left of a line that was being written
    const text = readFileSync(out, 'utf8')
    if (i === 1) writeFileSync(out, text.slice(0, -40))
  }
  assert.is(kills, 3, 'it was killed in the middle, each time')
  const { recipes } = await summary(...args, '--out', out, '--resume')
  const whole = await summary(...args)
  assert.equal(recipes, whole.recipes)
  const expected = Object.entries(whole.recipes).flatMap(([name, { sha256 }]) =>
    Object.entries(sha256).map(([seed, digest]) => [`${name} ${seed}`, digest] as const),
  )
  assert.is(expected.length, 16)
  const found = kept(out)
  assert.is(Object.keys(found).length, 16)
  for (const [key, digest] of expected) assert.is(found[key], digest, key)
})

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} stops cleanly, exit code ${code}: the finished runs are in the file`, async () => {
    const out = join(folder, `${signal}.jsonl`)
    const recipe = join(folder, 'endless.json')
    writeFileSync(recipe, '{ "extends": "base", "passes": 1000000 }')
    const short = join(folder, 'short.json')
    writeFileSync(short, '{ "extends": "base", "passes": 1 }')
    const { child, result } = start([
      ...sweep,
      '--recipe',
      recipe,
      short,
      '--seeds',
      '1',
      '--workers',
      '2',
      '--out',
      out,
    ])
    while (!existsSync(out) || readFileSync(out, 'utf8').split('\n').length < 3) await sleep(5)
    child.kill(signal)
    const { code: found, stderr } = await result
    assert.is(found, code)
    assert.is(stderr, 'stopped after 1 of 2 runs; --resume continues from here\n')
    assert.equal(Object.keys(kept(out)), [`${short} 1`])
  })
}

test('a file that is there, other settings, a file of something else: refused, untouched', async () => {
  const out = join(folder, 'settings.jsonl')
  await run([...sweep, '--seeds', '1', '--passes', '1', '--out', out])
  const before = readFileSync(out, 'utf8')
  const refused = async (args: string[], code: number, message: RegExp) => {
    const result = await run([...sweep, ...args])
    assert.equal([result.code, lines(result.stderr).length], [code, 1], result.stderr)
    assert.match(result.stderr, message)
    assert.is(result.stdout, '')
  }
  await refused(
    ['--seeds', '1', '--passes', '1', '--out', out],
    1,
    /settings\.jsonl: the file already exists; continue it with --resume/,
  )
  const resume = ['--out', out, '--resume']
  await refused(['--seeds', '1', '--passes', '2', ...resume], 2, /recipes\.base\.passes is 1 there, 2 here/)
  await refused(['--passes', '1', '--train', '150', ...resume], 2, /train is 200 there, 150 here/)
  await refused(['--passes', '1', '--data-seed', '1', ...resume], 2, /dataSeed is 1337 there, 1 here/)
  await refused(
    ['--passes', '1', '--recipe', 'adam', ...resume],
    2,
    /other settings: recipes\.adam is not there/,
  )
  assert.is(readFileSync(out, 'utf8'), before)
  await refused(['--out', 'package.json', '--resume'], 1, /package\.json: line 1: /)
  await refused(['--out', join(folder, 'none/x')], 1, /cannot write .*none\/x: ENOENT/)
  await refused(['--resume'], 2, /--resume continues a file; name it with --out/)
  await refused(['--recipe', 'base', 'base'], 2, /--recipe base: given twice/)
})

test('a slip in seeds, workers or recipes: exit code 2', async () => {
  const refused = async (args: string[], message: RegExp) => {
    const result = await run([...sweep, ...args])
    assert.equal([result.code, lines(result.stderr).length], [2, 1], result.stderr)
    assert.match(result.stderr, message)
  }
  await refused(['--seeds', '3..1'], /'--seeds <list>' argument '3\.\.1' is invalid/)
  await refused(['--workers', '0'], /'--workers <n>' argument '0' is invalid/)
  await refused(['--recipe', 'base', 'nodern'], /argument 'nodern' is invalid\. The recipes are base/)
})

test('a run that diverges ends the sweep and says which', async () => {
  const wild = join(folder, 'wild.json')
  writeFileSync(wild, '{ "extends": "crossEntropy", "lr": 100, "activation": "relu" }')
  const { code, stderr } = await run([...sweep, '--recipe', wild, '--seeds', '5'])
  assert.is(code, 1)
  assert.match(stderr, /^error: .*wild\.json, seed 5: training diverged in pass \d, .*\n$/)
})

test('a recipe of one’s own is trained as it says', async () => {
  const mine = join(folder, 'mine.json')
  writeFileSync(mine, JSON.stringify({ extends: 'base', lr: 0.02, passes: 2 }))
  const { recipes } = await summary('--recipe', mine, '--seeds', '7')
  const { stdout } = await run(['train', ...small, '--lr', '0.02', '--passes', '2', '--seed', '7'])
  assert.is(recipes[mine].sha256[7], lines(stdout).at(-1)!.split(' ').at(-1))
  const trained = await run(['train', ...small, '--recipe', mine, '--seed', '7'])
  assert.is(lines(trained.stdout).at(-1), lines(stdout).at(-1))
})

test('recipes lists every field of every recipe', async () => {
  const { code, stdout, stderr } = await run(['recipes'])
  assert.equal([code, stderr], [0, ''])
  const rows = Object.fromEntries(
    lines(stdout).map((line) => [line.split(/ {2,}/)[0], line.split(/ {2,}/).slice(1)]),
  )
  assert.equal(rows.field, Object.keys(recipes))
  for (const field of Object.keys(recipes.base)) assert.is(rows[field].length, 7, field)
  assert.equal(rows.lr, ['0.03', '0.01', '0.0003', '0.0003', '0.0003', '0.0006', '0.006'])
  assert.equal(rows.activation, ['tanh', '·', '·', '·', 'relu', 'scaledTanh', 'silu'])
  assert.equal(JSON.parse((await run(['recipes', '--json'])).stdout), recipes)
})

test('a recipe’s file that cannot be used: one line with the file and the field', async () => {
  const path = join(folder, 'bad.json')
  const refused = async (text: string | undefined, code: number, message: RegExp) => {
    if (text !== undefined) writeFileSync(path, text)
    for (const command of ['train', 'sweep', 'gradcheck']) {
      const result = await run([command, '--recipe', path])
      assert.equal([result.code, lines(result.stderr).length, result.stdout], [code, 1, ''], result.stderr)
      assert.match(result.stderr, message)
    }
  }
  await refused(undefined, 1, /^error: cannot read .*bad\.json: ENOENT/)
  await refused(
    '{ "extends": "base", "lrr": 1 }',
    2,
    /^error: .*bad\.json: unknown field "lrr"; expected extends/,
  )
  await refused('{ "extends": "base", "lr": -1 }', 2, /bad\.json: lr is -1, expected a learning rate above 0/)
  await refused('{ "extends":\n', 2, /bad\.json: not valid JSON: /)
  await refused(' '.repeat(70_000), 2, /bad\.json: larger than 65536 bytes, the most for a recipe/)
})

test('a sweep leaves a page behind, and says where', async () => {
  const report = join(folder, 'pages', 'here')
  const args = [
    'sweep',
    ...small,
    '--recipe',
    'base',
    'modern',
    '--seeds',
    '1..2',
    '--passes',
    '2',
    '--report',
    report,
  ]
  const { code, stderr } = await run(args)
  assert.equal([code, stderr], [0, `report: ${join(report, 'index.html')}\n`])
  assert.equal(readdirSync(report), ['index.html'])
  const page = readFileSync(join(report, 'index.html'), 'utf8')
  for (const part of [
    '2 seeds of base, modern',
    'id="ladder"',
    'id="learning"',
    'class="filters"',
    'class="digits"',
    'Confusion matrix of modern',
  ]) {
    assert.ok(page.includes(part), part)
  }
  assert.ok(page.includes(`lenet1989 ${args.join(' ')}`), 'how it was made')
})

test('without the charts’ packages a line says what to install, and all else is as ever', async () => {
  const report = join(folder, 'no-page')
  const hook = `export const resolve = (name, context, next) => {
    if (name === 'linkedom') throw Object.assign(new Error('no linkedom'), { code: 'ERR_MODULE_NOT_FOUND' })
    return next(name, context)
  }`
  const url = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`
  const register = url(`import { register } from 'node:module'; register(${JSON.stringify(url(hook))})`)
  const args = ['sweep', ...small, '--seeds', '1', '--passes', '1', '--report', report]
  const { code, stdout, stderr } = await run(args, { NODE_OPTIONS: `--import=${register}` })
  assert.is(code, 0)
  assert.is(
    stderr,
    'no report: the report needs two more packages: npm install @observablehq/plot linkedom\n',
  )
  assert.match(stdout, /^base +1 +\d+\.\d\d% +– /m)
  assert.not.ok(existsSync(report))
})

test('a folder for the page that cannot be made is told before training', async () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  const { code, stdout, stderr } = await run(['sweep', ...small, '--report', join(file, 'x')])
  assert.equal([code, stdout], [1, ''])
  assert.match(stderr, /^error: cannot make the folder .*a-file\/x: ENOTDIR/)
})

test.run()
