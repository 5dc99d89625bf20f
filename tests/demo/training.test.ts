/** The page trains, in real browsers: to the bits of Node, stopped and taken up again, reloaded, with other settings, from and to files. */

import type { Browser } from 'puppeteer-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserNames } from '../../scripts/browser/browsers.js'
import { build, Demo, serveDemo } from '../../scripts/browser/demo.js'
import type { Server } from '../../scripts/browser/server.js'
import { Network, type Recipe, recipes, stateSha256 } from '../../src/index.js'
import { loadMnist } from '../../src/node/index.js'
import { browserSuite } from '../support/browser-suite.js'

const digits = await loadMnist({ train: 7291, test: 2007, seed: 1337 })

interface Trained {
  readonly sha256: string
  readonly misses: number
  readonly file: Uint8Array
}

/** What Node comes to with the same settings. */
async function inNode(config: Recipe & { seed?: number }): Promise<Trained> {
  const net = await Network.create(config)
  for await (const _ of net.fit(digits.train, { evaluateTrain: false }));
  return {
    sha256: await stateSha256(net.stateDict()),
    misses: net.evaluate(digits.test).misses,
    file: net.save(),
  }
}
const base = await inNode(recipes.base)
const other = await inNode({ ...recipes.modern, seed: 7, lr: 0.001, dropout: 0.35, passes: 1 })

const node = suite('demo build')
node('builds', build)
node.run()

for (const name of browserNames) {
  let server: Server
  let browser: Browser
  let demo: Demo
  const { test, run } = browserSuite(`demo training, ${name}`, name, serveDemo, async (...started) => {
    ;[browser, server] = started
    demo = await Demo.open(browser, server)
  })

  test('trains the net of 1989 to the misses and the SHA-256 of Node', async () => {
    await demo.click('play')
    await demo.state('done')
    assert.is(await demo.digest(), base.sha256)
    assert.is(await demo.text('figure-test'), `${base.misses} (${((100 * base.misses) / 2007).toFixed(2)}%)`)
    assert.is(await demo.text('figure-pass'), '23 of 23')
    assert.is(await demo.text('clock-then'), '3 days')
    assert.is(await demo.evaluate('document.querySelectorAll("#rows tr").length'), 23)
    console.log(`${name}: ${await demo.text('clock-now')}, ${await demo.text('note-now')}`)
  })

  test('the test digits still misread are shown, each with what it is read as', async () => {
    await demo.until('the gallery', `document.querySelectorAll('#gallery button').length === ${base.misses}`)
    const labels = await demo.evaluate<string[]>(
      `[...document.querySelectorAll('#gallery button')].map((button) => button.title)`,
    )
    for (const label of labels) {
      const [, digit, answer] = /^A (\d), read as (\d):/.exec(label) ?? []
      assert.ok(digit && answer && digit !== answer, label)
    }
  })

  test('one of them that is chosen goes to the drawing area, and the network misreads it there', async () => {
    const [, digit, answer] = await demo.evaluate<string[]>(`{
      const button = document.querySelector('#gallery button:nth-child(3)')
      button.click()
      ;/^A (\\d), read as (\\d)/.exec(button.title)
    }`)
    await demo.until(
      'its answer',
      `document.getElementById('own-hint').textContent === 'A test digit: somebody’s ${digit}, read as ${answer}.'`,
    )
    assert.is(await demo.text('own-answer'), answer)
    assert.is(await demo.evaluate(`document.activeElement.id`), 'pad')
  })

  test('while it trains no task keeps the page for 50 ms, and a pause comes within 100', async () => {
    // The best of some tries: the machine may be busy with other things.
    const tries: { longest: number; stopped: number }[] = []
    const good = () => tries.some(({ longest }) => longest < 50) && tries.some(({ stopped }) => stopped < 100)
    while (tries.length < 10 && !good()) {
      await demo.click('reset')
      await demo.state('ready')
      tries.push(await demo.evaluate<{ longest: number; stopped: number }>(watched))
    }
    console.log(`${name}: ${tries.map(({ longest, stopped }) => `${longest} ms, ${stopped} ms`).join('; ')}`)
    assert.ok(good())
  })

  test('stopped amid a pass and resumed, after one pass alone, it ends at the same bits', async () => {
    await demo.click('reset')
    await demo.state('ready')
    assert.is(await demo.text('figure-test'), '–')
    await demo.until('an empty gallery', `document.querySelectorAll('#gallery button').length === 0`)
    await demo.click('one-pass')
    await demo.state('paused')
    assert.is(await demo.text('figure-pass'), '1 of 23')
    await demo.click('play')
    await demo.until('pass 4', `parseInt(document.getElementById('figure-pass').textContent) >= 4`)
    await demo.click('play')
    await demo.state('paused')
    const stopped = await demo.digest()
    assert.is.not(stopped, base.sha256)
    await demo.click('play')
    await demo.state('done')
    assert.is(await demo.digest(), base.sha256)
  })

  test('closed while it trains, it offers after a reload what was kept, and goes on to the same bits', async () => {
    await demo.click('play')
    await demo.state('running')
    await demo.until('some passes kept', `${keptPasses} .then((passes) => passes >= 2 && passes < 22)`)
    await demo.page.reload()
    await demo.state('ready')
    assert.not.ok(await demo.evaluate(`document.getElementById('kept').hidden`))
    assert.match(await demo.text('kept'), /“The net of 1989”, seed 1337, \d+ of 23 passes/)
    await demo.click('resume')
    await demo.state('done')
    assert.is(await demo.digest(), base.sha256)
    assert.is(await demo.evaluate('document.querySelectorAll("#rows tr").length'), 23)
  })

  test('an address with other settings is trained as in Node; the form changes the address', async () => {
    const mine = await Demo.open(browser, server, '#recipe=modern&seed=7&lr=0.001&dropout=0.35&passes=1')
    await mine.click('play')
    await mine.state('done')
    assert.is(await mine.digest(), other.sha256)
    await mine.set('seed', '8')
    await mine.state('ready')
    assert.is(await mine.evaluate('location.hash'), '#recipe=modern&seed=8&lr=0.001&dropout=0.35&passes=1')
    await mine.set('recipe', 'crossEntropy')
    await mine.until('the address', `location.hash === '#recipe=crossEntropy&seed=8'`)
    assert.equal(mine.tab.complaints, [])
    await mine.page.close()
  })

  test('weights are loaded from a dropped file and saved as the same file; a bad one is refused', async () => {
    const mine = await Demo.open(browser, server, '#recipe=adam')
    await mine.drop('bad.safetensors', base.file.subarray(0, 1000))
    await mine.until('a refusal', `!document.getElementById('trouble').hidden`)
    assert.match(await mine.text('trouble-text'), /bad\.safetensors was not loaded\. safetensors: /)
    await mine.drop('base.safetensors', base.file)
    await mine.until('the file', `document.getElementById('status').textContent.includes('is loaded')`)
    assert.match(await mine.text('figure-test'), new RegExp(`^${base.misses} `))
    assert.is(await mine.digest(), base.sha256)
    assert.is(await mine.evaluate('location.hash'), '#recipe=base')
    assert.ok(await mine.evaluate(`document.getElementById('trouble').hidden`))
    const saved = await mine.evaluate<string>(savedFile)
    assert.ok(Buffer.from(base.file).equals(Buffer.from(saved, 'base64')))
    assert.equal(mine.tab.complaints, [])
    await mine.page.close()
  })

  test('nothing was complained of on the page, and nobody else was asked', async () => {
    assert.equal(demo.tab.complaints, [])
    const addresses = await demo.evaluate<string[]>(
      `performance.getEntriesByType('resource').map(({ name }) => name)`,
    )
    assert.ok(addresses.length > 3)
    assert.equal(
      addresses.filter(
        (address) => !address.startsWith(`${server.origin}/some/where/`) && !address.startsWith('blob:'),
      ),
      [],
    )
  })

  run()
}

/** In the page: how many passes the longest kept training of 23 has. */
const keptPasses = `new Promise((resolve) => {
  const opening = indexedDB.open('lenet1989')
  opening.onsuccess = () => {
    if (!opening.result.objectStoreNames.contains('trainings')) return resolve(0)
    const reading = opening.result.transaction('trainings').objectStore('trainings').getAll()
    reading.onsuccess = () => {
      opening.result.close()
      const all = reading.result.filter(({ config }) => config.passes === 23)
      resolve(Math.max(0, ...all.map(({ lines }) => lines.length)))
    }
  }
})`

/** In the page: what the button offers as a download, as base64. */
const savedFile = `new Promise((resolve) => {
  const create = URL.createObjectURL
  URL.createObjectURL = (blob) => {
    URL.createObjectURL = create
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result.split(',')[1])
    reader.readAsDataURL(blob)
    return 'blob:'
  }
  HTMLAnchorElement.prototype.click = () => {}
  document.getElementById('save').click()
})`

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
