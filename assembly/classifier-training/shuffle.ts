/** The digits of a pass, and a fresh order of them, drawn by seed and pass. */
import { philox } from '../float32/distortion/philox'
import { Purpose } from '../float32/distortion/draws'
import { ORDER } from './memory'

const WORDS: usize = memory.data(16, 16)

/** ORDER from entry `at` on: `count` numbers from `first`, wrapping to 0 at `length`, plus `base`; the entry behind them. */
export function enlist(at: i32, base: i32, length: i32, first: i32, count: i32): i32 {
  for (let i = 0; i < count; i++) store<u32>(ORDER + (<usize>(at + i) << 2), base + ((first + i) % length))
  return at + count
}

/**
 * ORDER[count] in a random order, by Fisher and Yates's shuffle from the end. A word times i + 1 over 2³² is the place; it favours some by at most
 * i / 2³², one in 35,000.
 */
export function shuffle(seed: u32, pass: u32, count: i32): void {
  for (let i = count - 1; i > 0; i--) {
    const drawn = count - 1 - i
    if ((drawn & 3) == 0) philox(WORDS, drawn >> 2, pass, 0, 0, seed, Purpose.Shuffle)
    const word = load<u32>(WORDS + (<usize>(drawn & 3) << 2))
    const j = <usize>((<u64>word * <u64>(i + 1)) >> 32)
    const here = ORDER + (<usize>i << 2)
    const there = ORDER + (j << 2)
    const swapped = load<u32>(here)
    store<u32>(here, load<u32>(there))
    store<u32>(there, swapped)
  }
}
