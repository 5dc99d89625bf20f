/** What a network may be made with, field by field, and what is said of anything else. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Config, checkConfig } from '../../src/model/config.js'
import { type Recipe, recipes } from '../../src/model/recipes.js'
import { Network } from '../../src/network/network.js'
import { refuses } from '../support/refusal.js'

const test = suite('config')

/** What a plain JavaScript caller could write. */
const check = checkConfig as (config: unknown) => Config
const crossEntropy = { loss: 'crossEntropy' }
const cosine = { schedule: 'cosine' }

interface Field {
  readonly good: readonly unknown[]
  readonly bad: readonly unknown[]
  /** The end of the message. */
  readonly expected: string
  /** Other fields that it needs. */
  readonly with?: object
}

/** Of no field a value. */
const NEVER = [null, undefined, '', 'toString', Number.NaN, {}, [], () => 1, true, 1n, Symbol('s')]
const NUMBERS_OUT = [-1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '0.5']
const SHARE = { good: [0, 0.1, 0.999], bad: [...NUMBERS_OUT, 1, 1.5], expected: 'a number from 0 to below 1' }

const fields: Record<keyof Config, Field> = {
  activation: {
    good: ['tanh', 'scaledTanh', 'relu', 'silu'],
    bad: ['Tanh', 'gelu', 0],
    expected: '"tanh", "scaledTanh", "relu", "silu"',
  },
  loss: { good: ['mse', 'crossEntropy'], bad: ['MSE', 1], expected: '"mse", "crossEntropy"' },
  labelSmoothing: { ...SHARE, with: crossEntropy },
  lossScale: { good: ['mean', 'halfSum'], bad: ['sum', 1], expected: '"mean", "halfSum"' },
  init: { good: ['sqrtFanIn', 'fanIn'], bad: ['xavier', 0], expected: '"sqrtFanIn", "fanIn"' },
  mu: { good: [1e-6, 0.1, 100], bad: [...NUMBERS_OUT, 0, 101], expected: 'a number above 0, up to 100' },
  gamma: { good: [1e-6, 0.002, 1], bad: [...NUMBERS_OUT, 0, 1.1], expected: 'a number above 0, up to 1' },
  curvature: { good: ['running', 'perPass'], bad: ['never', 0], expected: '"running", "perPass"' },
  curvatureDigits: {
    good: [1, 500, 2000],
    bad: [...NUMBERS_OUT, 0, 0.5, 2001],
    expected: 'a whole number of digits, 1 to 2000',
  },
  distortion: { good: [0, 1, 3], bad: [...NUMBERS_OUT, 3.1], expected: 'a number from 0 to 3' },
  averaging: SHARE,
  optimizer: {
    good: ['sgd', 'adamw', 'newton'],
    bad: ['adam', 1],
    expected: '"sgd", "adamw", "newton"',
  },
  lr: {
    good: [1e-9, 0.03, 100],
    bad: [...NUMBERS_OUT, 0, 101],
    expected: 'a learning rate above 0, up to 100',
  },
  schedule: {
    good: ['constant', 'linear', 'cosine'],
    bad: ['step', 0],
    expected: '"constant", "linear", "cosine"',
  },
  warmupSteps: {
    good: [0, 1, 1e9],
    bad: [...NUMBERS_OUT, 0.5, 1e9 + 1],
    expected: 'a whole number of steps, 0 to 1000000000',
    with: cosine,
  },
  betas: {
    good: [
      [0, 0],
      [0.9, 0.999],
    ],
    bad: [0.9, [0.9], [0.9, 1], [-0.1, 0.9], [0.9, 0.99, 0.999], ['0.9', 0.9], [Number.NaN, 0], Array(2)],
    expected: 'two numbers from 0 to below 1',
  },
  eps: { good: [1e-12, 1e-8, 1], bad: [...NUMBERS_OUT, 0, 2], expected: 'a number from 1e-12 to 1' },
  weightDecay: { good: [0, 0.01, 100], bad: [...NUMBERS_OUT, 101], expected: 'a number from 0 to 100' },
  passes: {
    good: [1, 1e6],
    bad: [...NUMBERS_OUT, 0, 1.5, 1e6 + 1],
    expected: 'a whole number of passes, 1 to 1000000',
  },
  batchSize: {
    good: [1, 7, 1e6],
    bad: [...NUMBERS_OUT, 0, 1.5, 1e6 + 1],
    expected: 'a whole number of digits, 1 to 1000000',
  },
  roll: { good: [0, 1], bad: [-1, 2, 0.5, '1'], expected: '0, 1' },
  dropout: SHARE,
  dropoutAfter: { good: ['h2', 'h3'], bad: ['H3', 'h1', 3], expected: '"h2", "h3"' },
  seed: {
    good: [0, 7, 2 ** 32 - 1],
    bad: [...NUMBERS_OUT, 1.5, 2 ** 32, 1e300],
    expected: 'a whole number from 0 to 4294967295',
  },
}

for (const [field, { good, bad, expected, with: company = {} }] of Object.entries(fields)) {
  test(`${field}: ${expected}`, async () => {
    const config = (value: unknown) => ({ ...recipes.base, seed: 1, ...company, [field]: value })
    for (const value of good) assert.equal(check(config(value)), config(value))
    for (const value of [...bad, ...NEVER]) {
      if (field === 'seed' && value === undefined) continue
      const { message } = await refuses(() => check(config(value)), 'ERR_CONFIG', /./)
      assert.ok(message.startsWith(`${field} is `) && message.endsWith(`, expected ${expected}`), message)
    }
  })
}

test('the value is shown as it is', async () => {
  for (const [value, shown] of [
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    ['0.1', '"0.1"'],
    [null, 'null'],
    [undefined, 'undefined'],
    [[1, 2], '[1,2]'],
    [12n, '12'],
  ] as const) {
    const { message } = await refuses(() => check({ ...recipes.base, lr: value }), 'ERR_CONFIG', /./)
    assert.is(message, `lr is ${shown}, expected a learning rate above 0, up to 100`)
  }
})

test('a long or many-lined value is shown short, in one line', async () => {
  const circle: { self?: unknown } = {}
  circle.self = circle
  for (const value of [
    'x'.repeat(1e6),
    Array(1e5).fill(0),
    'a\nb',
    (one: number) => {
      return one + 1
    },
    circle,
  ]) {
    const { message } = await refuses(() => check({ ...recipes.base, lr: value }), 'ERR_CONFIG', /^lr is /)
    assert.ok(message.length < 150, message)
  }
})

test('every recipe is a configuration, with seed 1337 if none is given', () => {
  for (const recipe of Object.values(recipes)) assert.equal(checkConfig(recipe), { ...recipe, seed: 1337 })
})

test('a missing field is named, whichever it is', async () => {
  for (const field of Object.keys(recipes.base)) {
    const { [field as keyof Recipe]: _, ...rest } = recipes.base
    await refuses(
      () => check(rest),
      'ERR_CONFIG',
      new RegExp(`^field ${field} is missing; start from a recipe`),
    )
  }
  await refuses(() => check({}), 'ERR_CONFIG', /^field activation is missing/)
})

test('an unknown field is named, with those there are', async () => {
  for (const field of ['learningRate', 'Lr', '', 'toString', 'constructor']) {
    const shown = new RegExp(`^unknown field ${JSON.stringify(field)}; expected one of activation, .*, seed$`)
    await refuses(() => check({ ...recipes.base, [field]: 1 }), 'ERR_CONFIG', shown)
  }
  await refuses(() => check(JSON.parse('{ "__proto__": 1 }')), 'ERR_CONFIG', /unknown field "__proto__"/)
})

test('fields that need another one', async () => {
  await refuses(
    () => check({ ...recipes.base, labelSmoothing: 0.1 }),
    'ERR_CONFIG',
    /^labelSmoothing 0\.1 needs loss "crossEntropy"$/,
  )
  for (const schedule of ['constant', 'linear'])
    await refuses(
      () => check({ ...recipes.base, schedule, warmupSteps: 5 }),
      'ERR_CONFIG',
      /^warmupSteps 5 needs schedule "cosine"$/,
    )
})

test('anything but an object is refused', async () => {
  for (const given of [undefined, null, 'base', 1, [recipes.base], () => recipes.base])
    await refuses(
      () => check(given),
      'ERR_CONFIG',
      /^the configuration is .*, expected an object such as recipes\.base$/,
    )
})

test('a configuration is a frozen copy: what is done to the original later does not reach it', () => {
  const betas: [number, number] = [0.9, 0.999]
  const given = { ...recipes.adam, betas }
  const config = checkConfig(given)
  betas[0] = 0
  given.betas = [0, 0]
  assert.equal(config.betas, [0.9, 0.999])
  assert.ok(Object.isFrozen(config) && Object.isFrozen(config.betas))
})

test('Network.create refuses what checkConfig refuses, as a rejected promise', async () => {
  const create = Network.create as (config: unknown) => Promise<Network>
  await create({ ...recipes.base, lr: -1 }).then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, 'lr is -1, expected a learning rate above 0, up to 100'),
  )
  await refuses(() => create('modern'), 'ERR_CONFIG', /the configuration is "modern"/)
})

test.run()
