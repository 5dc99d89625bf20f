/** Drawing on the page: read by the network in training; mouse, finger and keyboard; undo, clear; a look inside; and a page that keeps answering. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserNames } from '../../scripts/browser/browsers.js'
import { build, Demo, serveDemo } from '../../scripts/browser/demo.js'
import { browserSuite } from '../support/browser-suite.js'

type Stroke = readonly (readonly [number, number])[]

const circle = (x: number, y: number, rx: number, ry: number, from = 0, to = 2 * Math.PI): Stroke =>
  Array.from({ length: 25 }, (_, i) => {
    const angle = from + ((to - from) * i) / 24
    return [x + rx * Math.sin(angle), y - ry * Math.cos(angle)] as const
  })

/** Some digits as somebody might draw them, at different places and sizes. */
const drawn: Readonly<Record<number, readonly Stroke[]>> = {
  0: [circle(0.5, 0.5, 0.2, 0.32)],
  1: [
    [
      [0.55, 0.15],
      [0.48, 0.85],
    ],
  ],
  3: [
    [
      [0.3, 0.2],
      [0.5, 0.13],
      [0.68, 0.22],
      [0.64, 0.38],
      [0.48, 0.47],
      [0.66, 0.55],
      [0.72, 0.72],
      [0.55, 0.87],
      [0.3, 0.82],
    ],
  ],
  7: [
    [
      [0.2, 0.25],
      [0.6, 0.22],
      [0.38, 0.75],
    ],
  ],
}

const node = suite('demo build')
node('builds', build)
node.run()

for (const name of browserNames) {
  let demo: Demo
  const { test, run } = browserSuite(`demo drawing, ${name}`, name, serveDemo, async (browser, server) => {
    demo = await Demo.open(browser, server, '#recipe=base&passes=5')
  })

  const answers = (digit: string | number) =>
    demo.until(`the answer ${digit}`, `document.getElementById('answer').textContent === '${digit}'`, 10)
  /** What a canvas shows, to compare. */
  const painted = (canvas: string) => demo.evaluate<string>(`document.querySelector('${canvas}').toDataURL()`)

  test('while it trains no task keeps the page for 50 ms, and a pause comes within 100', async () => {
    // The best of some tries: the machine may be busy with other things.
    const tries: { longest: number; stopped: number }[] = []
    const good = () => tries.some(({ longest }) => longest < 50) && tries.some(({ stopped }) => stopped < 100)
    while (tries.length < 10 && !good()) {
      tries.push(await demo.evaluate<{ longest: number; stopped: number }>(watched))
      await demo.click('reset')
      await demo.state('ready')
    }
    console.log(`${name}: ${tries.map(({ longest, stopped }) => `${longest} ms, ${stopped} ms`).join('; ')}`)
    assert.ok(good())
  })

  test('the answer follows the training', async () => {
    await demo.click('clear')
    await demo.draw(drawn[1])
    await demo.until('an answer', `document.getElementById('answer').textContent !== '–'`, 10)
    const before = await painted('#h1 .kernel')
    await demo.click('play')
    await demo.state('done')
    await answers(1)
    assert.is.not(await painted('#h1 .kernel'), before)
  })

  for (const [digit, strokes] of Object.entries(drawn)) {
    test(`a ${digit} drawn with the mouse is read as ${digit}`, async () => {
      await demo.click('clear')
      await answers('–')
      await demo.draw(strokes)
      await answers(digit)
      const best = await demo.evaluate(`document.querySelector('#outputs .best b').textContent`)
      assert.is(best, digit)
    })
  }

  test('undo takes back a stroke, clear everything, and undo that', async () => {
    await demo.click('clear')
    await demo.draw(drawn[1])
    await answers(1)
    const one = await painted('#pad')
    await demo.draw([
      [
        [0.2, 0.5],
        [0.8, 0.5],
      ],
    ])
    assert.is.not(await painted('#pad'), one)
    await demo.click('undo')
    assert.is(await painted('#pad'), one)
    await demo.click('clear')
    await answers('–')
    assert.is(await demo.text('outputs-hint'), 'Nothing is drawn.')
    assert.ok(await demo.evaluate(`document.getElementById('clear').disabled`))
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
    await demo.until(
      'a test digit',
      `/^A test digit: somebody’s 7/.test(document.getElementById('outputs-hint').textContent)`,
    )
    await press('Escape')
    await answers('–')
    await press('Backspace')
    await demo.until(
      'the 7 again',
      `/somebody’s 7/.test(document.getElementById('outputs-hint').textContent)`,
    )
  })

  test('a misread digit that is chosen goes to the drawing area, and is misread there', async () => {
    const [, digit, answer] = await demo.evaluate<string[]>(`{
      const button = document.querySelector('#gallery button:nth-child(3)')
      button.click()
      ;/^A (\\d), read as (\\d)/.exec(button.title)
    }`)
    await answers(answer)
    assert.is(await demo.text('outputs-hint'), `A test digit: somebody’s ${digit}, read as ${answer}.`)
    assert.is(await demo.evaluate(`document.activeElement.id`), 'pad')
  })

  test('an H2 plane that is pointed at shows which eight planes of H1 it reads', async () => {
    const said = (text: string) =>
      demo.until(text || 'nothing', `document.getElementById('h2-reads').textContent === '${text}'`, 10)
    const { x, y } = await demo.evaluate<{ x: number; y: number }>(`{
      const plane = document.querySelector('#h2 li:nth-child(9) canvas')
      plane.scrollIntoView({ block: 'center', behavior: 'instant' })
      const { left, top, width, height } = plane.getBoundingClientRect()
      ;({ x: left + width / 2, y: top + height / 2 })
    }`)
    await demo.page.mouse.move(x, y)
    await said('Plane 9 of H2 reads planes 1, 2, 3, 4, 9, 10, 11, 12 of H1.')
    const read = await demo.evaluate(
      `[...document.querySelectorAll('#h1 li')].flatMap((item, i) => (item.classList.contains('read') ? [i + 1] : []))`,
    )
    assert.equal(read, [1, 2, 3, 4, 9, 10, 11, 12])
    await demo.page.mouse.move(x, 1)
    await said('')
    await demo.evaluate(`document.querySelector('#h2 li:nth-child(5) button').focus()`)
    await said('Plane 5 of H2 reads planes 5, 6, 7, 8, 9, 10, 11, 12 of H1.')
  })

  test('nothing was complained of on the page', async () => {
    assert.equal(demo.tab.complaints, [])
  })

  run()
}

/**
 * In the page: trains for a while with a digit to look at, and stops. The longest time between two turns of the event loop (in Chromium the longest
 * task of over 50 ms, if there was one), and how long the stop took, in ms.
 */
const watched = `new Promise((resolve) => {
  const state = () => document.body.dataset.state
  let longest = 0
  const observer = globalThis.PerformanceObserver?.supportedEntryTypes.includes('longtask')
    ? new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest = Math.max(longest, duration)
      })
    : undefined
  observer?.observe({ type: 'longtask' })
  const { port1, port2 } = new MessageChannel()
  let last = performance.now()
  port1.onmessage = () => {
    const now = performance.now()
    if (!observer) longest = Math.max(longest, now - last)
    last = now
    if (state() === 'running') setTimeout(() => port2.postMessage(0), 1)
  }
  document.getElementById('play').click()
  port2.postMessage(0)
  setTimeout(() => {
    const asked = performance.now()
    new MutationObserver((_, self) => {
      if (state() === 'running') return
      self.disconnect()
      const stopped = performance.now() - asked
      setTimeout(() => {
        observer?.disconnect()
        resolve({ longest: Math.round(longest), stopped: Math.round(stopped) })
      }, 100)
    }).observe(document.body, { attributeFilter: ['data-state'] })
    document.getElementById('play').click()
  }, 300)
})`
