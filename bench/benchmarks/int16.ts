/** Reading digits in bulk: float32 beside int16, 256 images a call, in the same rounds. */
import { Int16Network } from '../../src/int16/index.js'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { type Case, type Effort, measure } from '../measure.js'
import { type BenchResult, figure, TIMING_COLUMNS, timingCells } from '../result.js'
import { COUNT, type Dataset, FORWARD_MACS, loadKernels } from '../target.js'

export async function int16({ real, dense }: Dataset, effort: Effort): Promise<BenchResult> {
  const { exports } = await loadKernels(recipes.base, real)
  const targets: readonly (readonly [string, Recipe, Float32Array])[] = [
    ['base', recipes.base, real.images],
    ['modern', recipes.modern, real.images],
    ['SiLU', { ...recipes.modern, activation: 'silu' }, real.images],
    ['base, dense images', recipes.base, dense.images],
  ]
  const cases: Case[] = []
  for (const [name, recipe, images] of targets) {
    const network = await Network.create(recipe)
    const fast = await Int16Network.create(network)
    cases.push({ name: `${name}, float32`, count: COUNT, run: () => void network.predict(images) })
    cases.push({ name: `${name}, int16`, count: COUNT, run: () => void fast.predict(images) })
  }
  const measurement = await measure(exports, cases, effort)
  const figures = cases.map(({ name }) => figure(measurement, name, FORWARD_MACS))
  const rows = figures.map((own, i) => [
    own.name,
    ...timingCells(own, measurement.peak),
    i % 2 === 1 ? (own.min / figures[i - 1]!.min).toFixed(2) : '',
  ])
  return {
    title: 'Reading 256 images a call, per image',
    peak: measurement.peak,
    figures,
    table: { columns: ['', ...TIMING_COLUMNS, 'of float32'], rows },
    notes: ['Both check every pixel, and copy images in and outputs out. The peak is for float32.'],
  }
}
