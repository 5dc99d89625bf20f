/** At least 100,000 mutated inputs, with seeds that the quick tests do not use. */
import { suite } from 'uvu'
import { fuzz } from '../fuzz/fuzz.js'
import { readers } from '../fuzz/readers.js'

const test = suite('fuzz, at length')
const COUNT = 9000

for (const reader of await readers()) {
  test(`${COUNT} mutated inputs: ${reader.name}`, () => fuzz(reader, COUNT, 1_000_000))
}

test.run()
