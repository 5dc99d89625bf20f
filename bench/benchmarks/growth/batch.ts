/** How the time for a digit grows with the batch size. */
import { recipes } from '../../../src/model/recipes.js'
import { type Case, type Effort, measure } from '../../measure.js'
import { type BenchResult, figure, micro } from '../../result.js'
import { COUNT, type Dataset, loadKernels, loadTarget } from '../../target.js'

const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] as const
/** A pass of one batch of the largest size: its buffer of digits several times over. */
const PASS = 1024

const kinds = { 'base, SGD': recipes.base, 'modern, AdamW, roll, dropout': recipes.modern } as const

export async function batchSizes({ real }: Dataset, effort: Effort): Promise<BenchResult> {
  const { exports } = await loadKernels(recipes.base, real)
  const cases: Case[] = []
  for (const [kind, recipe] of Object.entries(kinds)) {
    for (const batchSize of SIZES) {
      const { exports, reset } = await loadTarget({ ...recipe, batchSize }, real)
      const run = () => {
        exports.beginPass(PASS)
        for (let at = 0; at < PASS; at += COUNT) exports.train(COUNT)
      }
      cases.push({ name: nameOf(kind, batchSize), run, count: PASS, before: reset })
    }
  }
  const measurement = await measure(exports, cases, effort)
  const figures = cases.map(({ name }) => figure(measurement, name))
  const least = (kind: string, size: number) => measurement.timing(nameOf(kind, size)).min
  return {
    title: 'Growth: training, µs a digit, by batch size',
    peak: measurement.peak,
    figures,
    curves: Object.keys(kinds).map((kind) => ({
      name: kind,
      points: SIZES.map((size) => [size, least(kind, size)] as const),
    })),
    table: {
      columns: ['batch size', ...Object.keys(kinds)],
      rows: SIZES.map((size) => [
        String(size),
        ...Object.keys(kinds).map((kind) => micro(least(kind, size))),
      ]),
    },
    notes: [],
  }
}

const nameOf = (kind: string, size: number): string => `${kind}, batch size ${size}`
