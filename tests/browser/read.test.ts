/** The reader of several digits in real browsers: from every kind of picture that they have, on the page and in a worker, the answers of Node bit for bit. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'puppeteer-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserNames, lacks, launch, open, type Tab } from '../../scripts/browser/browsers.js'
import { type Server, serve } from '../../scripts/browser/server.js'
import { inkString, KINDS } from '../../scripts/read/strings.js'
import { trainingDigits } from '../../scripts/train-classifier/mnist.js'
import { DigitReader } from '../../src/classifier/read/index.js'

const digits = await trainingDigits()
/** Opaque, since canvases keep colours times opacity. */
const pictures = KINDS.flatMap((kind) => [0, 1].map((number) => inkString(digits, kind, 9, number))).map(
  ({ ink, width, height }) => ({
    data: Uint8ClampedArray.from([...ink].flatMap((v) => [240 - v * 0.8, 230 - v * 0.7, 200 - v * 0.2, 255])),
    width,
    height,
  }),
)
const reader = DigitReader.loadSync()
/** As JSON, which tells any two numbers apart. */
const expected = pictures.map((picture) => JSON.stringify(reader.read(picture)))

for (const name of browserNames) {
  const browserSuite = suite(`read in ${name}`)
  let server: Server
  let browser: Browser
  let tab: Tab
  browserSuite.before(async () => {
    if (lacks(name)) return
    server = await serve({
      pages: { '/': { script: '/tests/page.js' } },
      folders: { '/dist/': fileURLToPath(new URL('../../dist/', import.meta.url)) },
      bytes: {
        '/tests/page.js': readFileSync(new URL('./read-page.js', import.meta.url)),
        '/pictures': Buffer.concat(pictures.map(({ data }) => Buffer.from(data))),
        '/sizes': Buffer.from(JSON.stringify(pictures.map(({ width, height }) => [width, height]))),
      },
    })
    browser = await launch(name)
    tab = await open(browser, `${server.origin}/`)
  })
  browserSuite.after(async () => {
    await browser?.close()
    await server?.close()
  })
  const test = lacks(name)
    ? (what: string) => browserSuite.skip(`${what} (${name} is not installed)`)
    : (what: string, run: () => Promise<void>) => browserSuite(what, run)

  for (const form of ['ImageData', 'HTMLCanvasElement', 'OffscreenCanvas', 'ImageBitmap']) {
    test(`${form}: the answers of Node, bit for bit`, async () => {
      assert.equal(await tab.page.evaluate(`read('${form}')`), expected)
    })
  }
  test('ImageData in a worker: the answers of Node, bit for bit', async () => {
    assert.equal(await tab.page.evaluate(`readInWorker('ImageData')`), expected)
  })
  test('nothing was complained of on the page', async () => {
    assert.equal(tab.complaints, [])
  })
  browserSuite.run()
}
