/** What each choice of a recipe costs, as a ratio to the training step of 1989. */
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { type Case, type Effort, measure } from '../measure.js'
import { type BenchResult, figure, micro } from '../result.js'
import { COUNT, type Dataset, loadKernels, loadTarget } from '../target.js'

const { base, crossEntropy, adam, augmentation, modern, paper1989 } = recipes
const BASE = 'base: tanh, MSE, SGD'

const variants: Readonly<Record<string, Recipe>> = {
  [BASE]: base,
  'base with scaled tanh': { ...base, activation: 'scaledTanh' },
  'base with ReLU': { ...base, activation: 'relu' },
  'base with SiLU': { ...base, activation: 'silu' },
  'base with cross-entropy': crossEntropy,
  'adam: cross-entropy, AdamW': adam,
  'augmentation: AdamW, roll': augmentation,
  'modern: ReLU, AdamW, roll, dropout': modern,
  'paper1989: Newton, running curvatures': paper1989,
  'paper1989, curvatures of the pass': { ...paper1989, curvature: 'perPass' },
  'base at batch size 64, an image': { ...base, batchSize: 64 },
  'modern at batch size 64, an image': { ...modern, batchSize: 64 },
}

export async function recipeCosts({ real }: Dataset, effort: Effort): Promise<BenchResult> {
  const { exports } = await loadKernels(base, real)
  const targets = await Promise.all(
    Object.entries(variants).map(async ([name, recipe]) => [name, await loadTarget(recipe, real)] as const),
  )
  const cases = targets.map(
    ([name, { trainBuffer, reset }]): Case => ({ name, run: trainBuffer, count: COUNT, before: reset }),
  )
  const measurement = await measure(exports, cases, effort)
  const figures = cases.map(({ name }) => figure(measurement, name))
  const first = measurement.timing(BASE)
  return {
    title: 'Recipes: a training step on real digits',
    peak: measurement.peak,
    figures,
    table: {
      columns: ['', 'min µs', 'median µs', 'of the base step'],
      rows: figures.map(({ name, min, median }) => [
        name,
        micro(min),
        micro(median),
        (min / first.min).toFixed(2),
      ]),
    },
    notes: [],
  }
}
