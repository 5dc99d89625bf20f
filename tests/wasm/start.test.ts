/** Start-up where an engine refuses to compile or to instantiate at once, as Chromium's main thread did above 4 kB. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { refuses } from '../support/refusal.js'
import { samples, sha256, train } from '../support/training.js'

const test = suite('start')
const recipe = { ...recipes.modern, passes: 1 }

/** Runs `body` while `WebAssembly[name]` is `replacement`; how often that was called. */
async function instead(
  name: 'Module' | 'Instance' | 'compile',
  replacement: () => unknown,
  body: () => Promise<void>,
): Promise<number> {
  const own = WebAssembly[name]
  let calls = 0
  const counting = new Proxy(own, {
    construct() {
      calls++
      return replacement() as object
    },
    apply() {
      calls++
      return replacement()
    },
  })
  Object.assign(WebAssembly, { [name]: counting })
  try {
    await body()
  } finally {
    Object.assign(WebAssembly, { [name]: own })
  }
  return calls
}

const refuse = (): never => {
  throw new RangeError('disallowed on the main thread, if the buffer size is larger than 4KB')
}

async function trainedDigest(bytes?: Uint8Array<ArrayBuffer>): Promise<string> {
  const network = await Network.create(recipe, bytes ? { wasm: bytes } : {})
  await train(network, samples(50))
  return sha256(network)
}

/** The package's module as bytes: the inlined one is compiled once per process. */
const wasm = async (): Promise<Uint8Array<ArrayBuffer>> => {
  const { decode } = await import('../../src/wasm/index.js')
  return decode((await import('../../src/wasm/lenet1989.wasm.js')).default)
}

for (const name of ['Module', 'Instance'] as const) {
  test(`where \`new WebAssembly.${name}\` is refused: the same network, by way of the asynchronous calls`, async () => {
    const expected = await trainedDigest()
    let given = ''
    const calls = await instead(name, refuse, async () => {
      given = await trainedDigest(await wasm())
    })
    assert.is(calls, 1)
    assert.is(given, expected)
  })
}

test('where neither compiles: ERR_WASM with the reason of the asynchronous one', async () => {
  const forbidden = () => Promise.reject(new WebAssembly.CompileError('blocked by CSP'))
  await instead('Module', refuse, async () => {
    const calls = await instead('compile', forbidden, async () => {
      const bytes = await wasm()
      await refuses(
        () => Network.create(recipe, { wasm: bytes }),
        'ERR_WASM',
        /Content-Security-Policy.*blocked/,
      )
    })
    assert.is(calls, 1)
  })
})

test('nothing waits for the asynchronous compiler, and Node does not load its fetch', async () => {
  const code = `
    let named = []
    for (const [owner, name] of [[WebAssembly, 'compile'], [WebAssembly, 'instantiate'], [globalThis, 'Response']]) {
      const { value, get } = Object.getOwnPropertyDescriptor(owner, name)
      Object.defineProperty(owner, name, { get() { named.push(name); return get ? get.call(owner) : value } })
    }
    const { Network, recipes } = await import(${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)})
    const network = await Network.create(recipes.base)
    const loaded = await Network.load(network.save())
    loaded.predict(new Float32Array(256))
    console.log(JSON.stringify(named))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  })
  assert.equal(JSON.parse(stdout), [])
})

test.run()
