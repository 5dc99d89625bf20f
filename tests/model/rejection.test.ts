/** The rule of 1989: thresholds are the best there are, and the curve is what sorting by the difference gives. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { random } from '../../scripts/pictures/pasted.js'
import {
  type Answers,
  answersOf,
  applyThresholds,
  chooseThresholds,
  rejectionCurve,
} from '../../src/model/rejection.js'
import { refuses } from '../support/refusal.js'

const rejection = suite('rejection')

/** Answers that are the likelier right the surer they are. */
function answers(count: number, seed: number): Answers {
  const next = random(seed)
  const first = new Float32Array(count).map(() => 1 - next() ** 3 / 2)
  const second = first.map((value) => (1 - value) * next())
  const right = Uint8Array.from(first, (value, i) => Number(next() < value - second[i]! / 2))
  return { first, second, right }
}

rejection(
  'answersOf takes the two most active outputs: of logits their softmax, of tanh units as they are',
  () => {
    const outputs = Float32Array.of(
      ...[0, 1, 2, 0, 0, 0, 0, 0, 0, 0],
      ...[0.5, -1, -1, -1, -1, -1, -1, -1, -1, 0.9],
    )
    const plain = answersOf(outputs, Uint8Array.of(2, 0), 'mse')
    assert.equal(plain, {
      first: Float32Array.of(2, 0.9),
      second: Float32Array.of(1, 0.5),
      right: Uint8Array.of(1, 0),
    })
    const { first, second } = answersOf(outputs, Uint8Array.of(2, 0), 'crossEntropy')
    const sum = Math.exp(2) + Math.exp(1) + 8
    assert.ok(Math.abs(first[0]! - Math.exp(2) / sum) < 1e-6)
    assert.ok(Math.abs(second[0]! - Math.exp(1) / sum) < 1e-6)
  },
)

rejection('the thresholds chosen do what they say, and no other three of those tried reject fewer', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const all = answers(300, seed)
    const { first, second, right } = all
    const misread = [...right.keys()].filter((i) => right[i] === 0)
    const passing = (t1: number, t2: number, t3: number) =>
      [...right.keys()].filter(
        (i) => first[i]! > t1 && second[i]! < t2 && Math.fround(first[i]! - second[i]!) > t3,
      )
    const misses = (kept: readonly number[]) => kept.filter((i) => right[i] === 0).length
    for (const wanted of [0.05, 0.02, 0]) {
      const chosen = chooseThresholds(all, wanted)
      const kept = passing(chosen.t1, chosen.t2, chosen.t3)
      assert.is(chosen.rejected, 300 - kept.length)
      assert.is(chosen.misses, misses(kept))
      assert.ok(chosen.misses <= wanted * kept.length)
      for (const a of [-Infinity, ...misread.map((i) => first[i]!)])
        for (const b of [Infinity, ...misread.map((i) => second[i]!)]) {
          const others = passing(a, b, -Infinity)
          if (misses(others) <= wanted * others.length) assert.ok(others.length <= kept.length)
        }
    }
  }
})

rejection('on the digits that they were chosen on, thresholds come to what was said of them', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const all = answers(400, seed)
    for (const wanted of [0, 0.01, 0.05, 0.5]) {
      const chosen = chooseThresholds(all, wanted)
      const { rejected, misses, count } = chosen
      assert.equal(applyThresholds(all, chosen), { rejected, misses, count })
    }
  }
})

rejection('nothing is rejected where little enough is misread, and everything where it must be', () => {
  const { t1, t2, t3, rejected } = chooseThresholds(answers(200, 9), 0.9)
  assert.equal([t1, t2, t3, rejected], [-Infinity, Infinity, -Infinity, 0])
  const wrong = { first: Float32Array.of(1, 1), second: Float32Array.of(0, 0), right: Uint8Array.of(0, 1) }
  assert.is(chooseThresholds(wrong, 0).rejected, 2)
})

rejection('the curve falls from all misread to none, at the digits that are', () => {
  const all = answers(500, 3)
  const misread = all.right.filter((right) => right === 0).length
  const curve = rejectionCurve(all)
  assert.is(curve.length, misread + 1)
  assert.equal(curve[0], { rejected: 0, error: misread / 500 })
  assert.is(curve.at(-1)!.error, 0)
  for (let i = 1; i < curve.length; i++) assert.ok(curve[i]!.rejected > curve[i - 1]!.rejected)
})

rejection('an invalid share is refused', () =>
  Promise.all(
    [-0.1, 1, Number.NaN].map((wanted) =>
      refuses(() => chooseThresholds(answers(10, 1), wanted), 'ERR_CONFIG', /expected a number from 0/),
    ),
  ).then(() => {}),
)

rejection.run()
