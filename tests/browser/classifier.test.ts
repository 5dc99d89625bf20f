/** The classifier in real browsers: from every kind of picture that they have, on the page and in a worker, the answers of Node bit for bit. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'puppeteer-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserNames, lacks, launch, open, type Tab } from '../../scripts/browser/browsers.js'
import { type Server, serve } from '../../scripts/browser/server.js'
import { DIGITS } from '../../scripts/pictures/digits.js'
import { drawing } from '../../scripts/pictures/drawing.js'
import { DigitClassifier } from '../../src/classifier/index.js'

/** Opaque, since canvases keep colours times opacity. */
const pictures = DIGITS.flatMap((ways, digit) =>
  ways.map((strokes) =>
    drawing(strokes, { size: 120 + 10 * digit, pen: [30, 60, 150, 255], paper: [240, 230, 200, 255] }),
  ),
)
const classifier = DigitClassifier.loadSync()
const answers = pictures.map((picture) => {
  const { scores, input, ...rest } = classifier.classify(picture)
  return { ...rest, scores: [...scores], input: [...input] }
})
/** As JSON has them: drivers differ in what they make of undefined. */
const expected: unknown = JSON.parse(JSON.stringify(answers))

for (const name of browserNames) {
  const browserSuite = suite(`classifier in ${name}`)
  let server: Server
  let browser: Browser
  let tab: Tab
  browserSuite.before(async () => {
    if (lacks(name)) return
    server = await serve({
      pages: { '/': { script: '/tests/page.js' } },
      folders: { '/dist/': fileURLToPath(new URL('../../dist/', import.meta.url)) },
      bytes: {
        '/tests/page.js': readFileSync(new URL('./classifier-page.js', import.meta.url)),
        '/pictures': Buffer.concat(pictures.map(({ data }) => Buffer.from(data))),
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
  for (const form of ['ImageData', 'OffscreenCanvas', 'ImageBitmap']) {
    test(`${form} in a worker: the answers of Node, bit for bit`, async () => {
      assert.equal(await tab.page.evaluate(`readInWorker('${form}')`), expected)
    })
  }
  for (const what of ['bitmap', 'canvas']) {
    test(`a ${what} without pixels is refused`, async () => {
      const refusal = await tab.page.evaluate(`refusal('${what}')`)
      assert.equal(refusal, {
        name: 'LenetError',
        code: 'ERR_SHAPE',
        message: `${what}: 0×0 pixels, expected at least 1×1 and at most 33554432 in all`,
      })
    })
  }
  test('nothing was complained of on the page', async () => {
    assert.equal(tab.complaints, [])
  })
  browserSuite.run()
}
