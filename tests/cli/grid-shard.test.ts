/** Grids of recipes, and sweeps in shards: together what one sweep is, byte for byte but for times and order. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { recipes } from '../../src/model/recipes.js'
import { gridRecipes } from '../../src/sweep/grid.js'
import { idxFolder, lines, run, scratch } from '../support/cli.js'
import { refuses } from '../support/refusal.js'

const test = suite('command line: grids and shards')
const folder = scratch()
const data = idxFolder(folder)
const small = ['--data', data, '--train', '200', '--test', '100', '--passes', '2']
const sweep = ['sweep', ...small, '--no-report']

async function done(args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args)
  assert.equal([code, stderr], [0, ''], args.join(' '))
  return stdout
}

async function refused(args: string[], code: number, message: RegExp): Promise<void> {
  const result = await run(args)
  assert.equal([result.code, result.stdout, lines(result.stderr).length], [code, '', 1], result.stderr)
  assert.match(result.stderr, message)
}

/** The lines of a file of runs, its times taken out: the head, and the others in one order. */
function timeless(path: string): string[] {
  const [head, ...runs] = lines(readFileSync(path, 'utf8'))
  return [head!, ...runs.map((line) => line.replace(/"trainSeconds":[^,]+/, '"trainSeconds":0')).sort()]
}

test('--set multiplies recipes, and each ends as train ends with those values', async () => {
  const args = ['--recipe', 'adam', '--set', 'lr=0.001,3e-4', '--set', 'weightDecay=0,0.01', '--seeds', '3']
  const { recipes } = JSON.parse(await done([...sweep, ...args, '--json']))
  assert.equal(Object.keys(recipes), [
    'adam lr=0.001 weightDecay=0',
    'adam lr=0.001 weightDecay=0.01',
    'adam lr=3e-4 weightDecay=0',
    'adam lr=3e-4 weightDecay=0.01',
  ])
  const mine = join(folder, 'mine.json')
  writeFileSync(mine, '{ "extends": "adam", "lr": 0.001, "weightDecay": 0 }')
  const trained = lines(await done(['train', ...small, '--recipe', mine, '--seed', '3'])).at(-1)!
  assert.is(recipes['adam lr=0.001 weightDecay=0'].sha256[3], trained.split(' ').at(-1))
  const distinct = new Set(Object.values<{ sha256: object }>(recipes).map((r) => JSON.stringify(r.sha256)))
  assert.is(distinct.size, 4)
})

test('fields of every type: names, and betas as two numbers', async () => {
  const args = ['--recipe', 'adam', '--set', 'activation=tanh,silu', 'betas=0.9/0.99', '--seeds', '1']
  const { recipes } = JSON.parse(await done([...sweep, ...args, '--json']))
  assert.equal(Object.keys(recipes), [
    'adam activation=tanh betas=0.9/0.99',
    'adam activation=silu betas=0.9/0.99',
  ])
})

test('a slip in --set is named, exit code 2', async () => {
  await refused([...sweep, '--set', 'passes=1,2'], 2, /--passes and --set passes: give one of them/)
  await refused([...sweep, '--set', 'lr=1,'], 2, /argument 'lr=1,' is invalid. Expected a field and its/)
  await refused([...sweep, '--set', 'lr=-1'], 2, /base lr=-1: lr is -1, expected a learning rate above 0/)
})

for (const [axes, message] of [
  [[['lrr', '1']], /--set lrr: not a field of a recipe; the fields are activation, /],
  [[['__proto__', '1']], /--set __proto__: not a field of a recipe/],
  [
    [
      ['lr', '0.1'],
      ['lr', '0.2'],
    ],
    /--set lr: given twice/,
  ],
  [[['lr', '0.1', '1e-1']], /--set lr: 1e-1 is given twice/],
  [[['lr', '0x1']], /--set lr: "0x1" is not a number/],
  [[['betas', '0.9']], /base betas=0\.9: betas is \[0\.9\], expected two numbers/],
  [[['activation', 'gelu']], /base activation=gelu: activation is "gelu", expected "tanh"/],
  [[['labelSmoothing', '0.1']], /labelSmoothing 0.1 needs loss "crossEntropy"/],
  [[['lr', ...Array.from({ length: 10_001 }, (_, i) => `${i + 1}e-6`)]], /--set makes 10001 recipes/],
] as const) {
  test(`refused: ${axes.map(([field, value]) => `${field}=${value}`).join(' ')}`, async () => {
    const grid = axes.map(([field, ...values]) => ({ field, values }))
    await refuses(() => gridRecipes({ base: recipes.base }, grid), 'ERR_CONFIG', message)
  })
}

test('shards together are the sweep, byte for byte but for times and order', async () => {
  const plan = ['--recipe', 'base', 'modern', '--seeds', '1..5']
  const whole = join(folder, 'whole.jsonl')
  const summary = await done([...sweep, ...plan, '--out', whole, '--json'])
  const parts = [1, 2, 3].map((i) => join(folder, `${i}.jsonl`))
  for (const [i, part] of parts.entries()) {
    const stdout = await done([...sweep, ...plan, '--out', part, '--shard', `${i + 1}/3`])
    assert.match(stdout, new RegExp(`^# ${[4, 3, 3][i]} runs of 10, shard ${i + 1}/3; `, 'm'))
  }
  const merged = join(folder, 'merged.jsonl')
  const args = ['sweep', '--merge', ...parts, '--no-report', '--json', '--out', merged]
  assert.is(await done(args), summary)
  assert.equal(timeless(merged), timeless(whole))
  assert.is(timeless(merged).length, 11)
  const report = join(folder, 'merged')
  const page = await run(['sweep', '--merge', ...parts, '--data', data, '--report', report])
  assert.equal([page.code, page.stderr], [0, `report: ${join(report, 'index.html')}\n`])
  assert.match(page.stdout, /^# 10 runs in 3 files$/m)
  assert.ok(existsSync(join(report, 'index.html')))
})

test('a shard is gone on with; one that is missing is told of', async () => {
  const plan = ['--recipe', 'base', 'adam', '--seeds', '1..4', '--out', join(folder, 'again.jsonl')]
  await done([...sweep, ...plan, '--shard', '2/3'])
  const again = await done([...sweep, ...plan, '--shard', '2/3', '--resume'])
  assert.match(again, /^# 3 runs of 8, shard 2\/3, 3 of them made before; /m)
  const some = await done(['sweep', '--no-report', '--merge', join(folder, 'again.jsonl')])
  assert.match(some, /^# 3 runs in 1 files, 3 are missing$/m)
})

test('what cannot be merged is named', async () => {
  const make = async (name: string, ...args: string[]) => {
    const path = join(folder, name)
    await done([...sweep, '--out', path, '--seeds', '1..2', ...args])
    return path
  }
  const one = await make('one.jsonl')
  const other = await make('other.jsonl', '--recipe', 'adam')
  const merge = ['sweep', '--no-report', '--merge']
  await refused([...merge, one, other], 2, /different sweeps: recipes\.base is not in .*other\.jsonl, \{/)
  const lied = join(folder, 'lied.jsonl')
  writeFileSync(lied, readFileSync(one, 'utf8').replace(/"sha256":"..../, '"sha256":"0000'))
  await refused([...merge, one, lied], 1, /base, seed \d ends at \w+ in .*one\.jsonl, at 0000\w+ in .*lied/)
  const torn = join(folder, 'torn.jsonl')
  writeFileSync(torn, readFileSync(one, 'utf8').slice(0, -9))
  await refused([...merge, torn], 1, /torn\.jsonl: its last line is incomplete/)
  const strange = join(folder, 'strange.jsonl')
  writeFileSync(strange, readFileSync(one, 'utf8').replace('"lr":0.03', '"lr":1e999'))
  await refused([...merge, strange], 2, /strange\.jsonl: line 1: recipe "base": lr is Infinity/)
  await refused([...merge, join(folder, 'none')], 1, /cannot read .*none: ENOENT/)
  await refused([...merge, one, '--out', one], 1, /one\.jsonl: the file already exists/)
  await refused([...merge, one, '--seeds', '1'], 2, /--seeds: cannot be combined with --merge/)
  await refused([...sweep, '--shard', '1/2'], 2, /--shard makes part of the runs, for --merge/)
  await refused([...sweep, '--shard', '3/2', '--out', 'x'], 2, /argument '3\/2' is invalid/)
})

test.run()
