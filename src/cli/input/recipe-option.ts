/** A recipe on the command line: a name, or a file. */
import { readFileSync, statSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import { isRecipeName, parseRecipe } from '../../formats/recipe-json.js'
import { LenetError } from '../../model/errors.js'
import { type Recipe, recipes } from '../../model/recipes.js'
import { fileError } from '../../node/files.js'

export interface NamedRecipe {
  /** The recipe's name, or the path of its file as given. */
  readonly name: string
  readonly recipe: Recipe
}

/** A file with every field has about 400 bytes. */
const MAX_FILE_BYTES = 1 << 16

/**
 * The recipe of that name, or the one in the file `name.json`.
 *
 * @throws {InvalidArgumentError} for a name that is neither
 * @throws {LenetError} ERR_FILE if the file cannot be read, ERR_CONFIG if it does not hold a recipe
 */
export function namedRecipe(name: string): NamedRecipe {
  if (isRecipeName(name)) return { name, recipe: recipes[name] }
  if (!name.endsWith('.json')) {
    throw new InvalidArgumentError(
      `The recipes are ${Object.keys(recipes).join(', ')}; a file ends in .json.`,
    )
  }
  return { name, recipe: parseRecipe(read(name), name) }
}

function read(path: string): string {
  try {
    if (statSync(path).size > MAX_FILE_BYTES) {
      throw new LenetError(
        'ERR_CONFIG',
        `${path}: larger than ${MAX_FILE_BYTES} bytes, the most for a recipe`,
      )
    }
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw cause instanceof LenetError ? cause : fileError('read', path, cause)
  }
}
