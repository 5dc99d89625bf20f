import * as assert from 'uvu/assert'

/** Expects the same numbers. Tells the first that differs, not all of them, as `assert.equal` would. */
export function sameNumbers(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  assert.is(found.length, expected.length, `${found.length} numbers, expected ${expected.length}`)
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(found[i], expected[i]))
      assert.unreachable(`number ${i} is ${found[i]}, expected ${expected[i]}`)
  }
}
