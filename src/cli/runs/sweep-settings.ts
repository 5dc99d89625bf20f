/** The options of `sweep`, and the settings of the runs that they ask for. */
import { checkConfig } from '../../model/config.js'
import { LenetError } from '../../model/errors.js'
import { type Recipe, recipes } from '../../model/recipes.js'
import type { LoadedDigits } from '../../node/index.js'
import { type Axis, gridRecipes, type Recipes } from '../../sweep/grid.js'
import type { Shard } from '../../sweep/plan.js'
import type { Settings } from '../../sweep/settings.js'
import type { DataOptions } from '../input/options.js'
import type { NamedRecipe } from '../input/recipe-option.js'
import type { ReportOptions } from '../output/report-folder.js'
import { wasmSha256 } from '../output/wasm-digest.js'

export interface SweepOptions extends DataOptions, ReportOptions {
  readonly recipe?: readonly NamedRecipe[]
  readonly set?: readonly Axis[]
  readonly seeds: readonly number[]
  readonly passes?: number
  readonly workers: number
  readonly out?: string
  readonly resume?: true
  readonly json?: true
  readonly shard?: Shard
  readonly merge?: readonly string[]
  readonly queue?: string
  readonly name?: string
  readonly verify?: number
  readonly detach?: true
  readonly attach?: string
  readonly cancel?: string
}

const BASE: NamedRecipe = { name: 'base', recipe: recipes.base }

/**
 * The recipes by name, with the passes asked for, times the values of --set.
 *
 * @throws {LenetError} ERR_CONFIG
 */
export function sweepRecipes({ recipe: named = [BASE], passes, set = [] }: SweepOptions): Recipes {
  if (passes !== undefined && set.some(({ field }) => field === 'passes')) {
    throw new LenetError('ERR_CONFIG', '--passes and --set passes: give one of them')
  }
  const chosen: Record<string, Recipe> = {}
  for (const { name, recipe } of named) {
    if (Object.hasOwn(chosen, name)) throw new LenetError('ERR_CONFIG', `--recipe ${name}: given twice`)
    const { seed: _, ...checked } = checkConfig({ ...recipe, ...(passes !== undefined && { passes }) })
    chosen[name] = checked
  }
  return gridRecipes(chosen, set)
}

export const sweepSettings = (
  recipes: Recipes,
  { digests, train, test }: LoadedDigits,
  { dataSeed }: DataOptions,
): Settings => ({
  wasmSha256: wasmSha256(),
  data: digests,
  train: train.length,
  test: test.length,
  dataSeed,
  recipes,
})
