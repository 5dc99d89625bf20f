import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { plainBytes } from '../../src/data/gzip.js'
import { parseIdx, parseIdxImages, parseIdxLabels, parseZipcode, take } from '../../src/data/index.js'
import { LenetError } from '../../src/model/errors.js'
import { hasFixture, readFixture } from '../support/fixtures.js'
import { idxFile } from '../support/idx-file.js'
import { sameNumbers } from '../support/numbers.js'
import { refuses } from '../support/refusal.js'

/** The formats in which digits come: idx and the postal text, plain and gzipped. */
const test = suite('data formats')

/** `count` raw images, each pixel telling where it is. */
const images = (count: number) => Uint8Array.from({ length: count * 784 }, (_, i) => (i * 7 + (i >> 8)) & 255)
const labels = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 10)
const text = (lines: string) => new TextEncoder().encode(lines)

// ---- idx

test('idx files are read plain and gzipped', async () => {
  const plain = [idxFile([3, 28, 28], images(3)), idxFile([3], labels(3))] as const
  for (const [imageFile, labelFile] of [plain, plain.map((file) => gzipSync(file))]) {
    const raw = await parseIdx(imageFile!, labelFile!)
    sameNumbers(raw.images, images(3))
    assert.equal(raw.labels, labels(3))
  }
})

test('an idx file may lie anywhere in a larger buffer', async () => {
  for (const file of [idxFile([2], [7, 8]), gzipSync(idxFile([2], [7, 8]))]) {
    const larger = new Uint8Array(file.length + 30).fill(0xff)
    larger.set(file, 13)
    assert.equal(await parseIdxLabels(larger.subarray(13, 13 + file.length)), Uint8Array.of(7, 8))
  }
})

test('invalid idx files are refused', async () => {
  const good = idxFile([2, 28, 28], images(2))
  await refuses(() => parseIdxImages(idxFile([2], [1, 2])), 'ERR_FORMAT', /header of 16/)
  await refuses(
    () => parseIdxImages(idxFile([20], labels(20))),
    'ERR_FORMAT',
    /magic number 0x00000801, expected 0x00000803/,
  )
  await refuses(() => parseIdxLabels(good), 'ERR_FORMAT', /magic number 0x00000803, expected 0x00000801/)
  await refuses(
    () => parseIdxImages(Uint8Array.from(good, (byte, i) => (i === 2 ? 0x0d : byte))),
    'ERR_FORMAT',
    /0x00000d03/,
  )
  for (const bytes of [[], [0], [0x1f, 0x8b]]) {
    await refuses(
      () => parseIdxLabels(Uint8Array.from(bytes)),
      'ERR_FORMAT',
      new RegExp(`labels: ${bytes.length} bytes`),
    )
  }
  await refuses(() => parseIdxImages(good.subarray(0, -1)), 'ERR_FORMAT', /truncated, 1567 bytes.*1568/)
  await refuses(() => parseIdxImages(Uint8Array.of(...good, 0)), 'ERR_FORMAT', /trailing bytes, 1569.*1568/)
  await refuses(() => parseIdxImages(idxFile([0, 28, 28], [])), 'ERR_COUNT', /0 digits/)
  await refuses(() => parseIdxLabels(idxFile([0], [])), 'ERR_COUNT', /0 digits/)
  await refuses(() => parseIdxLabels(idxFile([3], [1, 10, 2])), 'ERR_VALUE', /label 1 is 10/)
  await refuses(() => parseIdx(good, idxFile([3], labels(3))), 'ERR_SHAPE', /3 labels for the 2 images/)
  const names = { images: '/a/i', labels: '/a/l' }
  await refuses(() => parseIdx(good, idxFile([3], labels(3)), names), 'ERR_SHAPE', /^\/a\/l: .*\/a\/i/)
})

test('images of another size are refused, with both sizes', async () => {
  await refuses(
    () => parseIdxImages(idxFile([1, 16, 16], new Uint8Array(256))),
    'ERR_SHAPE',
    /16×16 pixels, expected 28×28/,
  )
  await refuses(() => parseIdxImages(idxFile([1, 28, 0], [])), 'ERR_SHAPE', /28×0/)
})

test('an absurd number of digits is refused by the header alone', async () => {
  await refuses(
    () => parseIdxImages(idxFile([0xffffffff, 28, 28], [])),
    'ERR_COUNT',
    /4294967295 digits, expected 1 to 1000000/,
  )
  await refuses(() => parseIdxLabels(idxFile([1_000_001], [])), 'ERR_COUNT', /1000001/)
  await refuses(
    () => parseIdxImages(idxFile([1_000_000, 28, 28], [])),
    'ERR_FORMAT',
    /0 bytes after the header/,
  )
})

// ---- gzip

test('gzip: truncated, corrupt and trailing bytes are refused', async () => {
  const content = images(20)
  const good = gzipSync(content)
  const read = (bytes: Uint8Array) => plainBytes(bytes, 1e6, 'x.gz')
  sameNumbers(await read(good), content)
  for (const length of [2, 19, 100, good.length - 9, good.length - 1]) {
    await refuses(() => read(good.subarray(0, length)), 'ERR_FORMAT', /^x\.gz: /)
  }
  const flipped = (at: number) => Uint8Array.from(good, (byte, i) => (i === at ? byte ^ 0x10 : byte))
  await refuses(() => read(flipped(3)), 'ERR_FORMAT', /gzip/)
  await refuses(() => read(flipped(200)), 'ERR_FORMAT', /gzip/)
  await refuses(() => read(flipped(good.length - 6)), 'ERR_FORMAT', /corrupt/)
  await refuses(() => read(Uint8Array.of(...good, 1, 2, 3, 4)), 'ERR_FORMAT', /gzip/)
  await refuses(() => read(Uint8Array.of(...good, 0, 0, 0, 0)), 'ERR_FORMAT', /gzip/)
  await refuses(
    () => read(Uint8Array.of(...good, ...good)),
    'ERR_FORMAT',
    /announces 15680 bytes and holds more/,
  )
})

test('gzip: more than the cap, or than deflate can do, is refused before anything is decompressed', async () => {
  const claims = (file: Uint8Array, size: number) => {
    const copy = Uint8Array.from(file)
    new DataView(copy.buffer).setUint32(copy.length - 4, size, true)
    return copy
  }
  const bomb = gzipSync(new Uint8Array(3_000_000))
  await refuses(
    () => plainBytes(bomb, 2_999_999, 'bomb'),
    'ERR_FORMAT',
    /bomb: .*announces 3000000 bytes.*at most 2999999/,
  )
  assert.is((await plainBytes(bomb, 3_000_000, 'bomb')).length, 3_000_000)
  await refuses(
    () => plainBytes(claims(bomb, 10), 100, 'bomb'),
    'ERR_FORMAT',
    /announces 10 bytes and holds more/,
  )
  await refuses(
    () => plainBytes(claims(bomb, 999_999_999), 1e9, 'bomb'),
    'ERR_FORMAT',
    new RegExp(`announces 999999999 bytes, expected at most ${bomb.length * 1032}`),
  )
  const dense = gzipSync(images(20))
  await refuses(
    () => plainBytes(claims(dense, 15_681), 1e9, 'x'),
    'ERR_FORMAT',
    /^x: the gzip data is .*corrupt/,
  )
  await refuses(
    () => plainBytes(new Uint8Array(11), 10, 'plain'),
    'ERR_FORMAT',
    /plain: 11 bytes, expected at most 10/,
  )
})

test('whatever happens to the bytes, parsers answer with a set or a typed error', async () => {
  const zip = text(`${line('1')}\n${line('2')}\n`)
  const parsers: [Uint8Array, (bytes: Uint8Array) => Promise<unknown>][] = [
    [idxFile([2, 28, 28], images(2)), parseIdxImages],
    [gzipSync(idxFile([2, 28, 28], images(2))), parseIdxImages],
    [idxFile([9], labels(9)), parseIdxLabels],
    [zip, parseZipcode],
    [gzipSync(zip), parseZipcode],
  ]
  // numbers that look random and are the same in every run
  let state = 1989
  const below = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
  const refused = new Set<string>()
  for (const [good, parse] of parsers) {
    for (let i = 0; i < 300; i++) {
      let bytes = Uint8Array.from(good)
      // headers and trailers are short: hit them half of the time
      const at = below(2) ? below(bytes.length) : below(2) ? below(20) : bytes.length - 1 - below(12)
      const kind = below(3)
      if (kind === 0) bytes[Math.min(at, bytes.length - 1)] = below(256)
      else if (kind === 1) bytes = bytes.slice(0, at)
      else bytes = Uint8Array.of(...bytes.subarray(0, at), below(256), ...bytes.subarray(at))
      await parse(bytes).catch((error) => {
        if (!(error instanceof LenetError)) throw error
        refused.add(error.code)
      })
    }
  }
  assert.equal([...refused].sort(), ['ERR_COUNT', 'ERR_FORMAT', 'ERR_SHAPE', 'ERR_VALUE'])
})

// ---- zip code digits

/** A line of the format: pixel i is i/255, and so on, in the spelling of `write`. */
const line = (label: string, write = (value: number) => value.toFixed(3)) =>
  [label, ...Array.from({ length: 256 }, (_, i) => write(i / 127.5 - 1))].join(' ')

test('zip code digits are read in both spellings, plain and gzipped', async () => {
  const lines = `${line('6.0000', (value) => value.toFixed(4))} \n${line('9')}\r\n${line('0', String)}\n\n`
  for (const bytes of [text(lines), gzipSync(text(lines))]) {
    const read = await parseZipcode(bytes)
    assert.is(read.length, 3)
    assert.equal(read.labels, Uint8Array.of(6, 9, 0))
    for (let i = 0; i < 256; i++) {
      assert.is(read.images[i], Math.fround(Number((i / 127.5 - 1).toFixed(4))))
      assert.is(read.images[512 + i], Math.fround(i / 127.5 - 1))
    }
  }
})

test('zip code digits: a bad line is refused with its number', async () => {
  const second = (bad: string) => () => parseZipcode(text(`${line('1')}\n${bad}\n${line('2')}`), 'zip')
  const pixel = (value: string) => second(line('3').replace(/ 1\.000$/, ` ${value}`))
  await refuses(
    second(line('3').replace(/ 1\.000$/, '')),
    'ERR_FORMAT',
    /^zip, line 2: 256 values, expected a label and 256/,
  )
  await refuses(second(`${line('3')} 0`), 'ERR_FORMAT', /line 2: 258 values/)
  await refuses(second(''), 'ERR_FORMAT', /line 2/)
  for (const label of ['10', '-1', '2.5', '1e1', 'NaN', 'seven', '0x1']) {
    await refuses(
      second(line(label)),
      'ERR_VALUE',
      new RegExp(`^zip, line 2: label "${label.replace('.', '\\.')}"`),
    )
  }
  const noPixels = [
    '1.001',
    '-2',
    '1e9',
    '1e999',
    'NaN',
    'Infinity',
    '0x1',
    '1,0',
    '--1',
    '.',
    'e5',
    '1e',
    '０',
  ]
  for (const value of noPixels) {
    await refuses(
      pixel(value),
      'ERR_VALUE',
      /^zip, line 2: pixel 255 is ".+", expected a decimal number from −1 to 1$/,
    )
  }
  await refuses(pixel('9'.repeat(1e6)), 'ERR_FORMAT', /^.{1,100}$/)
  for (const empty of ['', '\n', ' \r\n'])
    await refuses(() => parseZipcode(text(empty), 'zip'), 'ERR_COUNT', /^zip: no digits/)
  await refuses(() => parseZipcode(images(2)), 'ERR_FORMAT', /line 1/)
})

const postal = fileURLToPath(new URL('../../../shared/data/', import.meta.url))
if (existsSync(postal)) {
  test('the postal digits have the published numbers of each digit', async () => {
    const counts = async (file: string) => {
      const { labels } = await parseZipcode(await readFile(`${postal}${file}`), file)
      return Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length)
    }
    assert.equal(await counts('zip.train.gz'), [1194, 1005, 731, 658, 652, 556, 664, 645, 542, 644])
    assert.equal(await counts('zip.test.gz'), [359, 264, 198, 166, 200, 160, 170, 147, 166, 177])
  })
} else {
  test.skip('the postal digits have the published numbers of each digit (their files are not here)', () => {})
}

const withGolden = existsSync(postal) && hasFixture('samples_zip') ? test : test.skip
withGolden('the postal digits are, bit for bit, what PyTorch read', async () => {
  const golden = readFixture('samples_zip')
  const read = take(await parseZipcode(await readFile(`${postal}zip.train.gz`)), 1000)
  sameNumbers(read.labels, golden.tensor('labels', 'U8'))
  sameNumbers(read.images, golden.tensor('x', 'F32'))
})

test.run()
