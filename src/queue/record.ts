/** A sweep in the queue, as data: what every worker and every collector reads of it, and the jobs it consists of. */
import { createHash } from 'node:crypto'
import { isObject, parseJson } from '../formats/json.js'
import { checkConfig } from '../model/config.js'
import { LenetError } from '../model/errors.js'
import { show } from '../model/validate.js'
import type { Job } from '../sweep/run.js'
import { parseSettings, type Settings } from '../sweep/settings.js'

/** What a sweep is to make. */
export interface SweepRecord {
  readonly settings: Settings
  readonly seeds: readonly number[]
}

/** What a job in the queue holds. */
export interface JobData {
  readonly recipe: string
  readonly seed: number
  /** Digest of the settings that it belongs to: recipes, digests of wasm modules and data, numbers of digits. */
  readonly settings: string
  /** Of a run that is made for the second time: who made it first, and must not make it again. */
  readonly not?: string
}

/** How data are laid out in the queue; others are refused, not misread. */
const FORMAT = 1
/** Names are parts of keys, and are typed. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const MAX_SEEDS = 1_000_000

/** @throws {LenetError} ERR_CONFIG */
export function checkSweepName(name: string): void {
  if (NAME.test(name)) return
  throw new LenetError(
    'ERR_CONFIG',
    `--name ${show(name)}: expected up to 64 letters, digits, dots, dashes and underscores`,
  )
}

/** The record as text. Seeds that follow each other are a range, so that 100,000 of them take a few bytes. */
export function encodeRecord({ settings, seeds }: SweepRecord): string {
  const ranges: [first: number, last: number][] = []
  for (const seed of seeds) {
    const open = ranges.at(-1)
    if (open !== undefined && seed === open[1] + 1) open[1] = seed
    else ranges.push([seed, seed])
  }
  return JSON.stringify({ format: FORMAT, seeds: ranges, settings })
}

/** @throws {LenetError} ERR_FORMAT, ERR_CONFIG naming the sweep and the field */
export function decodeRecord(text: string, name: string): SweepRecord {
  const refuse = (why: string, cause?: unknown): never => {
    throw new LenetError('ERR_FORMAT', `sweep ${name}: ${why}`, { cause })
  }
  let value: unknown
  try {
    value = parseJson(text)
  } catch (cause) {
    refuse(`not JSON: ${(cause as Error).message}`, cause)
  }
  if (!isObject(value) || value.format !== FORMAT) {
    return refuse(
      `its format is ${show(Object(value).format)}, expected ${FORMAT}: another version of lenet1989`,
    )
  }
  const { seeds: ranges, settings } = value
  const seeds: number[] = []
  if (!Array.isArray(ranges) || ranges.length === 0) return refuse(`its seeds are ${show(ranges)}`)
  for (const range of ranges) {
    const [first, last] = Array.isArray(range) && range.length === 2 ? (range as unknown[]) : []
    if (!isSeed(first) || !isSeed(last) || last < first || seeds.length + last - first >= MAX_SEEDS) {
      return refuse(`its seeds are ${show(ranges)}`)
    }
    for (let seed = first; seed <= last; seed++) seeds.push(seed)
  }
  return { settings: parseSettings(settings, `sweep ${name}`), seeds }
}

const isSeed = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff_ffff

export const settingsDigest = (settings: Settings): string =>
  createHash('sha256').update(JSON.stringify(settings)).digest('hex')

/** The job of the runs with that recipe and seed: what it is called and what it holds. */
export function jobOf(
  { name, config: { seed } }: Job,
  recipes: ReadonlyMap<string, number>,
  settings: string,
): { readonly id: string; readonly data: JobData } {
  return { id: `r${recipes.get(name)}s${seed}`, data: { recipe: name, seed, settings } }
}

/** Recipe names in their order, which jobs are called by. */
export const recipeNumbers = ({ recipes }: Settings): Map<string, number> =>
  new Map(Object.keys(recipes).map((name, i) => [name, i]))

/** A job that makes a run for the second time. */
export const doubleId = (id: string): string => `${id}-again`

/**
 * What a job asks for, checked as any recipe is: nothing in the queue is more than data.
 *
 * @param digest of the settings
 * @throws {LenetError} ERR_FORMAT, ERR_CONFIG
 */
export function jobFrom(
  data: unknown,
  { recipes, train, test }: Settings,
  digest: string,
): Job & { not?: string } {
  const { recipe, seed, settings, not } = Object(data) as Partial<JobData>
  if (settings !== digest) {
    throw new LenetError('ERR_FORMAT', `a job with the settings ${show(settings)}, expected ${show(digest)}`)
  }
  if (typeof recipe !== 'string' || !Object.hasOwn(recipes, recipe)) {
    throw new LenetError('ERR_FORMAT', `a job with the recipe ${show(recipe)}, which its sweep does not have`)
  }
  if (!isSeed(seed)) throw new LenetError('ERR_FORMAT', `a job with the seed ${show(seed)}`)
  if (not !== undefined && typeof not !== 'string')
    throw new LenetError('ERR_FORMAT', `a job that excludes worker ${show(not)}, expected an id`)
  const config = checkConfig({ ...recipes[recipe]!, seed })
  return { name: recipe, config, train, test, ...(not !== undefined && { not }) }
}

/** What a worker sends back. */
export interface Result {
  /** Who made the run, for people, and which worker, for programs. */
  readonly by: string
  readonly worker: string
  readonly run: unknown
}

/** Most bytes of a result: what a worker sends, and so what one takes in Redis. */
export const MAX_RESULT_BYTES = 1 << 20

/** A bound for the result of a run with so many passes and test digits: its curves, and every digit misread. */
export const resultBytes = (passes: number, test: number): number => 6000 + 60 * passes + 11 * test

/**
 * Refuses recipes whose results might be too large for the queue.
 *
 * @throws {LenetError} ERR_CONFIG
 */
export function checkResultSizes({ recipes, test }: Settings): void {
  for (const [name, { passes }] of Object.entries(recipes)) {
    const bytes = resultBytes(passes, test)
    if (bytes <= MAX_RESULT_BYTES) continue
    throw new LenetError(
      'ERR_CONFIG',
      `${name}: ${passes} passes and ${test} test digits may take ${bytes} bytes a run, expected at most ${MAX_RESULT_BYTES} in a queue; use fewer of either, or sweep without --queue`,
    )
  }
}
