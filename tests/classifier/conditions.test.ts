/** Pictures as people take them, a few of each condition (the benchmark `reading` has 500); and the reasons for which there is no answer. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jitter, LETTERS, scribble } from '../../scripts/pack-classifier/out-of-distribution.js'
import { CONDITIONS, picture } from '../../scripts/pictures/conditions.js'
import { drawing } from '../../scripts/pictures/drawing.js'
import { several } from '../../scripts/pictures/others.js'
import { random } from '../../scripts/pictures/pasted.js'
import { testDigits } from '../../scripts/train-classifier/mnist.js'
import { DigitClassifier, type DigitInput } from '../../src/classifier/index.js'
import { Network, recipes } from '../../src/index.js'
import { refuses } from '../support/refusal.js'

const conditions = suite('conditions')
const classifier = DigitClassifier.loadSync()
const test = await testDigits()
const digit = (i: number) => test.images.subarray(784 * i, 784 * (i + 1))
const COUNT = 30

for (const [name, { least }] of Object.entries(CONDITIONS)) {
  const most = least < 96 ? 5 : 2
  conditions(`${name}: at most ${most} of ${COUNT} are misread`, () => {
    const next = random(name.length + 97)
    const wrong = Array.from({ length: COUNT }, (_, i) => i).filter(
      (i) => classifier.classify(picture(name, next, digit(i))).digit !== test.labels[i],
    )
    assert.ok(wrong.length <= most, `misread: ${wrong}`)
  })
}

const next = random(12)
const share = (count: number, make: (i: number) => DigitInput, ...reasons: string[]) =>
  Array.from({ length: count }, (_, i) => classifier.classify(make(i)).reason ?? '').filter((reason) =>
    reasons.includes(reason),
  ).length / count

conditions('two to five digits are several', () => {
  const digits = () =>
    Array.from({ length: 2 + Math.floor(4 * next()) }, () => digit(Math.floor(10_000 * next())))
  assert.ok(share(60, () => several(digits(), next), 'several', 'notADigit') >= 0.95)
  assert.ok(share(60, () => several(digits(), next), 'several') >= 0.8)
})

conditions('scribbles and letters are mostly rejected', () => {
  assert.ok(share(60, () => drawing(scribble(next), { size: 160, thickness: 10 }), 'notADigit') >= 0.8)
  const letters = Object.values(LETTERS)
  assert.ok(
    share(60, (i) => drawing(jitter(letters[i % letters.length]!, next), { size: 160 }), 'notADigit') >= 0.5,
  )
})

conditions('paper of every kind is empty, or no digit', () => {
  const names = Object.keys(CONDITIONS).filter((name) => name !== 'box that touches')
  assert.ok(share(names.length, (i) => picture(names[i]!, next), 'empty', 'notADigit', 'several') >= 0.95)
})

conditions('digits are seldom taken for something else', () => {
  assert.ok(share(500, (i) => digit(i), 'several', 'notADigit', 'empty') <= 0.04)
})

conditions('784 bytes may be dark on light, and the digit anywhere', () => {
  const moved = (raw: Uint8Array, by: number) => Uint8Array.from(raw, (_, i) => raw[i - by] ?? 0)
  let [turned, shifted] = [0, 0]
  for (let i = 0; i < 200; i++) {
    const expected = classifier.classify(digit(i)).digit
    turned += Number(classifier.classify(digit(i).map((value) => 255 - value)).digit !== expected)
    shifted += Number(classifier.classify(moved(digit(i), 28 * 2 + 3)).digit !== expected)
  }
  assert.ok(
    turned <= 1 && shifted <= 3,
    `${turned} turned over and ${shifted} moved ones are read differently`,
  )
})

conditions('a network of one’s own reads what the notebook’s resize makes of a picture', async () => {
  const network = await Network.create({ ...recipes.base, seed: 3 })
  const own = await DigitClassifier.from(network)
  const drawn = picture('clean', random(5), digit(0))
  const { input, scores, digit: read } = own.classify(drawn)
  const outputs = network.predict(input)
  assert.is(read, outputs.indexOf(Math.max(...outputs)))
  assert.ok(Math.abs(scores.reduce((sum, score) => sum + score, 0) - 1) < 1e-6)
  await refuses(() => own.classify(drawn, { maxError: 0.01 }), 'ERR_CONFIG', /own weights only/)
})

conditions('a picture is read once: getters that change their mind do no harm', () => {
  const { data, width, height } = picture('clean', random(6), digit(1))
  let asked = 0
  const liar = {
    get width() {
      return asked++ === 0 ? width : 1e9
    },
    height,
    data,
  }
  assert.is(classifier.classify(liar).digit, classifier.classify({ data, width, height }).digit)
})

conditions.run()
