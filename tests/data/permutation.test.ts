/** Permutations of the digits, which plain TypeScript draws as numpy does. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { wordsOf } from '../../src/data/mt19937.js'
import { numpyPermutations, permutations } from '../../src/data/permutation.js'
import { readFixture } from '../support/fixtures.js'
import { sameNumbers } from '../support/numbers.js'

const test = suite('permutation')
const SEED = 1337
const golden = readFixture('rng')

test('words are MT19937’s, bit for bit, and the 10,000th is the one that the C++ standard names', () => {
  const expected = Array.from(golden.tensor('mt19937_u32', 'U32'))
  sameNumbers(Array.from(expected, wordsOf(SEED)), expected)
  assert.is(Array.from({ length: 10_000 }, wordsOf(5489)).at(-1), 4123659995)
})

test('seeds use all 32 bits', () => {
  assert.equal(
    [0, 1, 0xffffffff].map((seed) => wordsOf(seed)()),
    [2357136044, 1791095845, 419326371],
  )
})

test('numpyPermutations are numpy’s, exactly, in both orders of the splits', () => {
  const [test, train] = numpyPermutations(SEED, [10_000, 60_000])
  sameNumbers(test!, golden.tensor('testfirst_perm_test', 'I32'))
  sameNumbers(train!, golden.tensor('testfirst_perm_train', 'I32'))
  const [trainFirst, testSecond] = numpyPermutations(SEED, [60_000, 10_000])
  sameNumbers(trainFirst!, golden.tensor('trainfirst_perm_train', 'I32'))
  sameNumbers(testSecond!, golden.tensor('trainfirst_perm_test', 'I32'))
})

test('permutations of nothing and of one take no word', () => {
  const none = () => {
    throw new Error('a word was drawn')
  }
  assert.equal(permutations(none, [0, 1]), [new Int32Array(0), Int32Array.of(0)])
  assert.equal(permutations(none, []), [])
})

test('an index is drawn by masked rejection', () => {
  // of 3: the last is swapped with one of 0–2, two bits at a time; then one of 0–1, one bit
  const words = [3, 7, 0xfffffffd, 2, 0]
  const source = () => words.shift()!
  // 3 and 7 & 3 are too large; …fd & 3 = 1 swaps 2 and 1: 0 2 1; then 2 & 1 = 0 swaps 1 and 0: 2 0 1
  assert.equal(permutations(source, [3]), [Int32Array.of(2, 0, 1)])
})

test.run()
