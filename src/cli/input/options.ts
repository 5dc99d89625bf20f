/** Options that several commands share. Values are parsed strictly, so that a slip is named at once. */

import { availableParallelism } from 'node:os'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { isSeed, SEED_EXPECTED } from '../../model/config.js'
import { type Recipe, recipes } from '../../model/recipes.js'
import type { Axis } from '../../sweep/grid.js'
import type { Shard } from '../../sweep/plan.js'
import { namedRecipe } from './recipe-option.js'

/** Where the digits come from, and how many of them. */
export interface DataOptions {
  readonly data: string
  readonly train?: number
  readonly test?: number
  readonly dataSeed: number
}

/** A recipe, and what to change in it. */
export interface RecipeOptions {
  readonly recipe: Recipe
  readonly seed: number
  readonly passes?: number
  readonly lr?: number
}

/** The notebook's seed. */
export const SEED = 1337
/** More threads than processors gain nothing; each takes about 30 MB. */
const MAX_WORKERS = 256

/** A whole number from 1. */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('Expected a whole number from 1.')
  }
  return value
}

/** A seed of MT19937: 32 bits. */
export function seedNumber(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || !isSeed(value)) throw new InvalidArgumentError(`Expected ${SEED_EXPECTED}.`)
  return value
}

/** More seeds than anyone waits for: a slip such as 1..20000000 is named before it fills the memory. */
const MAX_SEEDS = 100_000

/** Seeds and ranges of them: `1337`, `1..20`, `1,5,10..12`. */
export function seedList(text: string): number[] {
  const seeds = new Set<number>()
  for (const part of text.split(',')) {
    const [first, last = first, ...rest] = part.split('..').map(seedNumber) as [number, ...number[]]
    if (rest.length > 0 || last < first || last - first >= MAX_SEEDS) {
      throw new InvalidArgumentError(`Expected seeds such as 1..20 or 1,5,9, at most ${MAX_SEEDS} of them.`)
    }
    for (let seed = first; seed <= last; seed++) seeds.add(seed)
  }
  return [...seeds]
}

/** A part of a sweep: `3/16`. */
export function shardNumber(text: string): Shard {
  const [index = 0, count = 0, ...rest] = text
    .split('/')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : 0))
  if (rest.length > 0 || index < 1 || index > count || count > MAX_SEEDS) {
    throw new InvalidArgumentError('Expected a part and how many there are, such as 3/16.')
  }
  return { index, count }
}

/** A field of recipes and its values: `lr=0.02,0.03`. */
export function gridAxis(text: string): Axis {
  const [, field, list] = /^(\w+)=(.+)$/.exec(text) ?? []
  const values = list?.split(',').map((value) => value.trim())
  if (field === undefined || values === undefined || values.includes('')) {
    throw new InvalidArgumentError('Expected a field and its values, such as lr=0.02,0.03.')
  }
  return { field, values }
}

/** A number of seeds. */
export function seedCount(text: string): number {
  const count = wholeNumber(text)
  if (count > MAX_SEEDS) throw new InvalidArgumentError(`Expected at most ${MAX_SEEDS}.`)
  return count
}

/** Threads of a pool. */
export function workerCount(text: string): number {
  const count = wholeNumber(text)
  if (count > MAX_WORKERS) throw new InvalidArgumentError(`Expected at most ${MAX_WORKERS}.`)
  return count
}

/** A finite number over 0: 0.03, .03, 3e-2. `Number` alone would also accept hexadecimal and the empty string. */
export function positiveNumber(text: string): number {
  const value = Number(text)
  if (!/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('Expected a number over 0.')
  }
  return value
}

/** A share, above 0 and up to 1. */
export function share(text: string): number {
  const value = positiveNumber(text)
  if (value > 1) throw new InvalidArgumentError('Expected a share above 0, up to 1.')
  return value
}

/** Adds --data, --train, --test and --data-seed. */
export const withData = (command: Command): Command =>
  command
    .option(
      '--data <mnist|DIR>',
      'MNIST, or a folder with four idx files (plain or .gz) or zip.train.gz and zip.test.gz',
      'mnist',
    )
    .option('--train <n>', 'training digits (default: 7291, or all of a folder that has fewer)', wholeNumber)
    .option('--test <n>', 'test digits (default: 2007, or all of a folder that has fewer)', wholeNumber)
    .option(
      '--data-seed <n>',
      'which digits and in what order (not for zip.*.gz, which keep theirs)',
      seedNumber,
      SEED,
    )

/** Adds --seed. */
export const withSeed = (command: Command): Command =>
  command.option('--seed <n>', 'seed of initial weights, shifts and dropout masks', seedNumber, SEED)

/** Adds --workers. */
export const withWorkers = (command: Command): Command =>
  command.option(
    '--workers <n>',
    'runs side by side (default: the number of processors)',
    workerCount,
    availableParallelism(),
  )

/** Adds --recipe, --seed, --passes and --lr. */
export const withRecipe = (command: Command): Command =>
  withSeed(command.addOption(recipeOption().default(recipes.base, 'base')))
    .option('--passes <n>', "passes (epochs) over the training digits, instead of the recipe's", wholeNumber)
    .option('--lr <x>', "learning rate, instead of the recipe's", positiveNumber)

export const recipeOption = (): Option =>
  new Option(
    '--recipe <name|file.json>',
    `${Object.keys(recipes).join(', ')}, or a file of your own`,
  ).argParser((name) => namedRecipe(name).recipe)

/** The recipe with the requested changes. */
export const chosenRecipe = ({ recipe, passes, lr }: RecipeOptions): Recipe => ({
  ...recipe,
  ...(passes === undefined ? {} : { passes }),
  ...(lr === undefined ? {} : { lr }),
})
