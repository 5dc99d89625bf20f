/**
 * The built package in real browsers, loaded by a plain page without a bundler, under a strict policy: same bits as
 * in Node, never a frozen page, a stop that stops, a readable refusal.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'
import type { Browser } from 'puppeteer-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserNames, open, type Tab } from '../../scripts/browser/browsers.js'
import { type Server, serve } from '../../scripts/browser/server.js'
import * as library from '../../src/index.js'
import * as int16 from '../../src/int16/index.js'
import { loadMnist } from '../../src/node/index.js'
import { BASE_ONE_PASS_SHA256 } from '../expected.js'
import { browserSuite } from '../support/browser-suite.js'
import { VARIANT_DIGITS, variants } from '../support/variants.js'
import * as tasks from './tasks.js'

const { recipes } = library

const { train } = await loadMnist({ train: 7291, test: 2007, seed: 1337 })

/** The same task in the page that hosts the library; arguments and result are plain data. */
function inPage<T>({ page }: Tab, task: string, ...args: unknown[]): Promise<T> {
  return page.evaluate(`tasks.${task}(...${JSON.stringify(args)})`) as Promise<T>
}

/** A digest of weights, or null: `undefined` does not come through. */
const relaxedRun = async (tab: Tab): Promise<string | null> =>
  (await inPage<string | undefined>(tab, 'relaxedSha256', recipes.base, VARIANT_DIGITS)) ?? null

function serveLibrary(): Promise<Server> {
  const imports = {
    lenet1989: '/dist/index.js',
    'lenet1989/relaxed': '/dist/relaxed/index.js',
    'lenet1989/int16': '/dist/int16/index.js',
  }
  const tasksSource = readFileSync(new URL('./tasks.ts', import.meta.url), 'utf8')
  return serve({
    pages: {
      '/': { script: '/tests/page.js', imports },
      '/no-wasm': { script: '/tests/page.js', imports, wasm: false },
    },
    folders: {
      '/dist/': fileURLToPath(new URL('../../dist/', import.meta.url)),
    },
    bytes: {
      '/tests/page.js': readFileSync(new URL('./page.js', import.meta.url)),
      '/tests/tasks.js': Buffer.from(transformSync(tasksSource, { loader: 'ts' }).code),
      '/digits/images': new Uint8Array(train.images.buffer, train.images.byteOffset, train.images.byteLength),
      '/digits/labels': train.labels,
    },
  })
}

const node = suite('node')
node('one pass of base ends at the expected bits', async () => {
  assert.is(await tasks.trainedSha256(library, train, recipes.base, train.length), BASE_ONE_PASS_SHA256)
})
node.run()

for (const name of browserNames) {
  let server: Server
  let browser: Browser
  let tab: Tab
  const { test, run } = browserSuite(name, name, serveLibrary, async (...started) => {
    ;[browser, server] = started
    tab = await open(browser, `${server.origin}/`)
  })

  test('one pass of base ends at the expected bits', async () => {
    const sha256 = await inPage(tab, 'trainedSha256', recipes.base, train.length)
    assert.is(sha256, BASE_ONE_PASS_SHA256)
  })

  for (const [what, recipe] of Object.entries(variants(recipes))) {
    test(`${what}: ${VARIANT_DIGITS} digits give the bits they give in Node`, async () => {
      const expected = await tasks.trainedSha256(library, train, recipe, VARIANT_DIGITS)
      assert.is(await inPage(tab, 'trainedSha256', recipe, VARIANT_DIGITS), expected)
    })
  }

  test('relaxed kernels, where the browser has them, train to the same bits each time', async () => {
    const [once, again] = [await relaxedRun(tab), await relaxedRun(tab)]
    console.log(`${name}: relaxed SIMD ${once === null ? 'is not there' : 'trains'}`)
    assert.is(again, once)
    if (once !== null) assert.match(once, /^[0-9a-f]{64}$/)
  })

  for (const activation of ['tanh', 'scaledTanh', 'relu', 'silu'] as const) {
    test(`int16, ${activation}: ${VARIANT_DIGITS} digits are read to the bits of Node`, async () => {
      const recipe = { ...recipes.base, activation }
      const expected = await tasks.int16Sha256(library, int16, train, recipe, VARIANT_DIGITS)
      assert.is(await inPage(tab, 'int16Sha256', recipe, VARIANT_DIGITS), expected)
    })
  }

  test('a page is answered every 50 ms while it trains', async () => {
    // As a share of the run's own time, so that a busy machine's hiccups do not count: were a pass or an evaluation
    // done at a stretch, most of the time would lie in gaps longer than twice the 50 ms.
    const { total, longest, long } = await inPage<tasks.Waits>(tab, 'waits')
    console.log(`${name}: ${total.toFixed(0)} ms of fit, longest wait ${longest.toFixed(0)} ms`)
    assert.ok(long < 0.25 * total, `${long.toFixed(0)} of ${total.toFixed(0)} ms in waits of over 100 ms`)
  })

  test('a signal stops the training, and the next fit goes on to the same bits', async () => {
    const { done, ...rest } = await inPage<tasks.Stopped>(tab, 'stopped')
    assert.ok(done > 0 && done < train.length, `stopped after ${done} digits`)
    assert.equal(rest, { thrown: 'stopped by the page', reads: true, sha256: BASE_ONE_PASS_SHA256 })
  })

  test('nothing was complained of on the page', async () => {
    assert.equal(tab.complaints, [])
  })

  test('a policy without wasm-unsafe-eval is named in the refusal', async () => {
    const strict = await open(browser, `${server.origin}/no-wasm`)
    const refusal = await inPage<tasks.Refusal | undefined>(strict, 'refusal')
    assert.is(refusal?.name, 'LenetError')
    assert.is(refusal?.code, 'ERR_WASM')
    assert.match(refusal?.message ?? '', 'wasm-unsafe-eval')
    assert.match(refusal?.message ?? '', 'script-src')
  })

  run()
}
