/** The report in Chromium: axe, phone and desktop, light and dark; on paper; its links. */
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'puppeteer-core'
import * as assert from 'uvu/assert'
import { open, type Tab } from '../../scripts/browser/browsers.js'
import { serve } from '../../scripts/browser/server.js'
import { recipes } from '../../src/model/recipes.js'
import { loadCharts } from '../../src/report/charts.js'
import type { Row } from '../../src/report/data.js'
import { renderReport } from '../../src/report/report.js'
import { errorDifference } from '../../src/sweep/summary.js'
import { browserSuite } from '../support/browser-suite.js'
import { fakeRun } from '../support/fake-run.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const digits = {
  images: Float32Array.from({ length: 100 * 256 }, (_, i) => Math.sin(i)),
  labels: Uint8Array.from({ length: 100 }, (_, i) => i % 10),
  length: 100,
}
const row = (label: string, recipe: keyof typeof recipes, misses: number): Row => ({
  label,
  recipe: recipes[recipe],
  train: 200,
  test: digits,
  single: fakeRun(label, 1337, [30, misses + 2, misses]),
  runs: Array.from({ length: 4 }, (_, i) => fakeRun(label, i, [30 + i, misses + i + 2, misses + i])),
  published: [{ by: 'notebook', error: 0.0414 }],
})
const rows = [row('base <i>', 'base', 9), row('+ a name that is long for a recipe', 'modern', 4)] as const
const page = renderReport(
  {
    title: 'From 1989 to the modern net',
    intro: 'What it is about.',
    rows,
    differences: [errorDifference(rows[0].runs, rows[1].runs, 100) ?? []].flat(),
    facts: [['digits', 'from somewhere']],
  },
  await loadCharts(),
)

let tab: Tab
const { test, run } = browserSuite(
  'report in chromium',
  'chromium',
  () => serve({ pages: {}, folders: {}, bytes: { '/report.html': Buffer.from(page) } }),
  async (browser, { origin }) => {
    tab = await open(browser, `${origin}/report.html`)
  },
)

async function on(width: number, scheme: 'light' | 'dark'): Promise<Page> {
  await tab.page.setViewport({ width, height: 900 })
  await tab.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
  return tab.page
}

for (const [width, scheme] of [
  [1100, 'light'],
  [1100, 'dark'],
  [390, 'light'],
  [390, 'dark'],
] as const)
  test(`${width} pixels wide, ${scheme}: nothing sticks out, axe finds nothing`, async () => {
    const shown = await on(width, scheme)
    assert.is(await shown.evaluate('document.documentElement.scrollWidth - innerWidth'), 0)
    await shown.evaluate(AXE)
    const { violations, passes } = (await shown.evaluate(
      `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }).then(({ violations, passes }) => ({
        violations: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)),
        passes: passes.map(({ id }) => id),
      }))`,
    )) as { violations: string[]; passes: string[] }
    assert.equal(violations, [])
    for (const rule of ['color-contrast', 'svg-img-alt'])
      assert.ok(passes.includes(rule), `axe has not looked at ${rule}`)
  })

test('on a phone, tables scroll by themselves, by keyboard too, and a shadow says so', async () => {
  const shown = await on(390, 'light')
  const found = await shown.evaluate(`{
    const table = document.querySelector('.scroll')
    ;[table.scrollWidth > table.clientWidth, table.tabIndex, getComputedStyle(table).backgroundAttachment]
  }`)
  assert.equal(found, [true, 0, 'local, local, scroll, scroll'])
})

test('on A4 nothing is cut off, and no page is blank', async () => {
  // between the margins
  const shown = await on(Math.floor((182 / 25.4) * 96), 'light')
  await shown.emulateMediaType('print')
  const cut = await shown.evaluate(`[...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => element.outerHTML.slice(0, 80))`)
  await shown.emulateMediaType(undefined)
  assert.equal(cut, [])
  const pages = async (pageRanges: string) =>
    Buffer.from(await shown.pdf({ preferCSSPageSize: true, pageRanges })).toString('latin1')
  const all = await pages('')
  const [, width, height] = all.match(/\/MediaBox \[0 0 (\d+)[.\d]* (\d+)/)!
  assert.ok(Math.abs(Number(width) - 595) <= 1 && Math.abs(Number(height) - 842) <= 1, `${width}×${height}`)
  const count = all.match(/\/Type \/Page\b/g)!.length
  // test errors and curves, one page for each recipe, the runs
  assert.ok(count === 4 || count === 5, `${count} pages`)
  for (let i = 1; i <= count; i++) {
    const { length } = await pages(String(i))
    console.log(`  page ${i}: ${length} bytes`)
    // a blank one has no font in it
    assert.ok(length > 6000, `page ${i} of ${count}: ${length} bytes`)
  }
})

test('a click saves a drawing that other programs show, or its data', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lenet1989-report-'))
  try {
    const shown = await on(1100, 'light')
    const session = await shown.createCDPSession()
    const behavior = { behavior: 'allow', downloadPath: folder, eventsEnabled: true } as const
    await session.send('Browser.setDownloadBehavior', behavior)
    for (const name of ['learning.svg', 'runs.csv']) {
      const saved = new Promise<void>((resolve) => {
        session.on('Browser.downloadProgress', ({ state }) => {
          if (state === 'completed') resolve()
        })
      })
      await shown.evaluate(`document.querySelector('a[download="${name}"]').click()`)
      await saved
    }
    assert.equal((await readdir(folder)).sort(), ['learning.svg', 'runs.csv'])
    const table = await readFile(join(folder, 'runs.csv'), 'utf8')
    assert.match(table, /^recipe,seed,.*\r\nbase <i>,1337,9,100/)
    const drawing = await readFile(join(folder, 'learning.svg'))
    const size = await shown.evaluate(`new Promise((resolve, reject) => {
      const image = new Image()
      image.onload = () => resolve([image.naturalWidth, image.naturalHeight])
      image.onerror = () => reject(new Error('cannot be shown'))
      image.src = 'data:image/svg+xml;base64,${drawing.toString('base64')}'
    })`)
    assert.equal(size, [960, 430])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('nothing was complained of', async () => assert.equal(tab.complaints, []))

run()
