/** `npm run measure:page`: how long the demo page takes to its first answer on a phone's screen and a slow line, in Chromium, with nothing cached. */
import { launch } from './browsers.js'
import { build, PATH, serveDemo } from './demo.js'

/** What Lighthouse calls a slow 4G and others a fast 3G connection, in bytes per second and milliseconds. */
const LINE = { downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8, latency: 150 }
const VISITS = 10

build()
const server = await serveDemo(true)
const browser = await launch('chromium')
const times: number[] = []
for (let visit = 0; visit < VISITS; visit++) {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  await page.setViewport({ width: 390, height: 844 })
  const session = await page.createCDPSession()
  await session.send('Network.emulateNetworkConditions', { offline: false, ...LINE })
  const started = performance.now()
  await page.goto(`${server.origin}${PATH}`, { waitUntil: 'domcontentloaded' })
  await page.waitForFunction("/[0-9]/.test(document.getElementById('answer')?.textContent ?? '')", {
    polling: 20,
  })
  times.push(performance.now() - started)
  await context.close()
}
await browser.close()
await server.close()
times.sort((a, b) => a - b)
const [least, middle, most] = [times[0]!, times[VISITS / 2]!, times.at(-1)!].map((time) => time.toFixed(0))
console.log(
  `first answer after ${least} ms at least, ${middle} in the middle, ${most} at most (${VISITS} visits, 1.6 Mbit/s, 150 ms)`,
)
