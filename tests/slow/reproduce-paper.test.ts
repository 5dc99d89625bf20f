/** The paper's own training as a command: its tables, and a page with its figures; a minute of work. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lines, run } from '../support/cli.js'

const test = suite('reproduce --paper')
const folder = mkdtempSync(join(tmpdir(), 'lenet1989-paper-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

test('on MNIST, two seeds: rows for both passes beside the paper, three rejections, a page with the figures', async () => {
  const { code, stdout } = await run(['reproduce', '--paper', '--seeds', '2', '--report', folder])
  assert.is(code, 0)
  const printed = lines(stdout).map((line) => line.split(/ {2,}/))
  const rows = (label: string) => printed.filter(([first]) => first.startsWith(label))
  assert.equal(rows('paper, 1989, one run'), [
    ['paper, 1989, one run', '23', '2.5e-3', '10', '1.8e-2', '102', '5.00%'],
  ])
  for (const label of ['paper1989: Newton', 'the same, rate 0.00125', 'SGD in its place', 'base: SGD']) {
    const [at23, at30] = rows(label)
    assert.equal([at23[1], at30[1]], ['23', '30'])
    for (const row of [at23, at30]) {
      assert.match(row[2], /^\d\.\d\de-\d ± \d+\.\d\d$/)
      // MNIST's digits are easier than the postal ones
      assert.ok(Number.parseFloat(row[6]) > 2 && Number.parseFloat(row[6]) < 6, row.join(' '))
    }
  }
  assert.match(rows('on the test digits, in hindsight')[0][2], /^(1\.0|0\.9) ± 0\.\d%$/)
  assert.is(rows('on 1,291 held-out training digits').length, 1)
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  assert.ok(page.includes('<section id="paper">'))
  // a digit, 12 maps of H1 and 12 of H2
  assert.is(page.match(/<div class="maps">.*?<\/figure>/s)![0].match(/<img /g)!.length, 25)
})

for (const [args, count] of [
  [['--paper', '--seeds', '1'], 5],
  [['--postal', '--seeds', '1'], 1],
] as const)
  test(`${args[0]} --out keeps ${count} runs, and --resume adds none`, async () => {
    const out = join(folder, `${args[0].slice(2)}.jsonl`)
    const whole = ['reproduce', ...args, '--no-report', '--out', out]
    const first = await run(whole)
    assert.is(first.code, 0, first.stderr)
    const file = readFileSync(out, 'utf8')
    assert.is(lines(file).length, 1 + count)
    const again = await run([...whole, '--resume'])
    assert.is(again.code, 0, again.stderr)
    assert.is(readFileSync(out, 'utf8'), file)
  })

test.run()
