/** Adapting in real browsers: the weights that come out are those of Node, bit for bit. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'puppeteer-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { samplesOf } from '../../scripts/adapt/writers.js'
import { browserNames, lacks, launch, open, type Tab } from '../../scripts/browser/browsers.js'
import { type Server, serve } from '../../scripts/browser/server.js'
import { trainingDigits } from '../../scripts/train-classifier/mnist.js'
import { adapt, toModel } from '../../src/classifier/adapt/index.js'
import { DigitClassifier } from '../../src/classifier/index.js'
import { stateSha256 } from '../../src/index.js'

const KEPT = 1000
const { images, labels } = await trainingDigits()
const keep = { images: images.subarray(0, 784 * KEPT), labels: labels.subarray(0, KEPT) }
const samples = samplesOf(3, 0, 3)
const adapted = await adapt(DigitClassifier.loadSync(), samples, { keep })
const expected = { sha256: await stateSha256(toModel(adapted).state), phases: ['prepare', 'train'] }

for (const name of browserNames) {
  const browserSuite = suite(`adapting in ${name}`)
  let server: Server
  let browser: Browser
  let tab: Tab
  browserSuite.before(async () => {
    if (lacks(name)) return
    server = await serve({
      pages: { '/': { script: '/tests/page.js' } },
      folders: { '/dist/': fileURLToPath(new URL('../../dist/', import.meta.url)) },
      bytes: {
        '/tests/page.js': readFileSync(new URL('./adapt-page.js', import.meta.url)),
        '/samples': Buffer.concat(samples.map(({ input }) => input)),
        '/labels': Uint8Array.from(samples, ({ label }) => label),
        '/kept': keep.images,
        '/kept-labels': keep.labels,
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

  test('on the page: the weights of Node, bit for bit', async () => {
    assert.equal(await tab.page.evaluate('adapted()'), expected)
  })
  test('in a worker: the weights of Node, bit for bit', async () => {
    assert.equal(await tab.page.evaluate('adaptedInWorker()'), expected)
  })
  test('nothing was complained of on the page', async () => {
    assert.equal(tab.complaints, [])
  })
  browserSuite.run()
}
