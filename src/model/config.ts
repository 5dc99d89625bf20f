/** A network's configuration: a recipe and a seed, checked field by field. */
import { LenetError } from './errors.js'
import { activations, losses, optimizers, type Recipe } from './recipes.js'
import { checkNames, reading, show } from './validate.js'

/** Everything that decides a training run except its digits. */
export interface Config extends Recipe {
  /** Seed of both random streams: PyTorch's (weights, dropout) and numpy's (shifts). A whole number, 0 … 2³² − 1. */
  readonly seed: number
}

/** A recipe with the seed to train it with; 1337 if not given. */
export type SeededRecipe = Recipe & { readonly seed?: number }

/** Accepts a value, or says what it expects. */
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
/** Seeds are 32 bits, as MT19937's. */
export const isSeed = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff_ffff
export const SEED_EXPECTED = 'a whole number from 0 to 4294967295'

const checks: Record<keyof Config, Check> = {
  activation: oneOf(...activations),
  loss: oneOf(...losses),
  lossScale: oneOf('mean', 'halfSum'),
  init: oneOf('sqrtFanIn', 'fanIn'),
  labelSmoothing: share,
  optimizer: oneOf(...optimizers),
  lr: number('a learning rate above 0, up to 100', (x) => x > 0 && x <= 100),
  schedule: oneOf('constant', 'linear', 'cosine'),
  warmupSteps: whole(0, 1e9, 'steps'),
  betas: (value) =>
    // spread, since `every` skips the holes of an array
    Array.isArray(value) && value.length === 2 && [...value].every((beta) => share(beta) === undefined)
      ? undefined
      : 'two numbers from 0 to below 1',
  eps: number('a number from 1e-12 to 1', (x) => x >= 1e-12 && x <= 1),
  weightDecay: number('a number from 0 to 100', (x) => x >= 0 && x <= 100),
  mu: number('a number above 0, up to 100', (x) => x > 0 && x <= 100),
  gamma: number('a number above 0, up to 1', (x) => x > 0 && x <= 1),
  curvature: oneOf('running', 'perPass'),
  // 12 ms at most, in which the event loop waits
  curvatureDigits: whole(1, 2000, 'digits'),
  passes: whole(1, MILLION, 'passes'),
  batchSize: whole(1, MILLION, 'digits'),
  roll: oneOf(0, 1),
  dropout: share,
  dropoutAfter: oneOf('h2', 'h3'),
  distortion: number('a number from 0 to 3', (x) => x >= 0 && x <= 3),
  averaging: share,
  seed: number(SEED_EXPECTED, isSeed),
}

/** Fields that only have a meaning together with another one. */
const conflicts: readonly [keyof Config, (config: Config) => boolean, string][] = [
  ['lossScale', (c) => c.lossScale === 'halfSum' && c.loss !== 'mse', 'needs loss "mse"'],
  ['optimizer', (c) => c.optimizer === 'newton' && c.loss !== 'mse', 'needs loss "mse"'],
  ['labelSmoothing', (c) => c.labelSmoothing > 0 && c.loss !== 'crossEntropy', 'needs loss "crossEntropy"'],
  ['warmupSteps', (c) => c.warmupSteps > 0 && c.schedule !== 'cosine', 'needs schedule "cosine"'],
]

/**
 * Checks that a field has an allowed value.
 *
 * @throws {LenetError} ERR_CONFIG
 */
export function checkField(field: keyof Config, value: unknown): void {
  const expected = checks[field](value)
  if (expected !== undefined)
    throw new LenetError('ERR_CONFIG', `${field} is ${show(value)}, expected ${expected}`)
}

/**
 * The given configuration, frozen, with seed 1337 by default.
 *
 * @throws {LenetError} ERR_CONFIG naming the field, its value and what is allowed: a missing or unknown field, a wrong type, a value out of
 *   range, two fields that exclude each other
 */
export function checkConfig(given: SeededRecipe): Config {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new LenetError(
      'ERR_CONFIG',
      `the configuration is ${show(given)}, expected an object such as recipes.base`,
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
