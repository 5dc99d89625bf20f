/** The page as a page: size, policy, any width, both schemes, accessibility, without a network, in a browser that lacks something. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'puppeteer-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createServer, type InlineConfig, preview } from 'vite'
import { browserNames, open } from '../../scripts/browser/browsers.js'
import { build, built, Demo, PATH, pictures, serveDemo } from '../../scripts/browser/demo.js'
import type { Server } from '../../scripts/browser/server.js'
import { browserSuite } from '../support/browser-suite.js'

const BUDGET = 155_000
const POLICY = /script-src 'self' 'wasm-unsafe-eval'/

const folder = suite('demo folder')
folder('builds', build)

folder(`is at most ${BUDGET / 1000} kB to download, gzipped, without the digits`, () => {
  const files = readdirSync(built, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
  const sizes = files
    .filter(({ name }) => !name.startsWith('digits') && name !== 'licenses.txt')
    .map(({ name, parentPath }) => {
      const bytes = readFileSync(`${parentPath}/${name}`)
      // a font is packed already
      return { name, size: Math.min(bytes.length, gzipSync(bytes, { level: 9 }).length) }
    })
  const total = sizes.reduce((sum, { size }) => sum + size, 0)
  console.log(`${sizes.map(({ name, size }) => `${name} ${size}`).join(', ')}: ${total} bytes`)
  assert.ok(sizes.length >= 6 && total <= BUDGET, `${total} bytes`)
})

folder('has the policy in the page, no inline script or style, and only relative addresses', () => {
  const html = readFileSync(`${built}index.html`, 'utf8').replaceAll('&#39;', "'")
  assert.match(
    html,
    /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/,
  )
  assert.not.match(html, /<script(?![^>]* src="\.\/)/)
  assert.not.match(html, /<style|style="|https?:/)
  for (const file of readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.css'),
  ))
    assert.not.match(readFileSync(built + file, 'utf8'), /https?:|url\(\//)
})
folder.run()

/** What the two servers of Vite have in common. */
interface Running {
  readonly resolvedUrls: { readonly local: string[] } | null
  close(): Promise<void>
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

for (const name of browserNames) {
  let server: Server
  let browser: Browser
  const { test, run } = browserSuite(`demo page, ${name}`, name, serveDemo, (...started) => {
    ;[browser, server] = started
  })

  // Firefox’s protocol cannot ask for the other scheme; its pictures are of the light one.
  const schemes = name === 'chromium' ? (['light', 'dark'] as const) : (['light'] as const)
  for (const scheme of schemes) {
    for (const width of [360, 1280]) {
      test(`${width} pixels wide, ${scheme}: nothing sticks out, axe finds nothing`, async () => {
        const demo = await Demo.open(browser, server, '#passes=3')
        await demo.page.setViewport({ width, height: 900 })
        if (name === 'chromium') {
          await demo.page.emulateMediaFeatures([
            { name: 'prefers-color-scheme', value: scheme },
            { name: 'prefers-reduced-motion', value: 'reduce' },
          ])
        }
        await demo.click('play')
        await demo.state('done')
        await demo.until('the gallery', `document.querySelector('#gallery button')`)
        const sideways = await demo.evaluate<number>('document.scrollingElement.scrollWidth')
        assert.ok(sideways <= width, `${sideways} pixels wide`)
        await demo.page.screenshot({ path: `${pictures}${name}-${width}-${scheme}.png`, fullPage: true })
        await demo.evaluate(`${AXE}; undefined`)
        const { violations, passes } = await demo.evaluate<Found>(
          `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }).then(({ violations, passes }) => ({
            violations: violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')),
            passes: passes.map(({ id }) => id),
          }))`,
        )
        assert.equal(violations, [])
        for (const rule of ['color-contrast', 'label', 'button-name', 'select-name'])
          assert.ok(passes.includes(rule), `axe has not looked at ${rule}`)
        assert.equal(demo.tab.complaints, [])
        await demo.page.close()
      })
    }
  }

  test('opened once, it opens again without a network, and trains', async () => {
    const own = await serveDemo()
    const demo = await Demo.open(browser, own, '#passes=1')
    await demo.until(
      'everything kept',
      `navigator.serviceWorker.ready.then(({ active }) => active?.state === 'activated')`,
    )
    await own.close()
    await demo.page.reload()
    await demo.state('ready')
    await demo.click('play')
    await demo.state('done')
    await demo.page.close()
  })

  for (const [what, code, sentence] of [
    ['WebAssembly', 'delete globalThis.WebAssembly', /has no WebAssembly/],
    ['SIMD', 'WebAssembly.validate = () => false', /has no SIMD/],
    ['DecompressionStream', 'delete globalThis.DecompressionStream', /cannot unpack the digits/],
  ] as const) {
    test(`a browser without ${what} gets a sentence`, async () => {
      const tab = await browser.newPage()
      await tab.evaluateOnNewDocument(code)
      await tab.goto(`${server.origin}${PATH}`)
      const text = String(await tab.evaluate(`document.getElementById('needs').innerText`))
      assert.match(text, sentence)
      assert.match(text, /Chrome or Edge from 91/)
      await tab.close()
    })
  }

  test('digits that cannot be fetched are spoken of', async () => {
    const tab = await browser.newPage()
    await tab.evaluateOnNewDocument(
      `globalThis.fetch = async () => new Response('', { status: 503 }); delete Navigator.prototype.serviceWorker`,
    )
    await tab.goto(`${server.origin}${PATH}`)
    const trouble = `document.getElementById('trouble').textContent`
    for (let i = 0; i < 100 && !(await tab.evaluate(trouble)); i++)
      await new Promise((wake) => setTimeout(wake, 50))
    assert.is(await tab.evaluate(trouble), 'The digits could not be fetched (503).')
    await tab.close()
  })

  const config: InlineConfig = {
    root: fileURLToPath(new URL('../../demo', import.meta.url)),
    logLevel: 'error',
    server: { port: 0 },
    preview: { port: 0 },
  }
  const servers: Record<string, () => Promise<Running>> = {
    development: async () => (await createServer(config)).listen() as Promise<Running>,
    preview: async () => preview({ ...config, build: { outDir: built } }) as Promise<Running>,
  }
  for (const [what, start] of Object.entries(servers)) {
    test(`the ${what} server sends the policy, under which the page trains`, async () => {
      const running = await start()
      try {
        const [address] = running.resolvedUrls!.local
        const tab = await open(browser, `${address}#passes=1`)
        const demo = Demo.of(tab)
        const header = await demo.evaluate<string>(
          `fetch('./').then(({ headers }) => headers.get('content-security-policy'))`,
        )
        assert.match(header, POLICY)
        await demo.state('ready')
        await demo.click('play')
        await demo.state('done')
        assert.equal(tab.complaints, [])
        await tab.page.close()
      } finally {
        await running.close()
      }
    })
  }

  run()
}

interface Found {
  readonly violations: readonly string[]
  readonly passes: readonly string[]
}
