/** What goes wrong on the page is said where its reader is, in their words, with a way out; and the form shows what trains. */
import { pathToFileURL } from 'node:url'
import type { Browser } from 'puppeteer-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserNames } from '../../scripts/browser/browsers.js'
import { build, built, Demo, PATH, serveDemo } from '../../scripts/browser/demo.js'
import type { Server } from '../../scripts/browser/server.js'
import { Network, recipes } from '../../src/index.js'
import { browserSuite } from '../support/browser-suite.js'

const other = await Network.create({ ...recipes.base, batchSize: 8, lr: 0.07, passes: 9, seed: 5 })
const otherFile = other.save()

const node = suite('demo build')
node('builds', build)
node.run()

for (const name of browserNames) {
  let server: Server
  let browser: Browser
  let demo: Demo
  const { test, run } = browserSuite(`demo faults, ${name}`, name, serveDemo, async (...started) => {
    ;[browser, server] = started
    demo = await Demo.open(browser, server)
  })
  /** A tab in which some code runs before the page's own. */
  const withCode = async (code: string, address = `${server.origin}${PATH}`): Promise<Demo> => {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.evaluateOnNewDocument(code)
    await page.goto(address)
    return Demo.of({ page, log: [], complaints })
  }
  const focused = () => demo.evaluate<string>('document.activeElement.id || document.activeElement.tagName')

  test('text that is no setting is marked and explained, and nothing is trained until it is one', async () => {
    for (const [field, text, expected] of [
      ['seed', '-5', 'Seed: a whole number from 0 to 4294967295.'],
      ['passes', 'many', 'Passes: a whole number from 1 to 1000.'],
    ] as const) {
      await demo.set(field, text)
      assert.is(
        await demo.evaluate(`document.getElementById('${field}').getAttribute('aria-invalid')`),
        'true',
      )
      assert.is(await demo.text(`${field}-wrong`), expected)
    }
    await demo.click('play')
    await demo.click('one-pass')
    assert.is(await demo.evaluate('document.body.dataset.state'), 'ready')
    assert.is(await focused(), 'seed')
    assert.is(await demo.evaluate(`document.getElementById('seed').value`), '-5')
    await demo.set('seed', '6')
    await demo.set('passes', '2')
    await demo.until(
      'the address',
      `location.hash === '#recipe=base&seed=6&passes=2' && document.body.dataset.state === 'ready'`,
    )
    assert.not.ok(await demo.evaluate(`document.querySelector('[aria-invalid]')`))
  })

  test('what is typed and not yet left is what trains', async () => {
    await demo.evaluate(`document.getElementById('seed').value = '8'`)
    await demo.click('play')
    await demo.state('done')
    assert.is(await demo.evaluate('location.hash'), '#recipe=base&seed=8&passes=2')
    assert.match(await demo.text('command'), /--seed 8 --passes 2$/)
  })

  test('the focus stays where it is while buttons go out of use, and goes to a neighbour from what disappears', async () => {
    for (const id of ['play', 'reset', 'one-pass']) {
      await demo.evaluate(`document.getElementById('${id}').focus()`)
      await demo.click(id)
      await demo.until('an end', `/ready|done|paused/.test(document.body.dataset.state)`)
      assert.is(await focused(), id)
    }
    await demo.drop('bad.safetensors', Buffer.from('bad'))
    await demo.until('a refusal', `!document.getElementById('trouble').hidden`)
    await demo.evaluate(`document.getElementById('trouble-close').focus()`)
    await demo.click('trouble-close')
    assert.is(await focused(), 'one-pass')
    // a field keeps it while the network is made anew
    await demo.evaluate(`document.getElementById('lr').focus()`)
    await demo.set('lr', '0.02')
    await demo.until(
      'a network',
      `location.hash.includes('lr=0.02') && document.body.dataset.state === 'ready'`,
    )
    assert.is(await focused(), 'lr')
  })

  test('a network from a file shows its own settings, and what is trained again is it', async () => {
    await demo.drop('other.safetensors', otherFile)
    await demo.until('the file', `document.getElementById('status').textContent.includes('is loaded')`)
    const shown = await demo.evaluate<string[]>(
      `['recipe', 'seed', 'lr', 'passes'].map((id) => document.getElementById(id).value)`,
    )
    assert.equal(shown, ['file', '5', '0.07', '9'])
    assert.ok(await demo.evaluate(`document.getElementById('lr').readOnly`))
    assert.match(await demo.text('recipe-note'), /^From the file: tanh, mse, sgd/)
    await demo.set('recipe', 'base')
    await demo.until('a network', `document.getElementById('lr').value === '0.03'`)
    await demo.state('ready')
  })

  test('the digest is not said to be of other passes than those trained', async () => {
    await demo.click('play')
    await demo.until('pass 3', `parseInt(document.getElementById('figure-pass').textContent) >= 3`)
    assert.is(await demo.text('digest-label'), 'SHA-256 of the weights, when it pauses or ends')
    await demo.click('play')
    await demo.state('paused')
    const done = await demo.evaluate<number>(`document.querySelectorAll('#rows tr').length`)
    assert.match(
      await demo.text('digest-label'),
      new RegExp(`^SHA-256 of the weights after ${done} pass(es)?( and part of the next)?$`),
    )
  })

  test('a training that diverges is said to have diverged', async () => {
    await demo.set('lr', '1')
    await demo.until('a network', `location.hash.includes('lr=1') && document.body.dataset.state === 'ready'`)
    await demo.click('one-pass')
    await demo.state('paused')
    assert.match(
      await demo.text('status'),
      /^This training has diverged: it misreads 1,\d{3} of 2,007 test digits, no better than guessing\. A smaller/,
    )
  })

  test('times of other trainings than the paper’s are said to be extrapolated; the loss has its name', async () => {
    await demo.set('recipe', 'modern')
    await demo.until('the note', `/^extrapolated: /.test(document.getElementById('note-then').textContent)`)
    assert.is(await demo.text('loss-caption'), 'Cross-entropy (nats) after each pass')
    await demo.set('recipe', 'base')
    await demo.until(
      'the note',
      `/^at 1.55 seconds a digit/.test(document.getElementById('note-then').textContent)`,
    )
    assert.is(await demo.text('loss-caption'), 'Mean squared error after each pass')
  })

  test('what an address says and the page does not know is said; a part of the page is no setting', async () => {
    await demo.evaluate(`location.hash = '#recipe=base&learning=7'`)
    await demo.until(
      'a sentence',
      `document.getElementById('address-wrong').textContent.startsWith('The address says “learning”, which this page does not know')`,
    )
    await demo.evaluate(`location.hash = '#recipe=base&seed=3'`)
    await demo.until('no sentence', `document.getElementById('address-wrong').textContent === ''`)
    await demo.evaluate(`location.hash = '#inside'`)
    await new Promise((resolve) => setTimeout(resolve, 200))
    assert.is(await demo.evaluate('location.hash'), '#inside')
    assert.is(await demo.text('address-wrong'), '')
    assert.equal(demo.tab.complaints, [])
  })

  test('two tabs keep a training each, and a finished one is shown, not resumed', async () => {
    const [mine, yours] = [
      await Demo.open(browser, server, '#recipe=base&seed=21&passes=2'),
      await Demo.open(browser, server, '#recipe=base&seed=22&passes=2'),
    ]
    for (const tab of [mine, yours]) {
      await tab.page.bringToFront()
      await tab.click('play')
      await tab.state('done')
      await tab.until('it is kept', keptSeeds(tab === mine ? 21 : 22))
    }
    await mine.page.bringToFront()
    await mine.page.reload()
    await mine.state('ready')
    assert.match(await mine.text('kept'), /saved, finished: “The net of 1989”, seed 21, 2 passes\./)
    assert.is(await mine.text('resume'), 'Show it')
    await mine.click('resume')
    await mine.state('done')
    assert.is(await mine.text('figure-pass'), '2 of 2')
    for (const tab of [mine, yours]) await tab.page.close()
  })

  for (const [what, code, sentence] of [
    ['WebAssembly', 'delete globalThis.WebAssembly', /has no WebAssembly/],
    ['SIMD', 'WebAssembly.validate = () => false', /has no SIMD/],
  ] as const) {
    test(`a browser without ${what} gets a sentence at each part of the page`, async () => {
      const tab = await withCode(code)
      await tab.until('a sentence', `document.getElementById('lack').textContent !== ''`)
      for (const id of ['lack', 'race-status', 'status', 'unit-text', 'hand-body', 'beat-body']) {
        assert.match(await tab.text(id), sentence)
        assert.match(await tab.text(id), /Supported from Chrome and Edge 100/)
      }
      assert.is(await tab.evaluate(`document.querySelector('#race button').getClientRects().length`), 0)
      await tab.page.close()
    })
  }

  test('a browser that cannot unpack the digits reads all the same, and says why it does not train', async () => {
    const tab = await withCode('delete globalThis.DecompressionStream')
    await tab.until('the example', `document.getElementById('answer').textContent === '3'`)
    assert.match(await tab.text('race-status'), /cannot unpack the digits.* Reading still works/)
    await tab.page.close()
  })

  test('digits that cannot be fetched are spoken of, and fetched again when asked for', async () => {
    const tab = await withCode(`
      const real = fetch
      let refused = 0
      globalThis.fetch = async (...args) => /digits/.test(args[0]) && refused++ < 1 ? new Response('', { status: 503 }) : real(...args)
      delete Navigator.prototype.serviceWorker`)
    await tab.until('a sentence', `document.getElementById('trouble-text').textContent !== ''`)
    assert.is(await tab.text('trouble-text'), 'The digits could not be fetched: the server answered 503.')
    assert.is(await tab.text('answer'), '3')
    await tab.click('trouble-way')
    await tab.state('ready')
    assert.ok(await tab.evaluate(`document.getElementById('trouble').hidden`))
    await tab.page.close()
  })

  for (const [what, headers, of, position] of [
    ['how many bytes there are to be', `{ 'content-length': String(bytes.length) }`, true, 0.5],
    ['nothing of the length', '{}', false, -1],
  ] as const) {
    test(`while the digits load it says how far they have come, where the server says ${what}`, async () => {
      const tab = await withCode(`
        const real = fetch
        globalThis.fetch = async (...args) => {
          const response = await real(...args)
          if (!/digits/.test(args[0])) return response
          const bytes = new Uint8Array(await response.arrayBuffer())
          globalThis.digitBytes = bytes.length
          const half = bytes.length >> 1
          const body = new ReadableStream({
            async start(controller) {
              controller.enqueue(bytes.slice(0, half))
              await new Promise((resolve) => { globalThis.goOn = resolve })
              controller.enqueue(bytes.slice(half))
              controller.close()
            },
          })
          return new Response(body, { headers: ${headers} })
        }
        delete Navigator.prototype.serviceWorker`)
      await tab.until('some of them', `/MB$/.test(document.getElementById('race-status').textContent)`)
      const bytes = await tab.evaluate<number>('digitBytes')
      const sentence = `Fetching the digits: ${(bytes / 2e6).toFixed(1)}${of ? ` of ${(bytes / 1e6).toFixed(1)}` : ''} MB`
      for (const id of ['race-status', 'status']) assert.is(await tab.text(id), sentence)
      const bar = `document.getElementById('digits-progress')`
      assert.is(await tab.evaluate(`${bar}.getClientRects().length`), 1)
      const shown = await tab.evaluate<number>(`${bar}.position`)
      assert.ok(Math.abs(shown - position) < 0.001, `${shown}`)
      await tab.evaluate('goOn()')
      await tab.state('ready')
      assert.ok(await tab.evaluate(`${bar}.hidden`))
      assert.not.match(await tab.text('race-status'), /Fetching/)
      assert.equal(tab.tab.complaints, [])
      await tab.page.close()
    })
  }

  test('a browser whose language is “C” trains', async () => {
    const tab = await withCode(
      `Object.defineProperty(navigator, 'language', { value: 'C', configurable: true })`,
      `${server.origin}${PATH}#passes=1`,
    )
    await tab.state('ready')
    assert.equal(tab.tab.complaints, [])
    await tab.page.close()
  })

  test('a browser without IndexedDB trains, and the rest of the page is there', async () => {
    const tab = await withCode(
      `Object.defineProperty(globalThis, 'indexedDB', { value: undefined })`,
      `${server.origin}${PATH}#passes=1`,
    )
    await tab.state('ready')
    await tab.until('the questions', `document.getElementById('beat-begin')`)
    await tab.click('play')
    await tab.state('done')
    assert.is(await tab.text('trouble-text'), '')
    assert.equal(tab.tab.complaints, [])
    await tab.page.close()
  })

  test('without scripts, and opened from a file, it says so', async () => {
    const page = await browser.newPage()
    await page.goto(pathToFileURL(`${built}index.html`).href)
    const tab = Demo.of({ page, log: [], complaints: [] })
    // a browser that runs the script all the same reads, and says why it does not train
    await tab.until(
      'a sentence',
      `document.getElementById('needs')
        ? getComputedStyle(document.getElementById('needs')).visibility === 'visible' && /If you opened the page from a file/.test(document.getElementById('needs').innerText)
        : /opened from a file/.test(document.getElementById('race-status')?.textContent)`,
    )
    await page.close()
    if (name === 'chromium') {
      const still = await browser.newPage()
      await still.setJavaScriptEnabled(false)
      await still.goto(`${server.origin}${PATH}`)
      assert.ok(await still.$('noscript p'))
      await still.close()
    }
  })

  run()
}

/** In the page: whether a training with this seed is kept. */
const keptSeeds = (seed: number) => `new Promise((resolve) => {
  const opening = indexedDB.open('lenet1989')
  opening.onsuccess = () => {
    const reading = opening.result.transaction('trainings').objectStore('trainings').getAll()
    reading.onsuccess = () => {
      opening.result.close()
      resolve(reading.result.some(({ config, lines }) => config.seed === ${seed} && lines.length === 2))
    }
  }
})`
