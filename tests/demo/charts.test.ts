/** The charts: what lies along their x axes, and the values that they say under the pointer. */
import { setTimeout } from 'node:timers/promises'
import type { Browser } from 'puppeteer-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserNames } from '../../scripts/browser/browsers.js'
import { build, Demo, PATH, serveDemo } from '../../scripts/browser/demo.js'
import type { Server } from '../../scripts/browser/server.js'
import { browserSuite } from '../support/browser-suite.js'

/** Before the page's own scripts: notes the texts that are painted, by chart. */
const NOTES = `{
  globalThis.painted = {}
  const { fillText } = CanvasRenderingContext2D.prototype
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    const chart = this.canvas.closest('.chart')
    if (chart) (painted[chart.id] ??= []).push(text)
    return fillText.call(this, text, ...rest)
  }
}`

const node = suite('demo build')
node('builds', build)
node.run()

for (const name of browserNames) {
  let demo: Demo
  const start = async (browser: Browser, { origin }: Server) => {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.evaluateOnNewDocument(NOTES)
    await page.goto(`${origin}${PATH}#race=7,2`)
    demo = Demo.of({ page, log: [], complaints })
    await demo.state('ready')
    await demo.set('passes', '2')
    await demo.until(
      'the settings',
      `document.getElementById('passes').value === '2' && document.body.dataset.state === 'ready'`,
    )
  }
  const { test, run } = browserSuite(`demo charts, ${name}`, name, serveDemo, start)

  /** Moves the mouse over a chart, to a place from 0 to 1 along its x axis. */
  const point = async (chart: string, at: number) => {
    await demo.evaluate(
      `document.getElementById('${chart}').scrollIntoView({ block: 'center', behavior: 'instant' })`,
    )
    const { left, top, width, height } = await demo.evaluate<Record<string, number>>(
      `document.querySelector('#${chart} .u-over').getBoundingClientRect().toJSON()`,
    )
    const [x, y] = [left! + Math.min(width! - 2, width! * at), top! + height! / 2]
    await demo.page.mouse.move(x - 3, y)
    await demo.page.mouse.move(x, y, { steps: 2 })
  }
  const said = (chart: string) => demo.text(chart.replace('chart', 'value'))
  /** Points there, again while the page still moves, until the chart says what is expected. */
  const says = async (chart: string, at: number, expected: RegExp | string) => {
    for (const end = Date.now() + 60_000; ; await setTimeout(100)) {
      await point(chart, at)
      const text = await said(chart)
      if (typeof expected === 'string' ? text === expected : expected.test(text)) return
      assert.ok(Date.now() < end, `${chart} says “${text}”, not “${expected}”`)
    }
  }

  test('each names what lies along its x axis', async () => {
    for (const [chart, title] of [
      ['error-chart', 'pass'],
      ['loss-chart', 'pass'],
      ['race-chart', 'seconds'],
    ] as const)
      await demo.until(`${chart}: ${title}`, `painted['${chart}']?.includes('${title}')`)
  })

  test('over a pass, error and loss say both values of it as the table has them; beside the chart, nothing', async () => {
    await demo.click('play')
    await demo.state('done')
    const rows = await demo.evaluate<string[][]>(
      `[...document.querySelectorAll('#rows tr')].map(({ cells }) => [...cells].map(({ textContent }) => textContent))`,
    )
    assert.is(rows.length, 2)
    for (const row of rows) {
      const [pass, , trainLoss, trainMisses, testLoss, testMisses] = row.map((text) =>
        Number(text.replaceAll(',', '')),
      ) as [number, number, number, number, number, number]
      const percent = (misses: number, of: number) => `${((100 * misses) / of).toFixed(2)}%`
      await says(
        'error-chart',
        pass / 2,
        `pass ${pass}: test ${percent(testMisses, 2007)}, training ${percent(trainMisses, 7291)}`,
      )
      await says(
        'loss-chart',
        pass / 2,
        `pass ${pass}: test ${testLoss.toPrecision(3)}, training ${trainLoss.toPrecision(3)}`,
      )
      // the pointer has left the other one
      assert.is(await said('error-chart'), '')
    }
  })

  test('over the race, its chart says the seconds and who is how far', async () => {
    await demo.click('race-go')
    await demo.until('the end', `document.getElementById('race').dataset.state === 'done'`)
    await says('race-chart', 1, /^seconds \d+(\.\d\d)?: (1989|Modern) \d+\.\d\d%/)
    const [, who, error] = /: (1989|Modern) (.*?%)/.exec(await said('race-chart'))!
    const misses = await demo.text(`${who === '1989' ? 'old' : 'modern'}-misses`)
    assert.match(misses, `(${error})`)
    assert.equal(demo.tab.complaints, [])
  })

  run()
}
