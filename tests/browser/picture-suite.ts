/** What the tests of the classifier and of the reader of several digits in real browsers share. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { browserNames, open, type Tab } from '../../scripts/browser/browsers.js'
import { serve } from '../../scripts/browser/server.js'
import { browserSuite } from '../support/browser-suite.js'

interface Picture {
  readonly data: Uint8Array | Uint8ClampedArray
  readonly width: number
  readonly height: number
}

interface Pictures {
  /** The page's module, beside this file. */
  readonly page: string
  readonly pictures: readonly Picture[]
  /** What Node answers to each, as JSON, which tells any two numbers apart. */
  readonly expected: readonly string[]
  /** Forms that a worker is given. */
  readonly inWorker: readonly string[]
}

type Test = (what: string, check: (tab: Tab) => Promise<void>) => void

/** From every form of picture that a browser has, on the page and in a worker: the answers of Node. Then `more`. */
export function pictureSuites(
  what: string,
  { page, pictures, expected, inWorker }: Pictures,
  more: (test: Test) => void = () => {},
): void {
  const file = (name: string) => readFileSync(new URL(name, import.meta.url))
  const site = {
    pages: { '/': { script: '/tests/page.js' } },
    folders: { '/dist/': fileURLToPath(new URL('../../dist/', import.meta.url)) },
    bytes: {
      '/tests/page.js': file(page),
      '/tests/picture-page.js': file('picture-page.js'),
      '/tests/in-worker.js': file('in-worker.js'),
      '/pictures': Buffer.concat(pictures.map(({ data }) => Buffer.from(data))),
      '/sizes': Buffer.from(JSON.stringify(pictures.map(({ width, height }) => [width, height]))),
    },
  }
  for (const name of browserNames) {
    let tab: Tab
    const { test, run } = browserSuite(
      `${what} in ${name}`,
      name,
      () => serve(site),
      async (browser, { origin }) => {
        tab = await open(browser, `${origin}/`)
      },
    )
    for (const form of ['ImageData', 'HTMLCanvasElement', 'OffscreenCanvas', 'ImageBitmap'])
      test(`${form}: the answers of Node, bit for bit`, async () => {
        assert.equal(await tab.page.evaluate(`read('${form}')`), expected)
      })
    for (const form of inWorker)
      test(`${form} in a worker: the answers of Node, bit for bit`, async () => {
        assert.equal(await tab.page.evaluate(`readInWorker('${form}')`), expected)
      })
    more((title, check) => test(title, () => check(tab)))
    test('nothing was complained of on the page', async () => {
      assert.equal(tab.complaints, [])
    })
    run()
  }
}
