/** A recipe's networks on one set of digits: teachers, if it has any, and the students of several seeds. */
import type { RawDigits } from '../../src/data/idx.js'
import { spread } from '../../src/sweep/statistics.js'
import { type PoolOptions, trainAll } from './pool.js'
import { calibratedLoss, countMisses, logitsOf } from './reading.js'
import type { ClassifierRecipe } from './recipe.js'
import { type Log, missesLine } from './report.js'
import type { Result } from './store.js'

export interface Trained {
  readonly recipe: ClassifierRecipe
  /** Training digits. */
  readonly digits: number
  readonly teachers: readonly Result[]
  readonly students: readonly Result[]
}

/** Misses on a set of digits: of each student, of each teacher, and of the mean of the teachers' logits. */
export interface Figures {
  readonly trained: number
  readonly digits: number
  readonly misses: readonly number[]
  /** Cross-entropy of each student, at the temperature that suits it. */
  readonly losses: readonly number[]
  readonly teachers: readonly number[]
  readonly ensemble?: number
}

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

/** Trains teachers first, on the digits that the students will see, then a student for each seed. */
export async function train(
  recipe: ClassifierRecipe,
  seeds: readonly number[],
  digits: RawDigits,
  log: Log,
  options: PoolOptions,
): Promise<Trained> {
  log.line(`\n${digits.labels.length} training digits`)
  const teachers = await trainAll(
    Array.from({ length: recipe.teachers }, (_, i) => ({
      recipe: teacherRecipe(recipe),
      seed: FIRST_TEACHER + i,
      teachers: [],
    })),
    digits,
    options,
  )
  if (teachers.length > 0) log.line(`teachers: ${secondsLine(teachers)}`)
  const states = teachers.map(({ state }) => state)
  const students = await trainAll(
    seeds.map((seed) => ({ recipe, seed, teachers: states })),
    digits,
    options,
  )
  log.line(`networks: ${secondsLine(students)}`)
  return { recipe, digits: digits.labels.length, teachers, students }
}

const secondsLine = (results: readonly Result[]): string => {
  const sum = results.reduce((total, { seconds }) => total + seconds, 0)
  return `${results.length} of them, ${Math.round(sum / results.length)} s each`
}

/** Reads `digits` with all networks; `what` is what the log calls the digits. */
export async function read(
  { recipe, digits: trained, teachers, students }: Trained,
  digits: RawDigits,
  what: string,
  log: Log,
): Promise<Figures> {
  const logits = (results: readonly Result[]) =>
    Promise.all(results.map(({ state }) => logitsOf(state, digits, recipe)))
  const misses = (each: readonly Float32Array[]) => each.map((one) => countMisses(one, digits.labels))
  const count = digits.labels.length
  const taught = await logits(teachers)
  const learnt = await logits(students)
  const figures = {
    trained,
    digits: count,
    misses: misses(learnt),
    losses: learnt.map((one) => Number(calibratedLoss(one, digits.labels).toFixed(5))),
    teachers: misses(taught),
    ...(teachers.length > 0 && { ensemble: countMisses(sum(taught), digits.labels) }),
  }
  if (figures.ensemble !== undefined)
    log.line(`${what}, teachers: ${missesLine(figures.teachers, count)}; together ${figures.ensemble}`)
  log.line(`${what}: ${missesLine(figures.misses, count)}; loss ${spread(figures.losses).mean.toFixed(5)}`)
  return figures
}

/** The answers of an ensemble are those of its summed logits. */
const sum = (all: readonly Float32Array[]): Float32Array =>
  all[0]!.map((_, i) => all.reduce((total, logits) => total + logits[i]!, 0))
