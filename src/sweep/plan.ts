/** What a sweep is to make: recipes times seeds, as jobs in one fixed order, and what of it one machine of several makes. */
import { checkConfig } from '../model/config.js'
import type { Recipes } from './grid.js'
import type { Job, RunResult } from './run.js'

/** A part of a sweep: part `index`, from 1, of `count`. */
export interface Shard {
  readonly index: number
  readonly count: number
}

/** How many digits the runs train on and are tested with. */
interface Counts {
  readonly train: number
  readonly test: number
}

/** What tells the runs of a sweep apart. */
export const runKey = (name: string, seed: number): string => `${seed} ${name}`

/** The jobs of all recipes and seeds, recipe by recipe. */
export const planJobs = (recipes: Recipes, seeds: readonly number[], { train, test }: Counts): Job[] =>
  Object.entries(recipes).flatMap(([name, recipe]) =>
    seeds.map((seed) => ({ name, config: checkConfig({ ...recipe, seed }), train, test })),
  )

/** The jobs of a shard: every `count`-th, so that each has its share of every recipe. */
export const shardJobs = (jobs: readonly Job[], { index, count }: Shard): Job[] =>
  jobs.filter((_, i) => i % count === index - 1)

/** The runs of each recipe in the order of the seeds; recipes without a run are left out. */
export const groupRuns = (
  recipes: Recipes,
  seeds: readonly number[],
  made: ReadonlyMap<string, RunResult>,
): RunResult[][] =>
  Object.keys(recipes)
    .map((name) => seeds.flatMap((seed) => made.get(runKey(name, seed)) ?? []))
    .filter((runs) => runs.length > 0)
