/** What a file says about its weights: the recipe and seed they were trained with, and the version that wrote it. */
import { type Config, checkConfig } from '../model/config.js'
import { LenetError } from '../model/errors.js'
import { withLaterFields } from '../model/recipes.js'
import { VERSION } from '../model/version.js'
import { isObject, parseJson } from './json.js'
import type { Metadata } from './safetensors.js'

/** The `__metadata__` of weights trained with `config`: the recipe as JSON, the seed, and this package's version. */
export function weightsMetadata({ seed, ...recipe }: Config): Metadata {
  return { lenet1989: VERSION, recipe: JSON.stringify(recipe), seed: String(seed) }
}

/**
 * The recipe and the seed in a file's metadata; undefined in files of other programs.
 *
 * @param where what to call the file in messages
 * @throws {LenetError} ERR_FORMAT if the recipe is invalid
 */
export function configFromMetadata({ recipe, seed }: Metadata, where: string): Config | undefined {
  if (recipe === undefined) return undefined
  try {
    const fields = parseJson(recipe)
    if (!isObject(fields)) throw new SyntaxError('not an object')
    return checkConfig({
      ...withLaterFields(fields),
      ...(seed === undefined ? {} : { seed: /^\d+$/.test(seed) ? Number(seed) : seed }),
    } as Config)
  } catch (error) {
    if (!(error instanceof LenetError) && !(error instanceof SyntaxError)) throw error
    throw new LenetError('ERR_FORMAT', `${where}: the recipe in its metadata: ${error.message}`, {
      cause: error,
    })
  }
}
