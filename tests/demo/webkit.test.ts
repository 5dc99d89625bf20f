/**
 * The built page in WebKit, from a sub-path, in the language `C`, which some WebKitGTKs report under LANG=C, without IndexedDB: it reads, and
 * trains. Sessions of WebKitWebDriver are ephemeral: they keep nothing, as a private window, so that one is tried as well.
 */
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { build, built, PATH } from '../../scripts/browser/demo.js'
import { type Server, serve } from '../../scripts/browser/server.js'
import { lacksWebKit, launchWebKit, type WebKit } from '../../scripts/browser/webkit.js'
import { drawn } from './strokes.js'

/** Runs in the page before its own scripts, which WebDriver has no command for. */
const BEFORE = `
globalThis.ownLanguage = navigator.language
Object.defineProperty(Navigator.prototype, 'language', { get: () => 'C', configurable: true })
Object.defineProperty(globalThis, 'indexedDB', { value: undefined })
globalThis.complaints = []
addEventListener('error', ({ message, target }) => complaints.push(message ?? String(target.src ?? target.href)), true)
addEventListener('unhandledrejection', ({ reason }) => complaints.push(String(reason)))
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => complaints.push(violatedDirective + ' ' + blockedURI))`

const tests = suite('demo page, webkit')
const lack = lacksWebKit()
const test: (what: string, run: () => Promise<void>) => void = lack
  ? (what) => tests.skip(`${what} (${lack})`)
  : (what, run) => tests(what, run)
let server: Server | undefined
let webkit: WebKit

tests.before(async () => {
  if (lack) return
  build()
  const html = readFileSync(`${built}index.html`, 'utf8')
  server = await serve({
    pages: {},
    folders: { [PATH]: built },
    bytes: {
      [PATH]: Buffer.from(html.replace(/(?=<script)/, '<script src="./before.js"></script>')),
      [`${PATH}before.js`]: Buffer.from(BEFORE),
    },
  })
  webkit = await launchWebKit({ LANG: 'C', LC_ALL: 'C', LANGUAGE: '' })
  await webkit.open(`${server.origin}${PATH}#passes=1`)
})
tests.after(async () => {
  await webkit?.close()
  await server?.close()
})

const text = (id: string) => webkit.run<string>(`return document.getElementById('${id}').textContent`)

async function until(what: string, condition: string): Promise<void> {
  for (const end = Date.now() + 80_000; Date.now() < end; await setTimeout(50)) {
    if (await webkit.run<boolean>(`return Boolean(${condition})`)) return
  }
  const complaints = await webkit.run<string[]>('return complaints')
  throw new Error(`not in time: ${what}. ${await text('trouble-text')} ${complaints.join('\n')}`)
}

test('reads its example without IndexedDB, in the language “C”', async () => {
  await until('the example', `document.getElementById('answer').textContent === '3'`)
  assert.is(await webkit.run('return typeof indexedDB'), 'undefined')
  console.log(`WebKit ${webkit.version}, language of its own: ${await webkit.run('return ownLanguage')}`)
})

test('everything below the first screen comes to life', async () => {
  await until('digits', `document.body.dataset.state === 'ready'`)
  await until('the questions', `document.getElementById('beat-begin')`)
})

test('a digit that is drawn with the mouse is read', async () => {
  await webkit.run('scrollTo(0, 0)')
  const { x, y, side } = await webkit.run<{ x: number; y: number; side: number }>(`
    const { x, y, width, height } = document.getElementById('pad').getBoundingClientRect()
    return { x: x + (width - height) / 2, y, side: height }`)
  for (const stroke of drawn[7]!)
    await webkit.drag(stroke.map(([u, v]) => [x + side * u, y + side * v] as const))
  await until('the answer 7', `document.getElementById('answer').textContent === '7'`)
})

test('a pass trains, and its charts are drawn', async () => {
  await webkit.run(`document.getElementById('play').click()`)
  await until('the end', `document.body.dataset.state === 'done'`)
  assert.is(await webkit.run(`return document.querySelectorAll('#error-chart canvas').length`), 1)
})

test('nothing was complained of on the page', async () => {
  assert.equal(await webkit.run('return complaints'), [])
  assert.is(await text('trouble-text'), '')
})

tests.run()
