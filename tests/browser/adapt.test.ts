/** Adapting in real browsers: the weights that come out are those of Node, bit for bit. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { samplesOf } from '../../scripts/adapt/writers.js'
import { browserNames, open, type Tab } from '../../scripts/browser/browsers.js'
import { serve } from '../../scripts/browser/server.js'
import { trainingDigits } from '../../scripts/train-classifier/mnist.js'
import { adapt, toModel } from '../../src/classifier/adapt/index.js'
import { DigitClassifier } from '../../src/classifier/index.js'
import { stateSha256 } from '../../src/index.js'
import { browserSuite } from '../support/browser-suite.js'

const KEPT = 1000
const { images, labels } = await trainingDigits()
const keep = { images: images.subarray(0, 784 * KEPT), labels: labels.subarray(0, KEPT) }
const samples = samplesOf(3, 0, 3)
const adapted = await adapt(DigitClassifier.loadSync(), samples, { keep })
const expected = { sha256: await stateSha256(toModel(adapted).state), phases: ['prepare', 'train'] }

const file = (name: string) => readFileSync(new URL(name, import.meta.url))
const site = {
  pages: { '/': { script: '/tests/page.js' } },
  folders: { '/dist/': fileURLToPath(new URL('../../dist/', import.meta.url)) },
  bytes: {
    '/tests/page.js': file('adapt-page.js'),
    '/tests/in-worker.js': file('in-worker.js'),
    '/samples': Buffer.concat(samples.map(({ input }) => input)),
    '/labels': Uint8Array.from(samples, ({ label }) => label),
    '/kept': keep.images,
    '/kept-labels': keep.labels,
  },
}

for (const name of browserNames) {
  let tab: Tab
  const title = `adapting in ${name}`
  const { test, run } = browserSuite(
    title,
    name,
    () => serve(site),
    async (browser, { origin }) => {
      tab = await open(browser, `${origin}/`)
    },
  )

  test('on the page: the weights of Node, bit for bit', async () => {
    assert.equal(await tab.page.evaluate('adapted()'), expected)
  })
  test('in a worker: the weights of Node, bit for bit', async () => {
    assert.equal(await tab.page.evaluate('adaptedInWorker()'), expected)
  })
  test('nothing was complained of on the page', async () => {
    assert.equal(tab.complaints, [])
  })
  run()
}
