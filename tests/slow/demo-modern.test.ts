/** The demo page trains the modern recipe to the end, 80 passes, to the bits of Node: every kernel, stream and schedule that base does without. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserNames, lacks, launch } from '../../scripts/browser/browsers.js'
import { build, Demo, serveDemo } from '../../scripts/browser/demo.js'
import { Network, recipes, stateSha256 } from '../../src/index.js'
import { loadMnist } from '../../src/node/index.js'

const modern = suite('demo, modern')
let sha256: string
let base: string
modern.before(async () => {
  build()
  const { train } = await loadMnist({ train: 7291, test: 2007, seed: 1337 })
  const net = await Network.create(recipes.modern)
  for await (const _ of net.fit(train, { evaluateTrain: false }));
  sha256 = await stateSha256(net.stateDict())
  const first = await Network.create(recipes.base)
  for await (const _ of first.fit(train, { evaluateTrain: false }));
  base = await stateSha256(first.stateDict())
})

for (const name of browserNames) {
  const what = `80 passes end at Node’s SHA-256 in ${name}`
  if (lacks(name)) modern.skip(`${what} (it is not installed)`)
  else
    modern(what, async () => {
      const server = await serveDemo()
      const browser = await launch(name)
      try {
        const demo = await Demo.open(browser, server, '#recipe=modern')
        await demo.click('play')
        await demo.until('the end', `document.body.dataset.state === 'done'`, 240)
        assert.is(await demo.digest(), sha256)
        console.log(`  ${name}: ${await demo.text('clock-now')}, ${await demo.text('figure-test')}`)
        // and in the race, whose other runner is base
        await demo.click('race-go')
        await demo.until('its end', `document.getElementById('race').dataset.state === 'done'`, 240)
        await demo.until(
          'its digest',
          `document.getElementById('modern-digest').textContent === '${sha256}' && document.getElementById('old-digest').textContent === '${base}'`,
        )
        console.log(`  ${name}: ${await demo.text('race-status')}`)
      } finally {
        await browser.close()
        await server.close()
      }
    })
}

modern.run()
