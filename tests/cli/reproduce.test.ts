/** `reproduce` with many runs: each kept and told as it comes, gone on with later, and a report that no other command overwrites. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Context } from '../../src/cli/command.js'
import { loadMnist } from '../../src/node/index.js'
import type { Job } from '../../src/sweep/run.js'
import { idxFolder, lines, run, scratch } from '../support/cli.js'

const test = suite('command line: reproduce')
const folder = scratch()
const data = idxFolder(folder)
const here = (args: readonly string[]) => run(args, {}, 'pipe', folder)
const at = (name: string) => join(folder, name)
/** The lines that tell of a run, without its time. */
const told = (stdout: string) =>
  lines(stdout).flatMap((line) => /^# (base, seed \d+: \d+ misses), /.exec(line)?.[1] ?? [])
/** The table, without times. */
const table = (stdout: string) =>
  lines(stdout)
    .slice(-2)
    .map((line) => line.replace(/\d+\.\d+ s|\d+ ms/, 'T').replace(/ {2,}/g, '  '))

test('piped, a line for each finished run; --out keeps it, --resume goes on; sweep and reproduce each have their report', async () => {
  const args = ['reproduce', '--seeds', '1', '--out', 'runs.jsonl']
  const whole = await here(args)
  assert.is(whole.code, 0, whole.stderr)
  assert.match(told(whole.stdout).sort().join(), /^base, seed 1337: \d+ misses,base, seed 1: \d+ misses$/)
  const page = at('report/reproduce/index.html')
  assert.is(whole.stderr, 'report: report/reproduce/index.html\n')

  const file = readFileSync(at('runs.jsonl'), 'utf8')
  const again = await here(args)
  assert.is(again.code, 1)
  assert.match(again.stderr, /runs\.jsonl.*--resume/)
  // as if it had been killed while it wrote the last run
  writeFileSync(at('runs.jsonl'), file.slice(0, -100))
  const rest = await here([...args, '--resume'])
  assert.is(rest.code, 0, rest.stderr)
  assert.match(rest.stdout, /^# 2 runs, 1 of them made before; /m)
  assert.is(told(rest.stdout).length, 1)
  assert.equal(table(rest.stdout), table(whole.stdout))
  const runs = (text: string) => lines(text.replace(/"trainSeconds":[^,]+/g, ''))
  assert.equal(runs(readFileSync(at('runs.jsonl'), 'utf8')), runs(file))

  const report = readFileSync(page, 'utf8')
  const swept = await here(['sweep', '--data', data, '--passes', '1', '--seeds', '1..2'])
  assert.is(swept.stderr, 'report: report/sweep/index.html\n')
  assert.ok(existsSync(at('report/sweep/index.html')))
  assert.ok(readFileSync(page, 'utf8') === report, 'the page of reproduce is left as it was')
})

test('--out and --resume are refused where they mean nothing, before any work', async () => {
  for (const [args, message] of [
    [['--out', 'x.jsonl'], /--out and --resume need --all, --full, --seeds, --paper or --postal/],
    [['--resume'], /--out and --resume need/],
    [['--all', '--resume'], /--resume continues a file; name it with --out/],
    [['--paper', '--resume'], /--resume continues a file; name it with --out/],
    [['--postal', '--out', 'm.pt'], /what is written is runs/],
  ] as const) {
    const { code, stdout, stderr } = await here(['reproduce', ...args])
    assert.equal([code, stdout], [2, ''], stderr)
    assert.match(stderr, message)
  }
})

test('runs of which more is wanted than a file holds are made again, to the same weights', async () => {
  const module = new URL('../../dist/cli/runs/kept-runs.js', import.meta.url).href
  const { runKept }: typeof import('../../src/cli/runs/kept-runs.js') = await import(module)
  const { checkConfig } = await import('../../src/model/config.js')
  const { recipes } = await import('../../src/model/recipes.js')
  const digits = await loadMnist({ dir: data, train: 300, test: 150 })
  const recipe = { ...recipes.base, passes: 2 }
  const jobs = ['plain', 'more'].map(
    (name): Job => ({
      name,
      config: checkConfig({ ...recipe, seed: 1 }),
      train: 300,
      test: 150,
      ...(name === 'more' && { keepAfter: 1 }),
    }),
  )
  const silent = { terminal: { progress: { update() {}, clear() {} }, note() {} } }
  const context = { ...silent, signal: new AbortController().signal } as unknown as Context
  const settings = {
    wasmSha256: 'ab'.repeat(32),
    data: digits.digests,
    train: 300,
    test: 150,
    dataSeed: 1337,
    recipes: { plain: recipe, more: recipe },
  }
  const out = at('kept.jsonl')
  const attempt = async (resume: boolean) => {
    const made: string[] = []
    const runs = await runKept(
      jobs,
      digits,
      {
        out,
        ...(resume && { resume: true as const }),
        workers: 1,
        settings,
        onStart() {},
        onRun: ({ name }) => made.push(name),
      },
      context,
    )
    assert.equal(runs[1]!.kept!.outputs.length, 1500)
    return made
  }
  assert.equal(await attempt(false), ['plain', 'more'])
  const file = readFileSync(out, 'utf8')
  assert.not.match(file, /"kept"/)
  assert.equal(await attempt(true), ['more'])
  assert.is(readFileSync(out, 'utf8'), file)
  writeFileSync(out, file.replace(/("name":"more".*"sha256":")..../, '$10000'))
  // a LenetError of the built package, which is another class
  const error = await attempt(true).then(
    () => undefined,
    (error) => error,
  )
  assert.is(error?.code, 'ERR_DIGEST')
  assert.match(error.message, /kept\.jsonl: more, seed 1 was made again to weights .* they are 0000/)
})

test.run()
