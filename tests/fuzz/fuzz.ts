/** Feeds every reader mutated inputs: each must end in a value or a LenetError. */
import * as assert from 'uvu/assert'
import { mutate, random } from './mutate.js'
import { outcome, type Reader } from './readers.js'

/** Kilobytes that a process which reads such files may come to hold, at most: no claim in a file may make it allocate more. */
const MAX_MEMORY = 1_000_000

/**
 * @param count mutated inputs
 * @param seed of the first; the others' count on from it
 */
export async function fuzz(reader: Reader, count: number, seed: number): Promise<void> {
  for (const sample of reader.samples) {
    const found = await outcome(reader, sample)
    // some samples are whole files that are refused as they are
    assert.ok(
      found === 'read' || reader.samples.length > 1,
      `${reader.name}: a good input was refused: ${found}`,
    )
  }
  const outcomes = new Map<string, number>()
  for (let i = 0; i < count; i++) {
    const next = random(seed + i)
    const bytes = mutate(reader.samples[next(reader.samples.length)]!, next)
    let found: string
    try {
      found = await outcome(reader, bytes)
    } catch (cause) {
      throw new Error(`${reader.name}, seed ${seed + i}: ${String(cause)}`, { cause })
    }
    outcomes.set(found, (outcomes.get(found) ?? 0) + 1)
  }
  const told = [...outcomes].map(([name, times]) => `${name} ${times}`).sort()
  console.log(`${reader.name}: ${count} inputs: ${told.join(', ')}`)
  const { maxRSS } = process.resourceUsage()
  assert.ok(maxRSS < MAX_MEMORY, `${maxRSS} kB of memory`)
  assert.ok(outcomes.size > 1, 'all inputs ended alike: the mutations do not reach the reader')
}
