import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pairedDifference, spread, studentQuantile } from '../../src/sweep/statistics.js'
import { errorDifference, errorSpread } from '../../src/sweep/summary.js'
import { fakeRun } from '../support/fake-run.js'

const test = suite('statistics')

const near = (found: number, expected: number, tolerance: number, what = '') =>
  assert.ok(Math.abs(found - expected) <= tolerance, `${what} ${found}, expected ${expected} ± ${tolerance}`)

test("Student's quantiles are those of the printed tables, two-sided, to their three decimals", () => {
  const tables = {
    0.9: { 1: 6.314, 2: 2.92, 3: 2.353, 4: 2.132, 5: 2.015, 10: 1.812, 19: 1.729, 30: 1.697, 120: 1.658 },
    0.95: {
      1: 12.706,
      2: 4.303,
      3: 3.182,
      4: 2.776,
      5: 2.571,
      7: 2.365,
      10: 2.228,
      19: 2.093,
      30: 2.042,
      120: 1.98,
    },
    0.99: { 1: 63.657, 2: 9.925, 3: 5.841, 4: 4.604, 5: 4.032, 10: 3.169, 19: 2.861, 30: 2.75, 120: 2.617 },
  }
  for (const [confidence, quantiles] of Object.entries(tables)) {
    for (const [df, quantile] of Object.entries(quantiles)) {
      near(studentQuantile(Number(confidence), Number(df)), quantile, 5.1e-4, `${confidence}, ${df} df:`)
    }
  }
})

test("one and two degrees of freedom have formulas: Cauchy's and t = 2a √(2 / (1 − 4a²)), a = P − 1/2; to 1e-12", () => {
  for (const confidence of [0.5, 0.8, 0.95, 0.999]) {
    near(studentQuantile(confidence, 1) / Math.tan((Math.PI / 2) * confidence), 1, 1e-12)
    const a = confidence / 2
    near(studentQuantile(confidence, 2) / (2 * a * Math.sqrt(2 / (1 - 4 * a * a))), 1, 1e-12)
  }
})

test('with many degrees of freedom the quantile is that of the normal distribution', () => {
  near(studentQuantile(0.95, 1_000_000), 1.959964, 5e-6)
})

test('mean, standard deviation, extremes and interval of a sample computed by hand', () => {
  // deviations −3 −1 −1 −1 0 0 2 4: squares sum to 32, so sd = √(32/7); t(0.95, 7) = 2.364624
  const { n, mean, sd, min, max, interval } = spread([2, 4, 4, 4, 5, 5, 7, 9])
  assert.equal([n, mean, min, max], [8, 5, 2, 9])
  near(sd!, 2.138089935299395, 1e-15)
  near(interval![0], 5 - (2.364624251 * 2.138089935) / Math.sqrt(8), 1e-8)
  near(interval![1], 5 + (2.364624251 * 2.138089935) / Math.sqrt(8), 1e-8)
})

test('two values: sd is their distance over √2, the interval 12.706 times half their distance', () => {
  const { sd, interval } = spread([0.04, 0.05])
  near(sd!, 0.01 / Math.SQRT2, 1e-15)
  near(interval![1] - 0.045, 12.706204736 * 0.005, 1e-11)
})

test('a single value has a mean and extremes, but neither deviation nor interval', () => {
  assert.equal(spread([3]), { n: 1, mean: 3, min: 3, max: 3 })
})

test('equal values have no spread', () => {
  assert.equal(spread([2, 2, 2]), { n: 3, mean: 2, min: 2, max: 2, sd: 0, interval: [2, 2] })
})

test('the interval holds the true mean in 95 of 100 samples', () => {
  // A sum of twelve uniform numbers is all but normal; the generator is that of Numerical Recipes, so nothing here varies.
  let state = 1
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const normal = () => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b) - 6
  const samples = 4000
  let holding = 0
  for (let i = 0; i < samples; i++) {
    const [low, high] = spread(Array.from({ length: 5 }, normal)).interval!
    if (low <= 0 && high >= 0) holding++
  }
  // the standard error of that share is 0.0034
  near(holding / samples, 0.95, 0.012)
})

test('pairs are formed by key: what only one side has does not count', () => {
  const a = new Map([
    [1, 5],
    [2, 7],
    [3, 9],
    [7, 100],
  ])
  const b = new Map([
    [3, 8],
    [2, 4],
    [1, 4],
    [8, -100],
  ])
  // 4 − 5, 4 − 7, 8 − 9
  const { n, mean, sd, min, max, interval } = pairedDifference(a, b)!
  assert.equal([n, mean, min, max], [3, -5 / 3, -3, -1])
  near(sd!, Math.sqrt(4 / 3), 1e-15)
  near(interval![1], -5 / 3 + 4.30265273 * Math.sqrt(4 / 9), 1e-8)
  assert.is(pairedDifference(new Map([[1, 1]]), new Map([[2, 2]])), undefined)
})

test('test errors of runs are shares; differences tell who is compared with whom', () => {
  const base = [fakeRun('base', 1, [9, 8]), fakeRun('base', 2, [9, 6]), fakeRun('base', 3, [9, 7])]
  const modern = [fakeRun('modern', 2, [9, 3]), fakeRun('modern', 1, [9, 4])]
  const spread = errorSpread(base, 200)
  assert.equal([spread.n, spread.mean, spread.min, spread.max], [3, 0.035, 0.03, 0.04])
  const { from, to, n, mean } = errorDifference(base, modern, 200)!
  assert.equal([from, to, n], ['base', 'modern', 2])
  near(mean, (4 - 8 + 3 - 6) / 2 / 200, 1e-15)
})

test.run()
