/** A few thousand mutated inputs, others at each run of a new version only; a hundred thousand are in tests/slow. */
import { suite } from 'uvu'
import { fuzz } from './fuzz.js'
import { readers } from './readers.js'

const test = suite('fuzz')
const COUNT = 300

for (const reader of await readers()) {
  test(`${COUNT} mutated inputs: ${reader.name}`, () => fuzz(reader, COUNT, 1989))
}

test.run()
