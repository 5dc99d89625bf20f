/** The page as a page: size, policy, any width, both schemes, accessibility, without a network, in a browser that lacks something. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'puppeteer-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createServer, type InlineConfig, preview } from 'vite'
import { address } from '../../demo/build/address.js'
import { browserNames, open } from '../../scripts/browser/browsers.js'
import { build, built, Demo, pictures, serveDemo } from '../../scripts/browser/demo.js'
import type { Server } from '../../scripts/browser/server.js'
import { browserSuite } from '../support/browser-suite.js'

const BUDGET = 155_000
/** Bytes for reading numbers, for a look into the packaged classifier, and for teaching it a hand. */
const ASKED_FOR = 140_000
const LATER = /^(read|digits|hand\.worker)-/
const POLICY = /script-src 'self' 'wasm-unsafe-eval'/

const folder = suite('demo folder')
folder('builds', build)

folder(
  `is at most ${BUDGET / 1000} kB to download with all that trains, gzipped; ${ASKED_FOR / 1000} more, and the digits, come when asked for`,
  () => {
    const files = readdirSync(built, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
    const sizes = files
      .filter(({ name }) => !/^(digits.*bin|licenses.txt|preview.png)$/.test(name))
      .map(({ name, parentPath }) => {
        const bytes = readFileSync(`${parentPath}/${name}`)
        // a font is packed already
        return { name, size: Math.min(bytes.length, gzipSync(bytes, { level: 9 }).length) }
      })
    const sum = (all: typeof sizes) => all.reduce((total, { size }) => total + size, 0)
    const later = sizes.filter(({ name }) => LATER.test(name))
    const total = sum(sizes) - sum(later)
    console.log(
      `${sizes.map(({ name, size }) => `${name} ${size}`).join(', ')}: ${total} bytes, ${sum(later)} later`,
    )
    assert.ok(sizes.length >= 6 && total <= BUDGET, `${total} bytes`)
    assert.ok(later.length >= 2 && sum(later) <= ASKED_FOR, `${sum(later)} bytes later`)
  },
)

folder('has the policy in the page, no inline script or style, and only relative addresses', () => {
  const html = readFileSync(`${built}index.html`, 'utf8').replaceAll('&#39;', "'")
  assert.match(
    html,
    /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/,
  )
  assert.not.match(html, /<script(?![^>]* src="\.\/)/)
  assert.not.match(html, /<style|style="|(?:src|<link[^>]* href)="https?:/)
  for (const file of readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.css'),
  ))
    assert.not.match(readFileSync(built + file, 'utf8'), /https?:|url\(\//)
})
folder('says its own address to other sites, if it is built for one', () => {
  const transform = (url: string | undefined) => {
    const { transformIndexHtml } = address(url)
    assert.type(transformIndexHtml, 'function')
    return (transformIndexHtml as (html: string) => string | { html: string; tags: { attrs: object }[] })(
      '<meta property="og:image" content="./preview.png" />',
    )
  }
  const made = transform('https://example.org/lenet')
  assert.ok(typeof made === 'object')
  assert.match(made.html, 'content="https://example.org/lenet/preview.png"')
  assert.equal(
    made.tags.map(({ attrs }) => Object.values(attrs).at(-1)),
    ['https://example.org/lenet/', 'https://example.org/lenet/'],
  )
  assert.is(transform(undefined), '<meta property="og:image" content="./preview.png" />')
  assert.ok(readFileSync(`${built}preview.png`).length > 10_000)
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

  /** Works the page, from its first sight on, through states to look at. */
  const states: Readonly<Record<string, (demo: Demo) => Promise<void>>> = {
    'at first': async () => {},
    'trained, with a unit chosen': async (demo) => {
      await demo.click('play')
      await demo.state('done')
      await demo.until('the gallery', `document.querySelector('#gallery button')`)
      await demo.evaluate(`document.getElementById('inside').scrollIntoView({ behavior: 'instant' })`)
      await demo.until(
        'the packaged classifier',
        `document.getElementById('flow-network').options.length === 4`,
      )
      await demo.evaluate(`document.querySelector('#flow-h2 li:nth-child(6) button').focus()`)
      await demo.until(
        'words for a unit',
        `document.getElementById('unit-text').textContent.startsWith('H2, plane 6')`,
      )
    },
    'with something wrong': async (demo) => {
      await demo.set('seed', '-5')
      await demo.drop('bad.safetensors', Buffer.from('bad'))
      await demo.until('a refusal', `!document.getElementById('trouble').hidden`)
    },
    'amid the questions': async (demo) => {
      await demo.click('trouble-close')
      await demo.click('beat-begin')
      await demo.until('a question', `document.querySelector('.keys')`)
    },
  }
  // Firefox’s protocol cannot ask for other colours; its pictures are of the light ones.
  const looks =
    name === 'chromium'
      ? ([
          ['light', 360, 'none'],
          ['dark', 1280, 'none'],
          ['dark', 390, 'active'],
        ] as const)
      : ([['light', 1280, 'none']] as const)
  for (const [scheme, width, forced] of looks) {
    test(`${width} pixels wide, ${scheme}, forced colours ${forced}: nothing sticks out in any state, axe finds nothing`, async () => {
      const demo = await Demo.open(browser, server, '#passes=2')
      await demo.page.setViewport({ width, height: 800 })
      if (name === 'chromium') {
        const session = await demo.page.createCDPSession()
        await session.send('Emulation.setEmulatedMedia', {
          features: [
            { name: 'prefers-color-scheme', value: scheme },
            { name: 'prefers-reduced-motion', value: 'reduce' },
            { name: 'forced-colors', value: forced },
          ],
        })
      }
      await demo.evaluate(`${AXE}; undefined`)
      for (const [state, reach] of Object.entries(states)) {
        await reach(demo)
        const sideways = await demo.evaluate<number>('document.scrollingElement.scrollWidth')
        assert.ok(sideways <= width, `${sideways} pixels wide ${state}`)
        const { violations, passes } = await demo.evaluate<Found>(
          // a button that fades to its colour has less contrast on the way
          `Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'], rules: { 'color-contrast': { enabled: ${forced === 'none'} } } })).then(({ violations, passes }) => ({
            violations: violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')),
            passes: passes.map(({ id }) => id),
          }))`,
        )
        assert.equal(violations, [], state)
        for (const rule of [
          ...(forced === 'none' ? ['color-contrast'] : []),
          'label',
          'button-name',
          'select-name',
        ])
          assert.ok(passes.includes(rule), `axe has not looked at ${rule} ${state}`)
        assert.ok(await demo.evaluate('document.activeElement !== null'))
      }
      if (forced === 'active') {
        // a bar that is full has another colour than its ground
        const [bar, ground] = await demo.evaluate<string[]>(`[
          document.querySelector('#scores .best i'), document.querySelector('#scores .best .bar'),
        ].map((element) => getComputedStyle(element).backgroundColor)`)
        assert.is.not(bar, ground)
        const progress = await demo.evaluate<string>(
          `getComputedStyle(document.querySelector('#progress span')).backgroundColor`,
        )
        assert.is.not(progress, await demo.evaluate('getComputedStyle(document.body).backgroundColor'))
      }
      await demo.page.screenshot({
        path: `${pictures}${name}-${width}-${scheme}-${forced}.png`,
        fullPage: true,
      })
      assert.equal(demo.tab.complaints, [])
      await demo.page.close()
    })
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
