import { InvalidArgumentError } from 'commander'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  positiveNumber,
  seedList,
  seedNumber,
  wholeNumber,
  workerCount,
} from '../../src/cli/input/options.js'
import { namedRecipe } from '../../src/cli/input/recipe-option.js'
import {
  countdown,
  duration,
  evalLine,
  exponential,
  listing,
  oneLine,
  percent,
  size,
  table,
  thousands,
} from '../../src/cli/terminal/format.js'
import { recipes } from '../../src/model/recipes.js'

const test = suite('what the command line reads and writes')

test('the eval lines are those of the notebook, character by character', () => {
  const train = { loss: 3.372094e-2, error: 2555 / 50000, misses: 2555 }
  assert.is(evalLine('train', train), 'eval: split train. loss 3.372094e-02. error 5.11%. misses: 2555')
  const other = { loss: 1.09e-1, error: 329 / 10000, misses: 329 }
  assert.is(evalLine('test', other), 'eval: split test . loss 1.090000e-01. error 3.29%. misses: 329')
})

test('exponential prints what Python prints for %e', () => {
  // python3 -c 'for x in (…): print("%e" % x)'
  const python: [number, string][] = [
    [0, '0.000000e+00'],
    [1, '1.000000e+00'],
    [0.999999999, '1.000000e+00'],
    [123456789, '1.234568e+08'],
    [3.372094e-2, '3.372094e-02'],
    [2.5e-10, '2.500000e-10'],
    [1e100, '1.000000e+100'],
    [5e-324, '4.940656e-324'],
    [-0.5, '-5.000000e-01'],
    [Number.NaN, 'nan'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ]
  for (const [value, text] of python) assert.is(exponential(value), text)
})

test('numbers for people', () => {
  assert.is(thousands(167693), '167,693')
  assert.is(thousands(0.4), '0')
  assert.is(percent(83 / 2007), '4.14%')
  assert.is(percent(1), '100.00%')
  assert.is(size(999), '999 bytes')
  assert.is(size(39640), '39.6 kB')
  const durations: [number, string][] = [
    [0, '0.00 s'],
    [1.4523, '1.45 s'],
    [9.994, '9.99 s'],
    [9.996, '10.0 s'],
    [59.94, '59.9 s'],
    [59.96, '1 min 0 s'],
    [3599.6, '1 h 0 min'],
    [3 * 86400, '72 h 0 min'],
  ]
  assert.equal([0, 0.01, 1, 58.1, 59.1, 60, 125].map(countdown), [
    '0 s',
    '1 s',
    '1 s',
    '59 s',
    '1 min 0 s',
    '1 min 0 s',
    '2 min 5 s',
  ])
  for (const [seconds, text] of durations) assert.is(duration(seconds), text)
})

test('tables are aligned, the first column left and the others right', () => {
  assert.equal(table([['', 'ab'], ['x', '1'], ['longer', '100'], ['y']]), [
    '         ab',
    'x         1',
    'longer  100',
    'y',
  ])
  assert.equal(
    listing([
      ['a', '1'],
      ['bcd', '2'],
    ]),
    ['a    1', 'bcd  2'],
  )
})

test('a message becomes one line that cannot drive a terminal', () => {
  assert.is(oneLine('a\r\n  b\n(c)'), 'a b (c)')
  assert.is(oneLine('\u001b[31mred\u0007\u009b1m\t'), '\\x1b[31mred\\x07\\x9b1m\\x09')
  assert.is(oneLine('12×8×8 – ü'), '12×8×8 – ü')
})

const refused = (read: (text: string) => unknown, texts: string[]) => {
  for (const text of texts) {
    assert.throws(
      () => read(text),
      (error: unknown) => error instanceof InvalidArgumentError,
      `took ${text}`,
    )
  }
}

test('counts are whole numbers from 1', () => {
  assert.is(wholeNumber('1'), 1)
  assert.is(wholeNumber('50000'), 50000)
  refused(wholeNumber, ['0', '-1', '1.5', '1e3', '0x10', '', ' 1', 'abc', '99999999999999999999', 'Infinity'])
})

test('seeds are 32 bits', () => {
  assert.is(seedNumber('0'), 0)
  assert.is(seedNumber('4294967295'), 4294967295)
  refused(seedNumber, ['4294967296', '-1', '1.5', '', 'x'])
})

test('learning rates are numbers over 0', () => {
  for (const [text, value] of [
    ['0.03', 0.03],
    ['.03', 0.03],
    ['3e-2', 0.03],
    ['1.', 1],
    ['3E-4', 3e-4],
  ] as const) {
    assert.is(positiveNumber(text), value)
  }
  refused(positiveNumber, [
    '0',
    '-0.1',
    'abc',
    '',
    '.',
    '1,5',
    '0x1',
    'NaN',
    'Infinity',
    '1e999',
    '1e-999',
    '0.03x',
  ])
})

test('recipes go by their names', () => {
  assert.equal(namedRecipe('modern'), { name: 'modern', recipe: recipes.modern })
  for (const name of ['nodern', '', 'toString', '__proto__']) {
    assert.throws(() => namedRecipe(name), /base, crossEntropy, adam, augmentation, modern/)
  }
})

test('seeds are numbers and ranges, each seed once, in the order given', () => {
  assert.equal(seedList('1337'), [1337])
  assert.equal(seedList('1..4'), [1, 2, 3, 4])
  assert.equal(seedList('9,1..3,2..4,0'), [9, 1, 2, 3, 4, 0])
  assert.equal(seedList('4294967295..4294967295'), [4294967295])
  const wrong = [
    '',
    ' ',
    '1,',
    ',1',
    '1..',
    '..2',
    '2..1',
    '1..2..3',
    '1-3',
    '-1',
    '1.5',
    '1..4294967296',
    '0..100000',
  ]
  refused(seedList, wrong)
})

test('workers are a whole number up to 256', () => {
  assert.is(workerCount('256'), 256)
  refused(workerCount, ['0', '-1', '1.5', '257', 'all', ''])
})

test.run()
