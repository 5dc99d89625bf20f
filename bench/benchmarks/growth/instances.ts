/** One to four networks side by side: taking turns in one thread, a step each, and each in a worker thread of its own. */
import { availableParallelism } from 'node:os'
import { recipes } from '../../../src/model/recipes.js'
import { type Case, type Effort, measure, middle } from '../../measure.js'
import { type BenchResult, figure, micro } from '../../result.js'
import { COUNT, type Dataset, loadKernels, loadTarget, type Target } from '../../target.js'
import { workerRates } from '../workers.js'

const MOST = 4

export async function instances(dataset: Dataset, effort: Effort): Promise<BenchResult> {
  const { real } = dataset
  const { exports } = await loadKernels(recipes.base, real)
  const targets: Target[] = []
  for (let i = 0; i < MOST; i++) targets.push(await loadTarget(recipes.base, real))
  const counts = Array.from({ length: MOST }, (_, i) => i + 1)
  const cases = counts.map((count) => turns(targets.slice(0, count)))
  const measurement = await measure(exports, cases, effort)
  const rates = await workerRates(dataset, effort, MOST)
  const turn = (count: number) => measurement.timing(cases[count - 1]!.name).min
  const best = rates.map((rate) => Math.max(...rate))
  const thousands = (stepsPerSecond: number) => (stepsPerSecond / 1000).toFixed(1)
  return {
    title: 'Growth: networks side by side, base, batch size 1',
    figures: [
      ...cases.map(({ name }) => figure(measurement, name)),
      ...rates.map((rate, i) => ({
        name: `${i + 1} in worker threads`,
        min: 1e6 / best[i]!,
        median: 1e6 / middle(rate),
      })),
    ],
    curves: [
      { name: 'in one thread', points: counts.map((count) => [count, 1000 / turn(count)] as const) },
      {
        name: 'a worker thread each',
        points: counts.map((count) => [count, best[count - 1]! / 1000] as const),
      },
    ],
    table: {
      columns: ['networks', 'one thread, µs a step', '1000 steps/s', 'threads, 1000 steps/s', 'of one'],
      rows: counts.map((count) => [
        String(count),
        micro(turn(count)),
        thousands(1e6 / turn(count)),
        thousands(best[count - 1]!),
        (best[count - 1]! / best[0]!).toFixed(2),
      ]),
    },
    notes: [`This machine has ${availableParallelism()} cores.`],
  }
}

/** Networks that train on a digit each in turn, so that each finds the caches full of the others' weights. */
function turns(targets: readonly Target[]): Case {
  return {
    name: `${targets.length} taking turns in one thread`,
    count: targets.length * COUNT,
    before() {
      for (const { reset } of targets) reset()
    },
    run() {
      for (const { exports } of targets) exports.beginPass(COUNT)
      for (let i = 0; i < COUNT; i++) {
        for (const { exports } of targets) exports.train(1)
      }
    },
  }
}
