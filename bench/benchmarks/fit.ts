/** What `fit` adds to the steps themselves: digits copied into the batch buffer, turns of the event loop, the iteration. */
import type { Digits } from '../../src/data/index.js'
import { recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { fillBuffer } from '../../src/wasm/index.js'
import { type Effort, middle } from '../measure.js'
import { type BenchResult, micro } from '../result.js'
import { type Dataset, loadTarget, type Target } from '../target.js'

export async function fit({ all, real }: Dataset, { rounds }: Effort): Promise<BenchResult> {
  const target = await loadTarget(recipes.base, real)
  const net = await Network.create({ ...recipes.base, passes: rounds + 1 })
  const passes = net.fit(all, { evaluateTrain: false })
  const alone: number[] = []
  const inFit: number[] = []
  // one pass more than counts, for the compiler
  for (let round = 0; round <= rounds; round++) {
    alone.push(trainPass(target, all))
    const started = performance.now()
    await passes.next()
    inFit.push(performance.now() - started)
  }
  const figures = [
    figureOf('steps alone', alone.slice(1), all.length),
    figureOf('fit without evaluation', inFit.slice(1), all.length),
  ]
  const [least, fitted] = [figures[0]!.min, figures[1]!.min]
  return {
    title: `fit over a pass of ${all.length} digits, per step`,
    figures,
    table: {
      columns: ['', 'min µs', 'median µs', 'of the steps'],
      rows: figures.map(({ name, min, median }) => [
        name,
        micro(min),
        micro(median),
        (min / least).toFixed(3),
      ]),
    },
    notes: [`fit takes ${((fitted / least - 1) * 100).toFixed(1)}% longer than its steps.`],
  }
}

/** Milliseconds of the calls that train, without what goes on between them. */
function trainPass(target: Target, digits: Digits): number {
  const { exports } = target
  let milliseconds = 0
  exports.beginPass(digits.length)
  for (let at = 0; at < digits.length; ) {
    const count = fillBuffer(target, digits, at)
    const started = performance.now()
    exports.train(count)
    milliseconds += performance.now() - started
    at += count
  }
  return milliseconds
}

const figureOf = (name: string, milliseconds: readonly number[], steps: number) => ({
  name,
  min: (Math.min(...milliseconds) * 1000) / steps,
  median: (middle(milliseconds) * 1000) / steps,
})
