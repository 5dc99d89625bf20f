/** The pictures that readers are measured on can be made again, one by one. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { conditionExample, conditionNames, randomOf, stringExample } from '../../scripts/pictures/sets.js'
import { testDigits } from '../../scripts/train-classifier/mnist.js'

const test = suite('pictures: sets')
const digits = await testDigits()

test('a picture depends on its set and its number alone', () => {
  const first = conditionExample(digits, 'ruled paper', 7)
  conditionExample(digits, 'graph paper', 3)
  assert.equal(conditionExample(digits, 'ruled paper', 7), first)
  assert.not.equal(conditionExample(digits, 'ruled paper', 8).picture, first.picture)
  const string = stringExample(digits, 'touching', 4, 1)
  stringExample(digits, 'wide', 4, 2)
  assert.equal(stringExample(digits, 'touching', 4, 1), string)
})

test('every set has all ten digits among its first hundred', () => {
  for (const name of conditionNames) {
    const labels = new Set<number>()
    for (let number = 0; number < 100; number++)
      labels.add(digits.labels[Math.floor(randomOf(name, number)() * digits.labels.length)]!)
    assert.is(labels.size, 10, name)
  }
})

test('a string of twice the size has the same digits on four times the pixels', () => {
  const [one, two] = [1, 2].map((factor) => stringExample(digits, 'normal', 2, factor))
  assert.is(one!.text, two!.text)
  assert.equal([two!.picture.width, two!.picture.height], [2 * one!.picture.width, 2 * one!.picture.height])
  assert.is(two!.picture.data.length, 4 * one!.picture.data.length)
})

test.run()
