/** A network's configuration: a recipe and a seed, checked field by field. */
import { LenetError } from './errors.js'
import type { Recipe } from './recipes.js'
import { checkNames, reading, show } from './validate.js'

/** Everything that decides a training run but its digits. */
export interface Config extends Recipe {
  /** Seed of both random streams: PyTorch's (weights, dropout) and numpy's (shifts). A whole number, 0 … 2³² − 1. */
  readonly seed: number
}

/** Accepts a value, or says what would have been accepted. */
type Check = (value: unknown) => string | undefined

// @__NO_SIDE_EFFECTS__
const oneOf =
  (...allowed: readonly (string | number)[]): Check =>
  (value) =>
    allowed.includes(value as string) ? undefined : allowed.map(show).join(', ')

// @__NO_SIDE_EFFECTS__
const number =
  (expected: string, fits: (value: number) => boolean): Check =>
  (value) =>
    typeof value === 'number' && fits(value) ? undefined : expected

// @__NO_SIDE_EFFECTS__
const whole = (from: number, to: number, unit: string): Check =>
  number(`a whole number of ${unit}, ${from} to ${to}`, (n) => Number.isInteger(n) && n >= from && n <= to)

const share: Check = number('a number from 0 to below 1', (x) => x >= 0 && x < 1)

const MILLION = 1_000_000
const LARGEST_SEED = 0xffff_ffff

const checks: Record<keyof Config, Check> = {
  activation: oneOf('tanh', 'scaledTanh', 'relu', 'silu'),
  loss: oneOf('mse', 'crossEntropy'),
  labelSmoothing: share,
  optimizer: oneOf('sgd', 'adamw'),
  lr: number('a learning rate above 0, up to 100', (x) => x > 0 && x <= 100),
  schedule: oneOf('constant', 'linear', 'cosine'),
  warmupSteps: whole(0, 1e9, 'steps'),
  betas: (value) =>
    // spread, since `every` passes over the holes of an array
    Array.isArray(value) && value.length === 2 && [...value].every((beta) => share(beta) === undefined)
      ? undefined
      : 'two numbers from 0 to below 1',
  eps: number('a number from 1e-12 to 1', (x) => x >= 1e-12 && x <= 1),
  weightDecay: number('a number from 0 to 100', (x) => x >= 0 && x <= 100),
  passes: whole(1, MILLION, 'passes'),
  batchSize: whole(1, MILLION, 'digits'),
  roll: oneOf(0, 1),
  dropout: share,
  dropoutAfter: oneOf('h2', 'h3'),
  seed: number(
    'a whole number from 0 to 4294967295',
    (n) => Number.isInteger(n) && n >= 0 && n <= LARGEST_SEED,
  ),
}

/** Fields that mean something only in the company of another one. */
const conflicts: readonly [keyof Config, (config: Config) => boolean, string][] = [
  ['labelSmoothing', (c) => c.labelSmoothing > 0 && c.loss !== 'crossEntropy', 'needs loss "crossEntropy"'],
  ['warmupSteps', (c) => c.warmupSteps > 0 && c.schedule !== 'cosine', 'needs schedule "cosine"'],
]

/**
 * Makes sure that one field has a value that it may have.
 *
 * @throws {LenetError} ERR_CONFIG
 */
export function checkField(field: keyof Config, value: unknown): void {
  const expected = checks[field](value)
  if (expected !== undefined)
    throw new LenetError('ERR_CONFIG', `${field} is ${show(value)}, expected ${expected}`)
}

/**
 * The configuration as given, frozen, with seed 1337 where none is given.
 *
 * @throws {LenetError} ERR_CONFIG naming the field, its value and what is allowed: a missing or unknown field, a wrong type, a value out of
 *   range, two fields that do not go together
 */
export function checkConfig(given: Recipe & { readonly seed?: number }): Config {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new LenetError(
      'ERR_CONFIG',
      `a configuration is an object such as recipes.base, not ${show(given)}`,
    )
  }
  // each field, and each of the betas, is read once
  const config: Config = reading('configuration', () => {
    const fields = { ...given }
    const betas: unknown = fields.betas
    return {
      ...fields,
      ...(Array.isArray(betas) && { betas: [...betas] }),
      seed: fields.seed === undefined ? 1337 : fields.seed,
    } as Config
  })
  checkNames(config, Object.keys(checks), 'field')
  for (const field of Object.keys(checks) as (keyof Config)[]) {
    if (!Object.hasOwn(config, field)) {
      throw new LenetError(
        'ERR_CONFIG',
        `field ${field} is missing; start from a recipe: { ...recipes.base, ${field}: … }`,
      )
    }
    checkField(field, config[field])
  }
  for (const [field, conflict, why] of conflicts) {
    if (conflict(config)) throw new LenetError('ERR_CONFIG', `${field} ${show(config[field])} ${why}`)
  }
  return Object.freeze({ ...config, betas: Object.freeze(config.betas) })
}
