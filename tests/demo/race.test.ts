/** The race of 1989 against modern: to the end, to the bits of Node, reading what stands on the drawing area; and links that repeat a run. */
import type { Browser } from 'puppeteer-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserNames } from '../../scripts/browser/browsers.js'
import { build, Demo, PATH, serveDemo } from '../../scripts/browser/demo.js'
import type { Server } from '../../scripts/browser/server.js'
import { Network, type RecipeName, recipes, stateSha256 } from '../../src/index.js'
import { loadMnist } from '../../src/node/index.js'
import { browserSuite } from '../support/browser-suite.js'

const { train, test: testDigits } = await loadMnist({ train: 7291, test: 2007, seed: 1337 })

/** What Node comes to in two passes from seed 7. */
async function inNode(recipe: RecipeName): Promise<{ sha256: string; misses: number }> {
  const net = await Network.create({ ...recipes[recipe], passes: 2, seed: 7 })
  for await (const _ of net.fit(train, { evaluateTrain: false }));
  return { sha256: await stateSha256(net.stateDict()), misses: net.evaluate(testDigits).misses }
}
const expected = { old: await inNode('base'), modern: await inNode('modern') }

const node = suite('demo build')
node('builds', build)
node.run()

for (const name of browserNames) {
  let server: Server
  let browser: Browser
  let demo: Demo
  const { test, run } = browserSuite(`demo race, ${name}`, name, serveDemo, async (...started) => {
    ;[browser, server] = started
    demo = await Demo.open(browser, server, '#race=7,2')
    await demo.until('two networks', `document.getElementById('race').dataset.state === 'ready'`)
  })
  const raced = (state: string) =>
    demo.until(`the race is ${state}`, `document.getElementById('race').dataset.state === '${state}'`)

  test('both run to the end, to the misses and the SHA-256 of Node, on a clock each', async () => {
    await demo.click('race-go')
    await raced('done')
    for (const [id, { sha256, misses }] of Object.entries(expected)) {
      await demo.until(
        `the digest of ${id}`,
        `/^[0-9a-f]{64}$/.test(document.getElementById('${id}-digest').textContent)`,
      )
      assert.is(await demo.text(`${id}-digest`), sha256)
      assert.is(await demo.text(`${id}-misses`), `${misses} (${((100 * misses) / 2007).toFixed(2)}%)`)
      assert.is(await demo.text(`${id}-pass`), '2 of 2')
      assert.match(await demo.text(`${id}-clock`), /^\d+\.\d\d s$|^\d+ min \d\d s$/)
    }
    assert.match(await demo.text('old-then'), /^SUN-4\/260, 1989: 6 h 15 min$/)
    assert.match(await demo.text('modern-then'), /^SUN-4\/260, 1989: 6 h 15 min, extrapolated$/)
    assert.match(await demo.text('old-command'), /--recipe base --seed 7 --passes 2$/)
    assert.match(
      await demo.text('race-status'),
      /^1989: \d+ of 2,007 misread after .*\. Modern: \d+ of 2,007 misread after .*\.$/,
    )
    assert.match(await demo.text('race-text'), /^1989: .* 2 passes\. Modern: .* 2 passes\.$/)
  })

  test('both read what stands on the drawing area', async () => {
    await demo.evaluate(
      `document.getElementById('pad').scrollIntoView({ block: 'center', behavior: 'instant' })`,
    )
    await demo.draw([
      [
        [0.52, 0.15],
        [0.48, 0.85],
      ],
    ])
    for (const id of Object.keys(expected)) {
      await demo.until(
        `an answer of ${id}`,
        `document.getElementById('${id}-answer').textContent === '1' && document.querySelectorAll('#${id}-outputs .best').length === 1`,
      )
    }
    await demo.click('clear')
    for (const id of Object.keys(expected))
      await demo.until('no answer', `document.getElementById('${id}-answer').textContent === '–'`)
  })

  test('it is stopped and gone on with, and comes to the same bits', async () => {
    await demo.click('race-reset')
    await raced('ready')
    await demo.click('race-go')
    await raced('running')
    await demo.click('race-go')
    await demo.until('a stop or the end', `/paused|done/.test(document.getElementById('race').dataset.state)`)
    if ((await demo.evaluate(`document.getElementById('race').dataset.state`)) === 'paused')
      await demo.click('race-go')
    await raced('done')
    for (const [id, { sha256 }] of Object.entries(expected))
      await demo.until('the digest', `document.getElementById('${id}-digest').textContent === '${sha256}'`)
  })

  test('a link that was copied repeats the run', async () => {
    const first = await Demo.open(browser, server, '#recipe=crossEntropy&seed=11&lr=0.02&passes=1')
    await first.click('play')
    await first.state('done')
    const digest = await first.digest()
    await first.evaluate(`Object.defineProperty(navigator, 'clipboard', {
      configurable: true, value: { writeText: async (text) => { globalThis.copied = text } },
    })`)
    await first.click('copy-link')
    await first.until('a link', 'globalThis.copied !== undefined')
    const link = await first.evaluate<string>('globalThis.copied')
    assert.is(link, `${server.origin}${PATH}#recipe=crossEntropy&seed=11&lr=0.02&passes=1`)
    await first.until(
      'the button says so',
      `document.getElementById('copy-link').textContent === 'Link copied'`,
    )
    await first.page.close()
    const second = await Demo.open(browser, server, new URL(link).hash)
    await second.click('play')
    await second.state('done')
    assert.is(await second.digest(), digest)
    await second.page.close()
  })

  test('nothing was complained of on the page', async () => {
    assert.equal(demo.tab.complaints, [])
  })

  run()
}
