/** Recipes as files: a JSON object with all fields of a recipe, or with `extends` and the fields that differ. */
import { checkConfig } from '../model/config.js'
import { LenetError, located } from '../model/errors.js'
import { type Recipe, type RecipeName, recipes, withLaterFields } from '../model/recipes.js'
import { isObject, parseJson } from './json.js'

/** Whether there is a recipe of this name. */
export const isRecipeName = (name: unknown): name is RecipeName =>
  typeof name === 'string' && Object.hasOwn(recipes, name)

/**
 * Reads a recipe:
 *
 *     { "extends": "modern", "dropout": 0.35 }
 *
 * @param where what to call the file in messages
 * @throws {LenetError} ERR_CONFIG naming the file and the field: not JSON, not an object, a repeated key, an unknown or missing field, a value
 *   that is not allowed, an unknown recipe to extend
 */
export function parseRecipe(text: string, where: string): Recipe {
  const fields = object(text, where)
  const { extends: parent, ...own } = fields
  if (Object.hasOwn(fields, 'extends') && !isRecipeName(parent)) {
    throw new LenetError(
      'ERR_CONFIG',
      `${where}: extends is ${JSON.stringify(parent)}, expected ${Object.keys(recipes).join(', ')}`,
    )
  }
  const recipe = isRecipeName(parent) ? { ...recipes[parent], ...own } : withLaterFields(own)
  // A configuration has a seed, a recipe has none: one file serves many runs.
  const unknown = Object.keys(own).find((field) => !Object.hasOwn(recipes.base, field))
  if (unknown !== undefined) {
    throw new LenetError(
      'ERR_CONFIG',
      `${where}: unknown field ${JSON.stringify(unknown)}; expected ${['extends', ...Object.keys(recipes.base)].join(', ')}`,
    )
  }
  const missing = Object.keys(recipes.base).find((field) => !Object.hasOwn(recipe, field))
  if (missing !== undefined) {
    throw new LenetError(
      'ERR_CONFIG',
      `${where}: field ${missing} is missing; give every field, or begin with "extends": "base"`,
    )
  }
  try {
    const { seed: _, ...checked } = checkConfig(recipe as Recipe)
    return checked
  } catch (error) {
    throw located(error, where)
  }
}

function object(text: string, where: string): Record<string, unknown> {
  let value: unknown
  try {
    // Editors on Windows may write a byte order mark, which JSON does not allow.
    value = parseJson(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    // The message may quote the text, line breaks included.
    const reason = (error as Error).message.replace(/\s+/g, ' ')
    throw new LenetError('ERR_CONFIG', `${where}: not valid JSON: ${reason}`, { cause: error })
  }
  if (isObject(value)) return value
  throw new LenetError('ERR_CONFIG', `${where}: expected an object with the fields of a recipe`)
}
