/** Made-up runs, to test what is done with runs. */
import type { RunResult } from '../../src/sweep/run.js'

/** @param misses of the test digits, pass by pass */
export function fakeRun(name: string, seed: number, misses: readonly number[]): RunResult {
  return {
    name,
    seed,
    steps: 100 * misses.length,
    trainSeconds: 0.5,
    sha256: seed.toString(16).padStart(64, '0'),
    curves: {
      trainLoss: misses.map((miss) => miss / 200),
      trainMisses: misses.map((miss) => 2 * miss),
      testLoss: misses.map((miss) => miss / 100),
      testMisses: misses,
    },
    confusion: Array.from({ length: 100 }, (_, cell) =>
      cell % 11 === 0 ? 9 : cell === 12 ? misses.at(-1)! : 0,
    ),
    misread: Array.from({ length: misses.at(-1)! }, (_, i) => [(i * 3 + seed) % 90, 2] as const),
    filters: Array.from({ length: 300 }, (_, i) => ((i % 7) - 3) / 10),
  }
}
