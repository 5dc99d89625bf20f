/**
 * Whole trainings against what others have printed or recorded: the notebook's first pass over 50,000 digits, and the two runs
 * that rounding does not move. Some ten seconds of work.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Split } from '../../src/data/index.js'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { loadMnist, loadZipcode } from '../../src/node/index.js'

const test = suite('first passes')

/** Both evaluations after so many passes. */
async function after(passes: number, recipe: Recipe, { train, test: validationData }: Split) {
  const network = await Network.create(recipe)
  for await (const { pass } of network.fit(train, { evaluateTrain: false })) if (pass === passes) break
  return { train: network.evaluate(train), test: network.evaluate(validationData) }
}

interface Expected {
  readonly loss: number
  readonly misses: number
}

/** Losses within a share, misses within a number. */
function near(
  found: Awaited<ReturnType<typeof after>>,
  expected: Record<'train' | 'test', Expected>,
  share: number,
  misses: number,
): void {
  for (const split of ['train', 'test'] as const) {
    const { loss, misses: wrong } = found[split]
    const off = loss / expected[split].loss - 1
    console.log(`  ${split}: loss ${loss.toExponential(6)}, ${(100 * off).toFixed(4)}% off; misses ${wrong}`)
    assert.ok(Math.abs(off) <= share, `${split}: loss ${loss}, expected ${expected[split].loss}`)
    const apart = Math.abs(wrong - expected[split].misses)
    assert.ok(apart <= misses, `${split}: ${wrong} misses, expected ${expected[split].misses}`)
  }
}

test('base over 50,000 digits: the notebook’s first pass to 3%', async () => {
  const digits = await loadMnist({ train: 50_000, test: 10_000 })
  const printed = { train: { loss: 3.372094e-2, misses: 2555 }, test: { loss: 3.295155e-2, misses: 504 } }
  near(await after(1, recipes.base, digits), printed, 0.03, 100)
})

test('modern over 50,000 digits: the first pass of PyTorch with the same masks, to four standard deviations', async () => {
  // five replays with jittered weights: training loss 0.158 ± 0.004, misses 2281 ± 64 (README of the fixtures)
  const { train } = await after(1, recipes.modern, await loadMnist({ train: 50_000, test: 10_000 }))
  console.log(`  loss ${train.loss.toFixed(4)}, misses ${train.misses}`)
  assert.ok(Math.abs(train.loss - 0.158) < 4 * 0.004, `loss ${train.loss}`)
  assert.ok(Math.abs(train.misses - 2281) < 4 * 64, `misses ${train.misses}`)
})

const postal = fileURLToPath(new URL('../../../shared/data', import.meta.url))
const zipTitle = 'base over the postal digits, 23 passes: PyTorch’s losses to 1e-4, misses exact'
if (existsSync(join(postal, 'zip.train.gz'))) {
  test(zipTitle, async () => {
    const recordedByTorch = {
      train: { loss: 2.08273e-3, misses: 23 },
      test: { loss: 3.94201e-2, misses: 119 },
    }
    near(await after(23, recipes.base, await loadZipcode(postal)), recordedByTorch, 1e-4, 0)
  })
} else test.skip(`${zipTitle} (they are not here)`)

test('augmentation over 7,291 digits, 60 passes: PyTorch’s losses to 1e-3, misses ± 1', async () => {
  const recordedByTorch = {
    train: { loss: 6.0366e-2, misses: 124 },
    test: { loss: 7.1069e-2, misses: 44 },
  }
  near(await after(60, recipes.augmentation, await loadMnist()), recordedByTorch, 1e-3, 1)
})

test.run()
