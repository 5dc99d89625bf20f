/** docs/report.png: the charts of `reproduce --all --seeds 20`, from its report. Its tables, which have times, are left out. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { launch } from '../browser/browsers.js'

const root = join(import.meta.dirname, '../..')

const browser = await launch('chromium')
try {
  const page = await browser.newPage()
  await page.setViewport({ width: 1100, height: 1000 })
  await page.goto(pathToFileURL(join(root, 'build/figures/ladder/index.html')).href)
  await page.addStyleTag({ content: '#ladder .scroll, #ladder h3, .save { display: none !important }' })
  const height = await page.$eval('#learning', (section) => Math.ceil(section.getBoundingClientRect().bottom))
  const clip = { x: 0, y: 0, width: 1100, height: height + 24 }
  await page.screenshot({ path: join(root, 'docs/report.png'), clip, captureBeyondViewport: true })
  console.log(`docs/report.png: ${clip.width}×${clip.height}`)
} finally {
  await browser.close()
}
