/** The whole table, as anybody would have it made: minutes of work. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lines, run } from '../support/cli.js'

const test = suite('reproduce --all')
const folder = mkdtempSync(join(tmpdir(), 'lenet1989-all-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

test('every row comes to what PyTorch comes to; the page shows all of them', async () => {
  const { code, stdout, stderr } = await run(['reproduce', '--all', '--seeds', '2', '--report', folder])
  assert.equal([code, stderr], [0, `report: ${join(folder, 'index.html')}\n`])
  const printed = lines(stdout)
  assert.equal(printed.slice(0, 3), ['# params 9760', '# MACs 63660', '# activations 1000'])
  assert.match(printed[3], /^# 18 runs; \d+ side by side$/)
  const [headings, ...rows] = printed.slice(-7)
  assert.match(
    headings,
    /^test error +paper +notebook +upstream +ours, seed 1337 +misses +2 seeds +training +PyTorch$/,
  )
  const expected = [
    ['base', '5.00%', '4.14%', '4.09%'],
    ['+ cross-entropy', '–', '4.58%', '–'],
    ['+ Adam', '–', '3.89%', '–'],
    ['+ augmentation', '–', '2.29%', '–'],
    ['+ dropout, ReLU (modern)', '–', '2.09%', '1.59%'],
    ["base + the paper's own methods", '5.00%', '–', '–'],
  ]
  const cells = rows.map((row) => row.split(/ {2,}/))
  assert.equal(
    cells.map((row) => row.slice(0, 4)),
    expected,
  )
  for (const row of cells) {
    assert.is(row[4], `${((100 * Number(row[5])) / 2007).toFixed(2)}%`)
    assert.match(row[6], /^\d\.\d\d ± \d\.\d\d%$/)
  }
  // an end-to-end check that rounding does not move
  const misses = Number(cells[3][5])
  assert.ok(Math.abs(misses - 44) <= 1, `+ augmentation: ${misses} misses`)
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  for (const [label] of expected) assert.ok(page.includes(`<h2>${label}</h2>`), label)
})

test.run()
