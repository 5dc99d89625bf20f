/**
 * Networks that PyTorch has trained, read by ours: the recorded outputs for 2,000 test digits, and loss and misses over
 * both whole sets. From the fixtures' README; an implementation that reads one digit differently fails here.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Digits, Split } from '../../src/data/index.js'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { type StateDict, tensorNames } from '../../src/model/state.js'
import { Network } from '../../src/network/network.js'
import { loadMnist, loadZipcode } from '../../src/node/index.js'
import { hasFixture, readFixture } from '../support/fixtures.js'
import { sameNumbers } from '../support/numbers.js'

const test = suite('trained by PyTorch')

interface Recorded {
  readonly file: string
  readonly recipe: Recipe
  readonly digits: () => Promise<Split>
  readonly train: readonly [loss: number, misses: number]
  readonly test: readonly [loss: number, misses: number]
  /** Why it cannot be checked here. */
  readonly lacks?: string | undefined
}

/** The postal digits are not ours to publish. */
const postal = fileURLToPath(new URL('../../../shared/data', import.meta.url))
const lacksPostal =
  existsSync(postal) && hasFixture('trained_zip_base') ? undefined : 'the postal digits are not here'

const recorded: readonly Recorded[] = [
  {
    file: 'trained_mnist1989_base',
    recipe: recipes.base,
    digits: () => loadMnist(),
    train: [3.86177329e-3, 43],
    test: [2.84492671e-2, 87],
  },
  {
    file: 'trained_mnist50k_modern',
    recipe: recipes.modern,
    digits: () => loadMnist({ train: 50_000, test: 10_000 }),
    train: [1.1167118e-1, 1680],
    test: [9.49755386e-2, 306],
  },
  {
    file: 'trained_zip_base',
    recipe: recipes.base,
    digits: () => loadZipcode(postal),
    train: [2.08272762e-3, 23],
    test: [3.94200832e-2, 119],
    lacks: lacksPostal,
  },
]

for (const { file, recipe, digits, lacks, ...splits } of recorded) {
  const title = `${file}: outputs within 1e-5, losses to 1e-6, misses exact`
  if (lacks) {
    test.skip(`${title} (${lacks})`)
    continue
  }
  test(title, async () => {
    const fixture = readFixture(file)
    const weights = tensorNames.map((name) => [name, fixture.tensor(name, 'F32')])
    const network = await Network.create(recipe)
    network.loadStateDict(Object.fromEntries(weights) as StateDict)
    const sets: Split<Digits> = await digits()

    sameNumbers(sets.test.labels.subarray(0, 2000), fixture.tensor('test_labels', 'U8'))
    const theirs = fixture.tensor('test_out', 'F32')
    const ours = network.predict(sets.test.images.subarray(0, 2000 * 256))
    assert.is(ours.length, theirs.length)
    let worst = 0
    // logits reach 20 and more, whose float32 is as much coarser
    for (const [i, output] of ours.entries())
      worst = Math.max(worst, Math.abs(output - theirs[i]) / Math.max(1, Math.abs(theirs[i])))
    console.log(`  ${file}: max difference of 2000 × 10 outputs ${worst.toExponential(2)}`)
    assert.ok(worst <= 1e-5, `outputs differ by ${worst}`)

    for (const split of ['train', 'test'] as const) {
      const [loss, misses] = splits[split]
      const found = network.evaluate(sets[split])
      const apart = Math.abs(found.loss / loss - 1)
      console.log(`  ${file}, ${split}: loss ${found.loss}, recorded ${loss}; misses ${found.misses}`)
      assert.ok(apart < 1e-6, `${split}: loss ${found.loss}, recorded ${loss}`)
      assert.is(found.misses, misses, `${split}: misses`)
      assert.is(found.error, misses / sets[split].length)
    }
  })
}

test.run()
