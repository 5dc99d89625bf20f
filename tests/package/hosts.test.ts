/** The built package in hosts that lack things, made of contexts of `node:vm`: bare ones have the language and WebAssembly, and nothing of a page or of Node. */
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DigitClassifier } from '../../src/classifier/index.js'
import * as library from '../../src/index.js'
import { Project } from '../support/project.js'
import { samples } from '../support/training.js'

const test = suite('hosts')
const train = samples(600)
const root = new URL('../..', import.meta.url).pathname

/** What the hosts run: everything that could need something of a host. */
async function everything(
  { Network, recipes, stateSha256 }: typeof library,
  classifier: typeof DigitClassifier,
  images: Float32Array,
  labels: Uint8Array,
): Promise<Record<string, unknown>> {
  const digits = { images, labels, length: labels.length }
  const net = await Network.create({ ...recipes.modern, passes: 2 })
  const passes = await net.fit(digits, { validationData: digits, passes: 1 })
  const resumed = await Network.resume(net.checkpoint({ note: 'ä\u{1f600}' }))
  await resumed.fit(digits)
  const loaded = await Network.load(resumed.save())
  return {
    misses: passes[0]!.test!.misses,
    sha256: await stateSha256(loaded.stateDict()),
    scores: [...(await classifier.load()).classify(images.slice(0, 256)).scores],
  }
}

let bundle: string
let project: Project
test.before(async () => {
  const contents = `
    export * as library from 'lenet1989'
    export { DigitClassifier } from 'lenet1989/classifier'
    export { relaxedSupported } from 'lenet1989/relaxed'`
  const stdin = { contents, resolveDir: root }
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    format: 'iife',
    globalName: 'all',
    write: false,
  })
  bundle = outputFiles[0]!.text
  project = await Project.create()
})
test.after(() => project?.remove())

/** The library in a bare context, after `code` has made it what it is to be. */
function host(code = '', wasm = true) {
  const context = createContext(
    { images: train.images, labels: train.labels },
    { codeGeneration: { strings: false, wasm } },
  )
  return (expression: string): unknown => runInContext(`${code};${bundle};${expression}`, context)
}

const refusal = ".catch(({ name, code, message }) => name + ' ' + code + ': ' + message)"
const refusals = {
  'Network.create': `all.library.Network.create(all.library.recipes.base)${refusal}`,
  'DigitClassifier.load': `all.DigitClassifier.load()${refusal}`,
}

test('bare: trains, saves, resumes and reads to the bits of Node, by fallbacks', async () => {
  for (const name of ['TextEncoder', 'TextDecoder', 'MessageChannel', 'setTimeout', 'performance', 'crypto'])
    assert.is(host()(`typeof ${name}`), 'undefined')
  const found = (await host()(`(${everything})(all.library, all.DigitClassifier, images, labels)`)) as object
  const expected = await everything(library, DigitClassifier, train.images, train.labels)
  assert.equal({ ...found, scores: [...(found as { scores: number[] }).scores] }, expected)
})

const hosts: Record<string, readonly [code: string, wasm: boolean, expected: RegExp]> = {
  'without WebAssembly': [
    'delete globalThis.WebAssembly',
    true,
    /^LenetError ERR_WASM: this host has no WebAssembly/,
  ],
  'that compiles no bytes': [
    '',
    false,
    /^LenetError ERR_WASM: .*import lenet1989\/(lenet1989|classifier)\.wasm and give it as the option wasm/,
  ],
  'without SIMD': [
    "WebAssembly.validate = () => false; WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError('bad') } }; WebAssembly.compile = async () => new WebAssembly.Module()",
    true,
    /^LenetError ERR_WASM: .*no SIMD, as Chrome 93, .*\(bad\)/,
  ],
  'whose policy shows when a module is instantiated': [
    `const refuse = () => { throw new WebAssembly.CompileError("Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source of script") }
     WebAssembly.Instance = function () { refuse() }; WebAssembly.instantiate = async () => refuse()`,
    true,
    /^LenetError ERR_WASM: WebAssembly could not be instantiated: .*add 'wasm-unsafe-eval' to script-src/,
  ],
  'that is big-endian': [
    'Uint16Array.of = () => ({ buffer: Uint8Array.of(0, 1).buffer })',
    true,
    /^LenetError ERR_WASM: this host has no little-endian processor/,
  ],
}
for (const [what, [code, wasm, expected]] of Object.entries(hosts))
  test(`a host ${what} says so`, async () => {
    for (const [call, expression] of Object.entries(refusals))
      assert.match(String(await host(code, wasm)(expression)), expected, call)
    assert.type(host(code, wasm)('all.relaxedSupported()'), 'boolean')
  })

test('node --jitless: ERR_WASM in a sentence', async () => {
  const file = await project.write(
    'jitless.mjs',
    `import { Network, recipes } from 'lenet1989'
     import { relaxedSupported } from 'lenet1989/relaxed'
     console.log(relaxedSupported())
     await Network.create(recipes.base)${refusal}.then(console.log)`,
  )
  const { stdout } = await project.run(process.execPath, '--jitless', file)
  assert.equal(stdout.trim().split('\n'), ['false', 'LenetError ERR_WASM: this host has no WebAssembly'])
})
test.run()
