/** Takes docs/demo.png and docs/demo-inside.png, the README's pictures of the demo page: `tsx scripts/demo-picture.ts` after `npm run demo:build`, on a quiet machine. */
import { fileURLToPath } from 'node:url'
import { launch } from './browser/browsers.js'
import { Demo } from './browser/demo.js'
import { serve } from './browser/server.js'

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url))

const server = await serve({ pages: {}, folders: { '/some/where/': path('build/demo/') } })
const browser = await launch('chromium')
try {
  const demo = await Demo.open(browser, server)
  await demo.page.setViewport({ width: 1100, height: 1000 })
  const train = async () => {
    await demo.click('play')
    await demo.state('done')
  }
  // the second time the engine has warmed up, as for somebody who tries other settings
  await train()
  await demo.click('reset')
  await demo.state('ready')
  await train()
  await demo.until('the gallery', `document.querySelectorAll('#gallery button').length > 0`)
  await demo.evaluate(`document.activeElement?.blur()`)
  const take = async (name: string, from: string, to: string) => {
    const [y, end] = await demo.evaluate<[number, number]>(`{
      const edge = (selector, side) => Math.round(document.querySelector(selector).getBoundingClientRect()[side] + scrollY)
      ;[edge('${from}', 'top') - 24, edge('${to}', 'bottom') + 16]
    }`)
    const clip = { x: 0, y: Math.max(0, y), width: 1100, height: end - Math.max(0, y) }
    await demo.page.screenshot({ path: path(name), clip, captureBeyondViewport: true })
    console.log(`${name}: ${clip.width}×${clip.height}`)
  }
  await take('docs/demo.png', 'body', '.key')
  await take('docs/demo-inside.png', '#draw', '#inside')
  console.log(`the clock: ${await demo.text('clock-now')}`)
} finally {
  await browser.close()
  await server.close()
}
