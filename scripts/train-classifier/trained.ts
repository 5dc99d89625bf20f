/** A recipe's networks of several seeds on one set of digits, and what they misread. */
import type { RawDigits } from '../../src/data/idx.js'
import { spread } from '../../src/sweep/statistics.js'
import { type TrainingDigits, withHands } from './digits.js'
import { type PoolOptions, trainAll } from './pool.js'
import { calibratedLoss, countMisses, logitsOf, type Views } from './reading.js'
import type { ClassifierRecipe } from './recipe.js'
import { type Log, missesLine } from './report.js'
import type { Result } from './store.js'

export interface Trained {
  readonly recipe: ClassifierRecipe
  readonly digits: TrainingDigits
  readonly networks: readonly Result[]
}

/** Misses of each network on a set of digits, read in so many views, and its cross-entropy at the temperature that suits it. */
export interface Figures {
  readonly set: string
  readonly trained: number
  readonly digits: number
  readonly views: Views
  readonly misses: readonly number[]
  readonly losses: readonly number[]
}

/** A set to read, and what the log calls it. */
export interface NamedDigits extends RawDigits {
  readonly name: string
}

/** Views in which every set is read. */
const VIEWS = [1, 4] as const

/** Trains a network for each seed on `mnist` and, where the recipe has any, other hands. */
export async function train(
  recipe: ClassifierRecipe,
  seeds: readonly number[],
  mnist: RawDigits,
  log: Log,
  options: PoolOptions,
): Promise<Trained> {
  const digits = withHands(mnist, recipe)
  log.line(
    `\n${digits.mnist} training digits, ${digits.pen} of the pen and ${digits.grafts} grafted to draw from`,
  )
  const networks = await trainAll(
    seeds.map((seed) => ({ recipe, seed })),
    digits,
    options,
  )
  const seconds = networks.reduce((total, result) => total + result.seconds, 0)
  log.line(`${networks.length} networks, ${Math.round(seconds / networks.length)} s each`)
  return { recipe, digits, networks }
}

/** Reads `digits` with all networks, in one view and in four. */
export async function read(
  { recipe, digits: { mnist }, networks }: Trained,
  digits: NamedDigits,
  log: Log,
): Promise<Figures[]> {
  const all: Figures[] = []
  for (const views of VIEWS) {
    const logits = await Promise.all(networks.map(({ state }) => logitsOf(state, digits, recipe, views)))
    const figures = {
      set: digits.name,
      trained: mnist,
      digits: digits.labels.length,
      views,
      misses: logits.map((each) => countMisses(each, digits.labels)),
      losses: logits.map((each) => Number(calibratedLoss(each, digits.labels).toFixed(5))),
    }
    all.push(figures)
    const misses = missesLine(figures.misses, figures.digits)
    log.line(
      `${digits.name}, ${views === 1 ? '1 view' : `${views} views`}: ${misses}; loss ${spread(figures.losses).mean.toFixed(5)}: ${figures.losses.join(' ')}`,
    )
  }
  return all
}
