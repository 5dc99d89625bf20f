/** Seeds of one recipe, trained and read. */
import type { RawDigits } from '../../src/data/idx.js'
import type { StateDict } from '../../src/state.js'
import { type PoolOptions, trainAll } from './pool.js'
import type { ClassifierRecipe } from './recipe.js'
import type { Result } from './store.js'
import { countMisses, logitsOf } from './trainer.js'

/** Seeds of the teachers, apart from those of any student. */
const FIRST_TEACHER = 1001

/** The recipe of a teacher: the student's, without teachers of its own. */
const teacherRecipe = (recipe: ClassifierRecipe): ClassifierRecipe => ({
  ...recipe,
  passes: recipe.teacherPasses,
  teachers: 0,
  teacherShare: 0,
  temperature: 1,
})

/** Trains the recipe's teachers, if it has any, on the same digits as the students. */
export async function trainTeachers(
  recipe: ClassifierRecipe,
  digits: RawDigits,
  options: PoolOptions,
): Promise<Result[]> {
  const seeds = Array.from({ length: recipe.teachers }, (_, i) => FIRST_TEACHER + i)
  return trainAll(
    seeds.map((seed) => ({ recipe: teacherRecipe(recipe), seed, teachers: [] })),
    digits,
    options,
  )
}

/** Trains a network for each seed. */
export const trainSeeds = (
  recipe: ClassifierRecipe,
  seeds: readonly number[],
  teachers: readonly StateDict[],
  digits: RawDigits,
  options: PoolOptions,
): Promise<Result[]> =>
  trainAll(
    seeds.map((seed) => ({ recipe, seed, teachers })),
    digits,
    options,
  )

/** Misses of each network on `digits`. */
export const missesOf = (
  results: readonly Result[],
  digits: RawDigits,
  recipe: ClassifierRecipe,
): Promise<number[]> =>
  Promise.all(
    results.map(async ({ state }) => countMisses(await logitsOf(state, digits, recipe), digits.labels)),
  )

/** Misses of all of them together, by the mean of their logits. */
export async function ensembleMisses(
  results: readonly Result[],
  digits: RawDigits,
  recipe: ClassifierRecipe,
): Promise<number> {
  const all = await Promise.all(results.map(({ state }) => logitsOf(state, digits, recipe)))
  const sums = all[0]!.map((_, i) => all.reduce((sum, logits) => sum + logits[i]!, 0))
  return countMisses(sums, digits.labels)
}
