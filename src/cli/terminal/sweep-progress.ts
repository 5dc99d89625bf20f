/** The line that shows how far a sweep is. */
import { countdown, thousands } from './format.js'
import { bar } from './progress.js'

/** Turns the number of digits trained so far into the text of a progress line. */
export class SweepMeter {
  readonly #now: () => number
  readonly #start: number
  readonly #digits: number
  readonly #runs: number
  #done: number

  /**
   * @param digits training digits of all runs together, counting each pass
   * @param runs the number of runs
   * @param now a clock in milliseconds
   * @param done runs that had finished before, whose digits are not counted here
   */
  constructor(digits: number, runs: number, now: () => number = () => performance.now(), done = 0) {
    this.#done = done
    this.#now = now
    this.#start = now()
    this.#digits = digits
    this.#runs = runs
  }

  /** Counts finished runs. */
  finished(count = 1): void {
    this.#done += count
  }

  /** `7/40 runs █████░░░░░░░░░░░░░░░░░░░  21%  184,342 digits/s  about 3 min 5 s left` */
  text(trained: number): string {
    const share = Math.min(1, trained / this.#digits)
    const elapsed = (this.#now() - this.#start) / 1000
    return [
      `${String(this.#done).padStart(String(this.#runs).length)}/${this.#runs} runs ${bar(share)}`,
      `${String(Math.floor(share * 100)).padStart(3)}%`,
      `${thousands(elapsed > 0 ? trained / elapsed : 0)} digits/s`,
      share > 0 ? `about ${countdown((elapsed * (1 - share)) / share)} left` : '',
    ].join('  ')
  }
}
