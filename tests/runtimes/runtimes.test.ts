/** The built package in Deno and Bun: it loads there as it is, without a permission of its own, and gives Node's bits. */
import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DigitClassifier } from '../../src/classifier/index.js'
import * as library from '../../src/index.js'
import { loadMnist } from '../../src/node/index.js'
import { trainedSha256 } from '../browser/tasks.js'
import { BASE_ONE_PASS_SHA256 } from '../expected.js'
import { inFolder } from '../support/folder.js'
import { VARIANT_DIGITS, variants } from '../support/variants.js'
import { command, engineNames, lacks } from './engines.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const { train } = await loadMnist({ train: 7291, test: 2007, seed: 1337 })

/** What the engine runs: trains as `trainings` say, prints a SHA-256 for each; and the shipped classifier's scores. */
const program = `
import { readFileSync } from 'node:fs'
import * as library from 'lenet1989'
import { DigitClassifier } from 'lenet1989/classifier'
import { trainedSha256 } from './tasks.mjs'
const file = (name) => readFileSync(new URL(name, import.meta.url))
const labels = new Uint8Array(file('labels'))
const digits = { images: new Float32Array(new Uint8Array(file('images')).buffer), labels, length: labels.length }
const results = {}
for (const [name, { recipe, count }] of Object.entries(JSON.parse(file('trainings'))))
  results[name] = await trainedSha256(library, digits, recipe, count)
const classifier = await DigitClassifier.load()
const scores = readScores(classifier, digits.images)
console.log(JSON.stringify({ results, scores }))
${readScores}
`

/** The scores of the first digits; written once, run in each engine. */
function readScores(
  classifier: { classify(image: Float32Array): { scores: Float32Array } },
  images: Float32Array,
) {
  const scores: number[] = []
  for (let i = 0; i < 100; i++)
    scores.push(...classifier.classify(images.slice(256 * i, 256 * (i + 1))).scores)
  return scores
}

const trainings: Record<string, { recipe: library.Recipe; count: number }> = {
  'one pass of base': { recipe: library.recipes.base, count: train.length },
}
for (const [name, recipe] of Object.entries(variants(library.recipes)))
  trainings[name] = { recipe, count: VARIANT_DIGITS }

const test = suite('runtimes')
for (const name of engineNames) {
  const what = `${name} trains and reads to the bits of Node, whatever the recipe`
  if (lacks(name)) test.skip(`${what} (not installed: npm ci --prefix tests/runtimes)`)
  else
    test(what, () =>
      inFolder(async (folder) => {
        await writeFile(
          join(folder, 'package.json'),
          '{ "type": "module", "dependencies": { "lenet1989": "*" } }',
        )
        await mkdir(join(folder, 'node_modules'))
        await symlink(root, join(folder, 'node_modules/lenet1989'))
        const tasks = await readFile(new URL('../browser/tasks.ts', import.meta.url), 'utf8')
        await writeFile(join(folder, 'tasks.mjs'), (await transform(tasks, { loader: 'ts' })).code)
        await writeFile(join(folder, 'program.mjs'), program)
        await writeFile(join(folder, 'trainings'), JSON.stringify(trainings))
        await writeFile(join(folder, 'images'), train.images)
        await writeFile(join(folder, 'labels'), train.labels)
        const { stdout } = await run(...command(name, join(folder, 'program.mjs'), folder), { cwd: folder })
        const { results, scores } = JSON.parse(stdout)
        assert.equal(scores, readScores(DigitClassifier.loadSync(), train.images))
        assert.equal(Object.keys(results), Object.keys(trainings))
        assert.is(results['one pass of base'], BASE_ONE_PASS_SHA256)
        for (const [what, { recipe, count }] of Object.entries(trainings))
          assert.is(results[what], await trainedSha256(library, train, recipe, count), what)
      }),
    )
}
test.run()
