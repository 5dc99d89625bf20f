/**
 * Takes docs/demo.png and docs/demo-inside.png, the README's pictures of the demo page, and demo/public/preview.png, which other sites show beside a link to it:
 * `tsx scripts/demo-picture.ts` after `npm run demo:build`.
 */
import { fileURLToPath } from 'node:url'
import { launch } from './browser/browsers.js'
import { Demo, type Stroke } from './browser/demo.js'
import { serve } from './browser/server.js'

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url))

const arc = (x: number, y: number, rx: number, ry: number, from = 0, to = 2 * Math.PI): Stroke =>
  Array.from({ length: 33 }, (_, i) => {
    const angle = from + ((to - from) * i) / 32
    return [x + rx * Math.sin(angle), y - ry * Math.cos(angle)] as const
  })
const nine = (x: number, y: number): readonly Stroke[] => [
  [...arc(x, y, 0.1, 0.12, 1.4, 1.4 - 2 * Math.PI), [x + 0.09, y + 0.2], [x + 0.05, y + 0.39]],
]
/** 1989, written. */
const year: readonly Stroke[] = [
  [
    [0.02, 0.27],
    [-0.02, 0.76],
  ],
  ...nine(0.28, 0.38),
  [
    ...arc(0.62, 0.37, 0.085, 0.11, 0.9, -Math.PI),
    ...arc(0.62, 0.63, 0.115, 0.13, 0, 2 * Math.PI),
    ...arc(0.62, 0.37, 0.085, 0.11, Math.PI, 0.9),
  ],
  ...nine(0.98, 0.39),
]

const server = await serve({ pages: {}, folders: { '/some/where/': path('build/demo/') } })
const browser = await launch('chromium')
try {
  const demo = await Demo.open(browser, server)
  await demo.until('the fonts', `document.fonts.status === 'loaded'`)
  const take = async (name: string, width: number, height: number, y = 0) => {
    const clip = { x: 0, y, width, height }
    await demo.page.screenshot({ path: path(name), clip, captureBeyondViewport: true })
    console.log(`${name}: ${width}×${height}`)
  }
  await demo.page.setViewport({ width: 1200, height: 660 })
  await demo.draw(year)
  await demo.until('1989', `document.getElementById('answer').textContent === '1989'`)
  await take('demo/public/preview.png', 1200, 630)
  await take('docs/demo.png', 1200, 640)

  await demo.page.setViewport({ width: 1200, height: 900 })
  await demo.evaluate(`document.getElementById('inside').scrollIntoView({ behavior: 'instant' })`)
  await demo.until('the packaged classifier', `document.getElementById('flow-network').options.length === 4`)
  await demo.click('sample')
  await demo.until(
    'what decided',
    `document.getElementById('flow-occlusion').getAttribute('aria-label').includes('those around')`,
  )
  const [from, to] = await demo.evaluate<[number, number]>(`{
    const { top, bottom } = document.getElementById('flow').getBoundingClientRect()
    ;[top, bottom].map((edge) => Math.round(edge + scrollY))
  }`)
  await take('docs/demo-inside.png', 1200, to - from + 40, from - 20)
} finally {
  await browser.close()
  await server.close()
}
