/** Grids: recipes multiplied by the values that some of their fields take. */
import { checkConfig } from '../model/config.js'
import { LenetError } from '../model/errors.js'
import { type Recipe, recipes } from '../model/recipes.js'

/** A field of a recipe and the values it takes, as they were written. */
export interface Axis {
  readonly field: string
  readonly values: readonly string[]
}

/** Recipes by name. */
export type Recipes = Readonly<Record<string, Recipe>>

/** More recipes than anybody compares; a slip is named before it fills the memory. */
const MAX_RECIPES = 10_000

/**
 * Each recipe with each combination of values, the last axis fastest, named after what was set: `base lr=0.02 weightDecay=0`. Without axes,
 * the recipes as they are.
 *
 * @throws {LenetError} ERR_CONFIG naming the field: unknown, given twice, a value twice, a value that the field or the recipe does not allow, too
 *   many recipes
 */
export function gridRecipes(given: Recipes, axes: readonly Axis[]): Recipes {
  for (const [i, { field, values }] of axes.entries()) checkAxis(field, values, axes.slice(0, i))
  const count = axes.reduce((product, { values }) => product * values.length, Object.keys(given).length)
  if (count > MAX_RECIPES) {
    throw new LenetError('ERR_CONFIG', `--set makes ${count} recipes, expected at most ${MAX_RECIPES}`)
  }
  let found = Object.entries(given)
  for (const { field, values } of axes) {
    found = found.flatMap(([name, recipe]) =>
      values.map((text): [string, Recipe] => [
        `${name} ${field}=${text}`,
        { ...recipe, [field]: fieldValue(field as keyof Recipe, text) },
      ]),
    )
  }
  if (axes.length > 0) for (const [name, recipe] of found) checkRecipe(name, recipe)
  return Object.fromEntries(found)
}

function checkAxis(field: string, values: readonly string[], others: readonly Axis[]): void {
  if (!Object.hasOwn(recipes.base, field)) {
    const fields = Object.keys(recipes.base).join(', ')
    throw new LenetError('ERR_CONFIG', `--set ${field}: not a field of a recipe; the fields are ${fields}`)
  }
  if (others.some((other) => other.field === field)) {
    throw new LenetError('ERR_CONFIG', `--set ${field}: given twice; separate its values by commas`)
  }
  const seen = new Set<string>()
  for (const text of values) {
    const value = JSON.stringify(fieldValue(field as keyof Recipe, text))
    if (seen.has(value)) throw new LenetError('ERR_CONFIG', `--set ${field}: ${text} is given twice`)
    seen.add(value)
  }
}

/** A decimal number: `Number` alone would also take hexadecimal and the empty string. */
const NUMBER = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** A value of the field's type; whether it is one that the field may have is for `checkConfig` to say. */
function fieldValue(field: keyof Recipe, text: string): unknown {
  const example = recipes.base[field]
  if (typeof example === 'string') return text
  const number = (part: string): number => {
    if (NUMBER.test(part)) return Number(part)
    throw new LenetError('ERR_CONFIG', `--set ${field}: ${JSON.stringify(part)} is not a number`)
  }
  // two numbers, as in betas=0.9/0.999
  return typeof example === 'number' ? number(text) : text.split('/').map(number)
}

function checkRecipe(name: string, recipe: Recipe): void {
  try {
    checkConfig(recipe)
  } catch (error) {
    if (!(error instanceof LenetError)) throw error
    throw new LenetError(error.code, `${name}: ${error.message}`, { cause: error })
  }
}
