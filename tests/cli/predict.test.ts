/** `lenet1989 predict` and `evaluate --rejection`, as a user runs them; and the PNG reader by itself. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DIGITS } from '../../scripts/pictures/digits.js'
import { drawing } from '../../scripts/pictures/drawing.js'
import { decodePng } from '../../src/cli/input/png/index.js'
import { lines, MAIN, run, scratch } from '../support/cli.js'
import { png, pngs } from '../support/png.js'
import { refuses } from '../support/refusal.js'

const test = suite('command line: predict')
const folder = scratch()
const ESCAPE = '\u001b'

/** A drawn digit as a file, and its path. */
function file(digit: number, look: Parameters<typeof drawing>[1] = {}): string {
  const { data, width, height } = drawing(DIGITS[digit]![0]!, {
    width: 100,
    height: 90,
    size: 70,
    left: 10,
    top: 10,
    thickness: 7,
    ...look,
  })
  const rows = Array.from({ length: height }, (_, y) => [
    ...data.subarray(4 * y * width, 4 * (y + 1) * width),
  ])
  const path = join(folder, `${digit}.png`)
  writeFileSync(path, png({ width, height, depth: 8, colourType: 6, rows }))
  return path
}

test('a line for each picture: its name, the digit, how likely it is', async () => {
  const files = Array.from({ length: 10 }, (_, digit) => file(digit))
  const { code, stdout, stderr } = await run(['predict', ...files])
  assert.equal([code, stderr], [0, ''])
  lines(stdout).forEach((line, digit) => {
    assert.match(line, new RegExp(`^${files[digit]}  ${digit}  +\\d+\\.\\d\\d%$`))
  })
})

test('--json gives an object a line, with the ten scores', async () => {
  const { stdout } = await run(['predict', file(4), file(2), '--json'])
  const read = lines(stdout).map((line) => JSON.parse(line))
  assert.equal(
    read.map(({ digit }) => digit),
    [4, 2],
  )
  assert.equal(Object.keys(read[0]), ['file', 'digit', 'confidence', 'rejected', 'scores'])
  assert.is(read[0].scores.length, 10)
})

test('--show draws 16 lines; colour only where it is asked for', async () => {
  const plain = await run(['predict', file(8), '--show'])
  assert.is(plain.stdout.split('\n').length, 18)
  assert.match(plain.stdout, /█/)
  assert.not.ok(plain.stdout.includes(ESCAPE))
  const bold = { FORCE_COLOR: '1' }
  assert.ok((await run(['predict', file(8)], bold)).stdout.includes(`${ESCAPE}[1m8`))
  assert.not.ok((await run(['predict', file(8)], { NO_COLOR: '1' })).stdout.includes(ESCAPE))
})

test('--max-error marks what is not to be believed, and an empty picture holds no digit', async () => {
  const sure = await run(['predict', file(3), '--max-error', '0.001'])
  assert.not.match(sure.stdout, /rejected/)
  const empty = file(0, { thickness: 0, pen: [255, 255, 255, 255] })
  assert.is((await run(['predict', empty])).stdout, `${empty}  -  nothing is drawn\n`)
})

test('slips are told in one line: exit code 1 for files, 2 for options', async () => {
  const text = join(folder, 'text.png')
  writeFileSync(text, 'x'.repeat(100))
  const huge = join(folder, 'huge.png')
  writeFileSync(huge, png({ width: 1e6, height: 1e6, depth: 8, colourType: 0, rows: [] }))
  for (const [args, code, says] of [
    [[join(folder, 'none.png')], 1, /cannot read .*ENOENT/],
    [[text], 1, /text\.png: not a PNG/],
    [[huge], 1, /huge\.png: a PNG of 1000000×1000000 pixels/],
    [[], 2, /missing required argument/],
    [[file(1), '--max-error', '0'], 2, /Expected a number over 0/],
    [[file(1), '--max-error', '1e-9'], 2, /--max-error: maxError is 1e-9, expected a number from /],
    [[file(1), '--max-error', '2'], 2, /Expected a share above 0, up to 1/],
    [['none.png', '--max-error', '1'], 2, /--max-error: maxError is 1, expected a number from .* to below 1/],
    [['-'], 1, /standard input is empty, expected a PNG: predict - < file\.png/],
  ] as const) {
    const result = await run(['predict', ...args])
    assert.is(result.code, code, result.stderr)
    assert.is(lines(result.stderr).length, 1)
    assert.match(result.stderr, says)
  }
})

test('- reads standard input, from a file or a pipe', () => {
  for (const command of ['"$@" < "$0"', 'cat "$0" | "$@"', 'cat "$0" "$0" "$0" | head -c 3 | "$@"']) {
    const picture = file(7)
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['-c', command, picture, process.execPath, MAIN, 'predict', '-'],
      { encoding: 'utf8' },
    )
    if (command.includes('head')) {
      assert.is(status, 1)
      assert.match(stderr, /^error: standard input: not a PNG/)
    } else {
      assert.is(status, 0, stderr)
      assert.match(stdout, /^- {2}7 /)
    }
  }
})

test('PNGs of all colour types and depths become RGBA', () => {
  const pixels = pngs().map((bytes) => [...decodePng(bytes).data])
  assert.equal(pixels[0]!.slice(0, 12), [0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255])
  assert.equal(pixels[1]!.slice(4, 8), [128, 128, 128, 0], 'grey 128 declared to be transparent')
  assert.equal(
    pixels[2]!.filter((_, i) => i % 4 === 0),
    [255, 0, 255, 0, 255, 0],
  )
  assert.equal(
    pixels[3]!.filter((_, i) => i % 4 === 0),
    [0, 255, 136, 17, 34, 51],
  )
  assert.equal(pixels[4]!.slice(0, 12), [0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255])
  assert.equal(pixels[5]!.slice(0, 12), [0, 0, 0, 255, 9, 9, 9, 0, 255, 255, 255, 7])
  assert.equal(pixels[6]!.slice(0, 12), [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255])
  assert.equal(pixels[7], [1, 2, 3, 4, 5, 6, 7, 255])
  assert.equal(pixels[8]!.slice(0, 12), [1, 2, 3, 0, 40, 50, 60, 128, 255, 255, 255, 255])
})

test('a small file that would unpack to gigabytes is refused', async () => {
  const good = pngs()[0]!
  const zeros = deflateSync(Buffer.alloc(50_000_000))
  const bomb = png({ width: 3, height: 2, depth: 8, colourType: 0, rows: [], chunks: { IDAT: [...zeros] } })
  await refuses(() => decodePng(bomb), 'ERR_FORMAT', /damaged PNG: .*larger than/)
  await refuses(() => decodePng(good.subarray(0, 40)), 'ERR_FORMAT', /damaged PNG/)
})

test('evaluate --rejection prints a table, also of the packaged classifier, and keeps its promise', async () => {
  const { code, stdout } = await run([
    'evaluate',
    'classifier',
    '--train',
    '100',
    '--test',
    '1000',
    '--rejection',
    '--json',
  ])
  assert.is(code, 0)
  const { test: figures, rejection } = JSON.parse(stdout)
  assert.is(figures.count, 1000)
  let before = 0
  for (const { wanted, rejected, misses, count } of rejection) {
    assert.ok(misses <= wanted * (count - rejected))
    assert.ok(rejected >= before)
    before = rejected
  }
  const text = await run(['evaluate', 'classifier', '--train', '100', '--test', '1000', '--rejection'])
  assert.match(text.stdout, /^misread at most +rejected +misread/m)
})

test.run()
