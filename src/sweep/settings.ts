/** What the runs of a sweep have in common: written at the head of its file and beside its queue, and read as strictly as it was written. */
import { isObject } from '../formats/json.js'
import { checkConfig } from '../model/config.js'
import { LenetError } from '../model/errors.js'
import type { Recipe } from '../model/recipes.js'
import { show } from '../model/validate.js'

/** What decides the runs of a sweep but their seeds. Equal settings and seeds mean equal weights, bit for bit. */
export interface Settings {
  /** SHA-256 of the wasm modules that train. */
  readonly wasmSha256: string
  /** SHA-256 of the data files. */
  readonly data: Readonly<Record<string, string>>
  /** Digits taken of them, and in what order. */
  readonly train: number
  readonly test: number
  readonly dataSeed: number
  readonly recipes: Readonly<Record<string, Recipe>>
}

const isSha256 = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0
const isSeed = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff_ffff

const checks: Record<Exclude<keyof Settings, 'recipes'>, (value: unknown) => boolean> = {
  wasmSha256: isSha256,
  data: (value) => isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isSha256),
  train: isCount,
  test: isCount,
  dataSeed: isSeed,
}

/**
 * @param where what to call the value in messages
 * @throws {LenetError} ERR_FORMAT naming the field; ERR_CONFIG naming the recipe and its field
 */
export function parseSettings(value: unknown, where: string): Settings {
  const refuse = (why: string): never => {
    throw new LenetError('ERR_FORMAT', `${where}: not the settings of a sweep: ${why}`)
  }
  if (!isObject(value)) return refuse(`${show(value)} is not an object`)
  const { recipes, ...fields } = value
  const unknown = Object.keys(fields).find((field) => !Object.hasOwn(checks, field))
  if (unknown !== undefined) refuse(`unknown field ${show(unknown)}`)
  for (const [field, check] of Object.entries(checks)) {
    if (!Object.hasOwn(fields, field) || !check(fields[field])) refuse(`${field} is ${show(fields[field])}`)
  }
  if (!isObject(recipes) || Object.keys(recipes).length === 0) return refuse(`recipes is ${show(recipes)}`)
  const checked = Object.entries(recipes).map(([name, recipe]) => [name, parseRecipe(recipe, name, where)])
  return { ...(fields as unknown as Omit<Settings, 'recipes'>), recipes: Object.fromEntries(checked) }
}

function parseRecipe(value: unknown, name: string, where: string): Recipe {
  try {
    if (isObject(value) && Object.hasOwn(value, 'seed')) {
      throw new LenetError('ERR_CONFIG', 'a recipe has no seed')
    }
    const { seed: _, ...recipe } = checkConfig(value as unknown as Recipe)
    return recipe
  } catch (error) {
    if (!(error instanceof LenetError)) throw error
    throw new LenetError(error.code, `${where}: recipe ${show(name)}: ${error.message}`, { cause: error })
  }
}

/**
 * The first place where two values differ, and how; undefined if they are equal.
 *
 * @param where words for where the two are
 */
export function difference(
  found: unknown,
  wanted: unknown,
  where: readonly [found: string, wanted: string] = ['there', 'here'],
  place = '',
): string | undefined {
  if (isObject(found) && isObject(wanted)) {
    for (const key of new Set([...Object.keys(wanted), ...Object.keys(found)])) {
      const own = (of: Record<string, unknown>) => (Object.hasOwn(of, key) ? of[key] : undefined)
      const inner = difference(own(found), own(wanted), where, place === '' ? key : `${place}.${key}`)
      if (inner !== undefined) return inner
    }
    return undefined
  }
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)]
  return a === b ? undefined : `${place} is ${a ?? 'not'} ${where[0]}, ${b ?? 'not'} ${where[1]}`
}
