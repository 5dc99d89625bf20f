/** The first screen: the packaged classifier reads what mouse, finger, pen and keyboard draw, at once, in view; several digits are a number. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'puppeteer-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserNames } from '../../scripts/browser/browsers.js'
import { build, built, Demo, type Hand, PATH, serveDemo } from '../../scripts/browser/demo.js'
import type { Server } from '../../scripts/browser/server.js'
import { browserSuite } from '../support/browser-suite.js'
import { hands } from './hands.js'
import { drawn, number, one, others } from './strokes.js'

/** Bytes, gzipped, that a visitor loads before the first answer. */
const BUDGET = 60_000

const node = suite('demo build')
node('builds', build)
node.run()

for (const name of browserNames) {
  let server: Server
  let browser: Browser
  let demo: Demo
  const { test, run } = browserSuite(`demo drawing, ${name}`, name, serveDemo, async (...started) => {
    ;[browser, server] = started
    demo = await Demo.open(browser, server)
  })

  const answers = (digit: string | number) =>
    demo.until(`the answer ${digit}`, `document.getElementById('answer').textContent === '${digit}'`)
  const says = (pattern: RegExp) =>
    demo.until(String(pattern), `${pattern}.test(document.getElementById('confidence').textContent)`)
  /** What a canvas shows, to compare. */
  const painted = (canvas: string) => demo.evaluate<string>(`document.querySelector('${canvas}').toDataURL()`)

  test(`reads its example after at most ${BUDGET / 1000} kB, before digits and training are fetched`, async () => {
    const tab = await browser.newPage()
    await tab.evaluateOnNewDocument('globalThis.fetch = () => new Promise(() => {})')
    const first = Demo.of({ page: tab, log: [], complaints: [] })
    await tab.goto(`${server.origin}${PATH}`)
    await first.until('an answer', `document.getElementById('answer').textContent === '3'`)
    const names = await first.evaluate<string[]>(`{
      const { startTime } = performance.getEntriesByName('first answer')[0]
      performance.getEntriesByType('resource').filter((entry) => entry.startTime <= startTime).map(({ name }) => name)
    }`)
    const files = ['index.html', ...names.map((address) => address.slice(`${server.origin}${PATH}`.length))]
    const sizes = files.map((file) => gzipSync(readFileSync(built + file), { level: 9 }).length)
    const total = sizes.reduce((sum, size) => sum + size, 0)
    console.log(`${name}: ${files.map((file, i) => `${file} ${sizes[i]}`).join(', ')}: ${total} bytes`)
    assert.ok(files.length >= 3 && total <= BUDGET, `${total} bytes`)
    assert.not.ok(files.some((file) => /digits|worker/.test(file)))
    await tab.close()
  })

  for (const [digit, strokes] of Object.entries(drawn)) {
    test(`a ${digit} drawn with the mouse is read as ${digit}, with its confidence`, async () => {
      await demo.draw(strokes)
      await answers(digit)
      await says(/^\d\d\.\d% sure$/)
      assert.is(await demo.evaluate(`document.querySelector('#scores .best b').textContent`), digit)
      await demo.click('clear')
      await answers('–')
    })
  }

  test('the first stroke replaces the example; with mouse, finger and pen, on any screen, pad and answer stay in view', async () => {
    const tab = await browser.newPage()
    // no digits are fetched, and nothing is trained
    await tab.evaluateOnNewDocument('globalThis.fetch = () => new Promise(() => {})')
    const small = Demo.of({ page: tab, log: [], complaints: [] })
    for (const [width, height] of [
      [360, 740],
      [390, 844],
      [1280, 800],
    ] as const) {
      await tab.setViewport({ width, height, hasTouch: name === 'chromium' && width < 1000 })
      const all: Readonly<Record<string, Hand | undefined>> = { mouse: undefined, ...hands[name] }
      for (const [what, hand] of Object.entries(all)) {
        if (what === 'finger' && width > 1000) continue
        await tab.goto(`${server.origin}${PATH}`)
        await small.until('the example', `document.getElementById('answer').textContent === '3'`)
        await small.draw(drawn[7]!, hand)
        await small.until(`a 7 by ${what}`, `document.getElementById('answer').textContent === '7'`)
        const out = await small.evaluate<string[]>(`['pad', 'answer', 'confidence', 'scores'].filter((id) => {
          const { top, left, bottom, right } = document.getElementById(id).getBoundingClientRect()
          return top < 0 || left < 0 || bottom > innerHeight || right > innerWidth
        })`)
        assert.equal(out, [], `${width}×${height}, ${what}`)
        assert.is(await small.evaluate('scrollY'), 0)
      }
    }
    await tab.close()
  })

  test('several digits side by side are a number, with a box around each', async () => {
    await demo.draw(number)
    await answers(107)
    await says(/ sure of all 3$/)
    assert.equal(
      await demo.evaluate(`[...document.querySelectorAll('#scores b')].map((b) => b.textContent)`),
      ['1', '0', '7'],
    )
    const boxed = await painted('#pad')
    await demo.click('clear')
    await answers('–')
    assert.is.not(await painted('#pad'), boxed)
  })

  test('what is not a digit is said not to be one', async () => {
    // the classifier takes some things that are not for digits; of these it rejects most
    let rejected = 0
    for (const strokes of others) {
      await demo.draw(strokes)
      await demo.until(
        'an answer',
        `!/^Nothing is drawn|^Fetching/.test(document.getElementById('confidence').textContent)`,
      )
      const sentence = await demo.text('confidence')
      if (/^That is not a digit\. If it were one: \d\.$/.test(sentence)) {
        rejected++
        assert.is(await demo.text('answer'), '?')
      } else assert.match(sentence, / sure|^Several things/)
      await demo.click('clear')
      await answers('–')
    }
    assert.ok(rejected > 0)
  })

  test('undo takes back a stroke, clear everything, and undo that', async () => {
    await demo.draw(one)
    await answers(1)
    const before = await painted('#pad')
    await demo.draw([
      [
        [0.2, 0.5],
        [0.8, 0.5],
      ],
    ])
    assert.is.not(await painted('#pad'), before)
    await demo.click('undo')
    assert.is(await painted('#pad'), before)
    await demo.click('clear')
    await answers('–')
    assert.is(await demo.text('confidence'), 'Nothing is drawn.')
    assert.ok(await demo.evaluate(`document.getElementById('clear').ariaDisabled === 'true'`))
    await demo.click('undo')
    await answers(1)
  })

  test('with the keyboard alone a 1 can be drawn, a test digit brought, and all of it taken back', async () => {
    const { keyboard } = demo.page
    await demo.click('clear')
    await demo.evaluate(`document.getElementById('pad').focus()`)
    const press = async (key: 'ArrowUp' | 'ArrowDown' | ' ' | '7' | 'Escape' | 'Backspace', times = 1) => {
      for (let i = 0; i < times; i++) await keyboard.press(key as 'Space')
    }
    await press('ArrowUp', 9)
    await press(' ')
    await press('ArrowDown', 19)
    await press(' ')
    await answers(1)
    await press('7')
    await says(/^A test digit: somebody’s 7, /)
    await press('Escape')
    await answers('–')
    await press('Backspace')
    await says(/somebody’s 7/)
  })

  test('a picture that is dropped is read, and what is neither picture nor weights is refused', async () => {
    const png = await demo.evaluate<string>(`new Promise((resolve) => {
      const canvas = document.createElement('canvas')
      canvas.width = 300
      canvas.height = 200
      const context = canvas.getContext('2d')
      context.fillStyle = '#eee'
      context.fillRect(0, 0, 300, 200)
      context.lineWidth = 12
      context.beginPath()
      context.moveTo(120, 50)
      context.lineTo(180, 48)
      context.lineTo(140, 150)
      context.stroke()
      resolve(canvas.toDataURL().split(',')[1])
    })`)
    await demo.drop('seven.png', Buffer.from(png, 'base64'), 'image/png')
    await answers(7)
    await demo.drop('broken.png', Buffer.from('no picture'), 'image/png')
    await demo.until(
      'a sentence',
      `document.getElementById('trouble-text').textContent.startsWith('broken.png is not a picture')`,
    )
    await demo.click('trouble-close')
  })

  test('nothing was complained of on the page', async () => {
    assert.equal(demo.tab.complaints, [])
  })

  run()
}
