/** Training side by side: what a second worker thread, with a network of its own, brings. */
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { type Effort, middle } from '../measure.js'
import type { BenchResult } from '../result.js'
import { COUNT, type Dataset } from '../target.js'
import type { Job, Result } from '../training-worker.js'

const WORKERS = 2

export const workers = async (dataset: Dataset, effort: Effort): Promise<BenchResult> =>
  outcome(await workerRates(dataset, effort, WORKERS))

/** Steps per second of each round, by the number of workers, from one to `most`. */
export async function workerRates({ real }: Dataset, effort: Effort, most: number): Promise<number[][]> {
  const milliseconds = 8 * effort.time
  const pool = await Promise.all(Array.from({ length: most }, startWorker))
  try {
    const ask = async (worker: Worker, job: Job): Promise<Result> => {
      worker.postMessage(job)
      return ((await once(worker, 'message')) as [Result])[0]
    }
    const together = async (count: number): Promise<number> => {
      const results = await Promise.all(pool.slice(0, count).map((worker) => ask(worker, { milliseconds })))
      return results.reduce((sum, { buffers, seconds }) => sum + (buffers * COUNT) / seconds, 0)
    }
    await Promise.all(pool.map((worker) => ask(worker, { digits: real, milliseconds: effort.warmup })))
    const rates = Array.from({ length: most }, (): number[] => [])
    for (let round = 0; round < effort.rounds; round++) {
      for (let count = 1; count <= most; count++) rates[count - 1]!.push(await together(count))
    }
    return rates
  } finally {
    await Promise.all(pool.map((worker) => worker.terminate()))
  }
}

/** Through tsx's own import: on Node 20 a worker thread does not inherit it. */
async function startWorker(): Promise<Worker> {
  const load = `import('tsx/esm/api').then(({ tsImport }) => tsImport('../training-worker.ts', ${JSON.stringify(import.meta.url)}))`
  const worker = new Worker(load, { eval: true })
  await once(worker, 'online')
  return worker
}

/** From the steps per second of each round, by the number of workers. */
function outcome(rates: readonly (readonly number[])[]): BenchResult {
  const best = rates.map((rate) => Math.max(...rate))
  const figures = rates.map((rate, i) => ({
    name: `base step, ${i + 1} worker${i ? 's' : ''}`,
    min: 1e6 / best[i]!,
    median: 1e6 / middle(rate),
  }))
  const thousands = (rate: number) => (rate / 1000).toFixed(1)
  const cores = availableParallelism()
  return {
    title: 'Workers, each training a network of its own',
    figures,
    table: {
      columns: ['', 'best, 1000 steps/s', 'median', 'of one'],
      rows: figures.map(({ name }, i) => [
        name,
        thousands(best[i]!),
        thousands(middle(rates[i]!)),
        (best[i]! / best[0]!).toFixed(2),
      ]),
    },
    notes: [
      cores < WORKERS
        ? 'This machine has one core: there is no second one to use.'
        : 'Two workers need two idle cores: other load slows the second one first.',
    ],
  }
}
