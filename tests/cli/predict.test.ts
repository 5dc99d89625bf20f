/** `lenet1989 predict` and `evaluate --rejection`, as a user runs them; and the PNG reader by itself. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { parseHTML } from 'linkedom'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DIGITS } from '../../scripts/pictures/digits.js'
import { drawing } from '../../scripts/pictures/drawing.js'
import { InkFinder } from '../../src/classifier/read/found.js'
import { DigitReader, type ReadDigit } from '../../src/classifier/read/index.js'
import { decodePng } from '../../src/cli/input/png/index.js'
import { drawn as drawnIn } from '../../src/cli/terminal/prediction.js'
import { Terminal } from '../../src/cli/terminal/terminal.js'
import { lines, MAIN, run, scratch } from '../support/cli.js'
import { asTaken, jpeg, withOrientation } from '../support/jpeg.js'
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
  assert.equal(Object.keys(read[0]), ['file', 'digit', 'confidence', 'rejected', 'reason', 'scores', 'box'])
  assert.is(read[0].scores.length, 10)
  // drawn from (10, 10) on, 70 high, with a pen 7 wide
  const { x, y, width, height } = read[0].box
  assert.ok(Math.abs(y - 7) <= 2 && Math.abs(y + height - 83) <= 2, JSON.stringify(read[0].box))
  assert.ok(x >= 10 && x + width <= 80)
})

test('--show draws ink, pixels and scores side by side in 80 columns, else one below the other', async () => {
  const { stdout } = await run(['predict', file(8), '--show'])
  const [, ...drawn] = lines(stdout)
  assert.is(drawn.length, 16)
  assert.ok(drawn.every((line) => line.length <= 80))
  assert.match(stdout, /▒/)
  assert.match(drawn[8]!, /8 █{6} +\d+\.\d%$/)
  const out: string[] = []
  const stream = { columns: 40, write: (text: string) => out.push(text) }
  const narrow = new Terminal(stream, stream, {})
  const picture = decodePng(readFileSync(file(8)))
  const [digits, finder] = [DigitReader.loadSync(), await InkFinder.load()]
  const common = { file: '', picture, ink: finder.page(picture) }
  const [result, found] = [digits.classify(picture), finder.digit(picture)]
  const below = drawnIn({ kind: 'digit', ...common, result, found }, narrow)
  assert.is(below.length, 14 + 16 + 10)
  assert.ok(below.every((line) => line.length <= 40))
})

test('colour only where it is asked for', async () => {
  assert.not.ok((await run(['predict', file(8), '--show'])).stdout.includes(ESCAPE))
  const bold = { FORCE_COLOR: '1' }
  assert.ok((await run(['predict', file(8)], bold)).stdout.includes(`${ESCAPE}[1m8`))
  assert.not.ok((await run(['predict', file(8), '--show'], { NO_COLOR: '1' })).stdout.includes(ESCAPE))
})

/** A picture of these digits side by side, and its path. */
function numberFile(...digits: number[]): string {
  const side = 60
  const data = new Uint8ClampedArray(4 * side * digits.length * side).fill(255)
  digits.forEach((digit, i) => {
    const one = drawing(DIGITS[digit]![0]!, {
      width: side,
      height: side,
      size: 40,
      left: 10,
      top: 10,
      thickness: 5,
    })
    for (let y = 0; y < side; y++)
      data.set(one.data.subarray(4 * y * side, 4 * (y + 1) * side), 4 * side * (y * digits.length + i))
  })
  const width = side * digits.length
  const rows = Array.from({ length: side }, (_, y) => [...data.subarray(4 * y * width, 4 * (y + 1) * width)])
  const path = join(folder, `${digits.join('')}.png`)
  writeFileSync(path, png({ width, height: side, depth: 8, colourType: 6, rows }))
  return path
}

test('--number reads several digits, with a box for each', async () => {
  const path = numberFile(3, 7, 2, 0)
  const plain = await run(['predict', '--number', path])
  assert.match(plain.stdout, /3720\.png {2}3720 +\d+\.\d\d%\n$/)
  const read = JSON.parse((await run(['predict', '--number', '--json', path])).stdout)
  assert.equal(Object.keys(read), ['file', 'text', 'lines', 'digits', 'confidence', 'rejected', 'reason'])
  assert.equal([read.text, read.lines, read.rejected, read.reason], ['3720', ['3720'], false, null])
  read.digits.forEach(({ box, digit, line }: ReadDigit, i: number) => {
    assert.equal([digit, line], [[3, 7, 2, 0][i], 0])
    assert.ok(box.x >= 60 * i && box.x + box.width <= 60 * (i + 1), JSON.stringify(box))
  })
  const { stdout } = await run(['predict', '--number', '--show', path])
  assert.match(stdout, /^ *3 +7 +2 +0$/m)
  assert.ok(lines(stdout).every((line) => line.length <= 80 || line.includes('.png')))
})

test('--number tells why there is no answer, and when it had better not be believed', async () => {
  const empty = file(0, { thickness: 0, pen: [255, 255, 255, 255] })
  assert.is((await run(['predict', '--number', empty])).stdout, `${empty}  -  nothing is drawn\n`)
  const sure = await run(['predict', '--number', '--max-error', '0.01', numberFile(3, 7)])
  assert.is(sure.code, 0)
  const wrong = await run(['predict', '--number', '--views', '1', empty])
  assert.equal([wrong.code, lines(wrong.stderr).length], [2, 1])
})

test('--views changes the confidence, not the digit', async () => {
  const read = async (views: string) =>
    JSON.parse((await run(['predict', '--json', '--views', views, file(5)])).stdout)
  const [one, two, four] = [await read('1'), await read('2'), await read('4')]
  assert.equal([one.digit, two.digit, four.digit], [5, 5, 5])
  assert.equal(new Set([one, two, four].map(({ confidence }) => confidence)).size, 3)
  assert.is((await run(['predict', '--views', '3', file(5)])).code, 2)
})

test('photos are read upright, however the camera was held', async () => {
  const picture = drawing(DIGITS[7]![0]!, {
    width: 120,
    height: 90,
    size: 60,
    left: 30,
    top: 15,
    thickness: 7,
  })
  const paths: string[] = []
  for (let orientation = 1; orientation <= 8; orientation++) {
    // not by its name is a file known for a JPEG
    const path = join(folder, `photo ${orientation}.png`)
    writeFileSync(path, withOrientation(await jpeg(asTaken(picture, orientation)), orientation))
    paths.push(path)
  }
  const read = lines((await run(['predict', '--json', ...paths])).stdout).map((line) => JSON.parse(line))
  assert.equal(
    read.map(({ digit, box }) => [digit, Math.round(box.x / 4), Math.round(box.y / 4)]),
    read.map(() => [7, Math.round(read[0].box.x / 4), Math.round(read[0].box.y / 4)]),
  )
})

test('a bad file among others is told; the others are read, and the exit code is 1', async () => {
  const bad = join(folder, 'bad.jpg')
  writeFileSync(bad, (await jpeg(drawing(DIGITS[2]![0]!))).subarray(0, 900))
  const { code, stdout, stderr } = await run(['predict', file(1), bad, file(2)])
  assert.equal([code, lines(stdout).length], [1, 2])
  assert.match(stderr, /bad\.jpg: a damaged JPEG: it is truncated\n.*1 of 3 pictures could not be read/)
  const json = await run(['predict', '--json', bad, file(2)])
  const [failed, read] = lines(json.stdout).map((line) => JSON.parse(line))
  assert.equal([json.code, Object.keys(failed), failed.error.code], [1, ['file', 'error'], 'ERR_FORMAT'])
  assert.is(read.digit, 2)
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
      assert.match(stderr, /^error: standard input: not a PNG or JPEG/)
    } else {
      assert.is(status, 0, stderr)
      assert.match(stdout, /^- {2}7 /)
    }
  }
})

test('--svg draws all pictures into one file that needs no other', async () => {
  const path = join(folder, 'drawn.svg')
  const odd = join(folder, 'a<&"b.png')
  writeFileSync(odd, readFileSync(file(4)))
  const bad = join(folder, 'bad.png')
  writeFileSync(bad, 'no picture')
  const { code } = await run(['predict', odd, bad, '--svg', path])
  assert.is(code, 1)
  const svg = readFileSync(path, 'utf8')
  const { document } = parseHTML(svg)
  assert.is(document.querySelectorAll('svg > g').length, 2)
  // picture, ink on it, ink, pixels
  const images = [...document.querySelectorAll('image')].map((image) => image.getAttribute('href')!)
  assert.equal([images.length, images.every((href) => href.startsWith('data:image/png;base64,'))], [4, true])
  assert.is(decodePng(Buffer.from(images[3]!.split(',')[1]!, 'base64')).width, 16)
  assert.is(document.querySelectorAll('rect.box').length, 1)
  assert.is(document.querySelectorAll('rect.best').length, 1)
  assert.match(svg, /prefers-color-scheme: dark/)
  assert.not.match(svg.replace('http://www.w3.org/2000/svg', ''), /https?:|<script|a<&"b/)
  await run(['predict', '--number', numberFile(1, 4), '--svg', path])
  assert.is(parseHTML(readFileSync(path, 'utf8')).document.querySelectorAll('rect.box').length, 2)
  assert.match((await run(['predict', odd, '--svg', folder])).stderr, /is a folder, expected a file/)
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
    [[text], 1, /text\.png: not a PNG or JPEG/],
    [[huge], 1, /huge\.png: a PNG of 1000000×1000000 pixels/],
    [[], 2, /missing required argument/],
    [[file(1), '--max-error', '0'], 2, /Expected a number over 0/],
    [[file(1), '--max-error', '1e-9'], 2, /--max-error: maxError is 1e-9, expected a number from /],
    [[file(1), '--max-error', '2'], 2, /Expected a share above 0, up to 1/],
    [['none.png', '--max-error', '1'], 2, /--max-error: maxError is 1, expected a number from .* to below 1/],
    [['-'], 1, /standard input is empty, expected a PNG or JPEG: predict - < file\.png/],
  ] as const) {
    const result = await run(['predict', ...args])
    assert.is(result.code, code, result.stderr)
    assert.is(lines(result.stderr).length, 1)
    assert.match(result.stderr, says)
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
