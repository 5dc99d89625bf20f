/** How the time for a step grows with the number of digits that `fit` is given: it should not. */
import { take } from '../../../src/data/index.js'
import { recipes } from '../../../src/model/recipes.js'
import { Network } from '../../../src/network/network.js'
import { loadMnist } from '../../../src/node/index.js'
import { type Effort, middle } from '../../measure.js'
import { type BenchResult, micro } from '../../result.js'
import type { Dataset } from '../../target.js'

const SIZES = [100, 300, 1_000, 3_000, 10_000, 30_000, 60_000] as const
/** Digits that each size trains on in a round, in as many passes as that takes. */
const ROUND = 10_000
const ROUNDS = 5
/** Digits that a sample covers at least, of one pass or of many: some 10 ms, however many digits there are. */
const SAMPLE = 1_000
const kinds = { 'base, SGD': recipes.base, 'modern, AdamW, roll, dropout': recipes.modern } as const

interface Series {
  readonly kind: string
  readonly size: number
  readonly passes: ReturnType<Network['fit']>
  readonly clock: Clock
}

/** Takes the time from one report of `fit` to the next, turns of the event loop and all. */
class Clock {
  /** Microseconds for a digit. */
  readonly samples: number[] = []
  #digits = 0
  #started = 0

  /** From here on; `digits` have been done so far. */
  start(digits: number): void {
    this.#digits = digits
    this.#started = performance.now()
  }

  at(digits: number): void {
    const done = digits - this.#digits
    if (done < SAMPLE) return
    this.samples.push(((performance.now() - this.#started) * 1000) / done)
    this.start(digits)
  }
}

export async function numbersOfDigits(_: Dataset, { rounds }: Effort): Promise<BenchResult> {
  const { train } = await loadMnist({ train: SIZES.at(-1)! })
  const series: Series[] = []
  for (const [kind, recipe] of Object.entries(kinds)) {
    for (const size of SIZES) {
      const net = await Network.create({ ...recipe, passes: 1_000_000 })
      const clock = new Clock()
      const passes = net.fit(take(train, size), {
        evaluateTrain: false,
        onProgress: ({ pass, done }) => clock.at((pass - 1) * size + done),
      })
      series.push({ kind, size, passes, clock })
    }
  }
  for (let round = 0; round < Math.min(rounds, ROUNDS); round++) {
    for (const { size, passes, clock } of series) {
      const inRound = Math.ceil(ROUND / size)
      clock.start(round * inRound * size)
      for (let pass = 1; pass <= inRound; pass++) {
        await passes.next()
        clock.at((round * inRound + pass) * size)
      }
    }
  }
  for (const { passes } of series) await passes.return()
  const figures = series.map(({ kind, size, clock: { samples } }) => ({
    name: `${kind}, ${size} digits`,
    min: Math.min(...samples),
    median: middle(samples),
  }))
  const least = (kind: string, size: number): number =>
    figures[series.findIndex((one) => one.kind === kind && one.size === size)]!.min
  return {
    title: 'Growth: fit, µs a step, by number of digits',
    figures,
    curves: Object.keys(kinds).map((kind) => ({
      name: kind,
      points: SIZES.map((size) => [size, least(kind, size)] as const),
    })),
    table: {
      columns: ['digits', ...Object.keys(kinds)],
      rows: SIZES.map((size) => [
        String(size),
        ...Object.keys(kinds).map((kind) => micro(least(kind, size))),
      ]),
    },
    notes: [],
  }
}
