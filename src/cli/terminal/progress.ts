/** The line that shows how far a training run is, how fast it goes and how long it will take. */
import type { Progress } from '../../index.js'
import { countdown, thousands } from './format.js'
import type { Stream } from './stream.js'

/** Nothing is drawn for a run shorter than this. */
const QUIET_MS = 1000
/** Time between two drawings: smooth to the eye, free for the run. */
const REDRAW_MS = 100
const BAR_CELLS = 24

/** A line that is redrawn in place on a terminal. Elsewhere it does nothing. */
export class ProgressLine {
  readonly #stream: Stream
  readonly #enabled: boolean
  readonly #now: () => number
  #started: number | undefined
  #drawn = Number.NEGATIVE_INFINITY
  #visible = false

  /**
   * @param enabled whether the stream is a terminal
   * @param now a clock in milliseconds
   */
  constructor(stream: Stream, enabled: boolean, now: () => number = () => performance.now()) {
    this.#stream = stream
    this.#enabled = enabled
    this.#now = now
  }

  /** Shows what `text` returns, ten times a second, starting one second after the first call. */
  update(text: () => string): void {
    if (!this.#enabled) return
    const now = this.#now()
    this.#started ??= now
    if (now - this.#started < QUIET_MS || now - this.#drawn < REDRAW_MS) return
    // a line as long as the terminal is wide would wrap and could not be redrawn; some terminals report a width of 0
    const line = text().slice(0, (this.#stream.columns || 80) - 1)
    this.#stream.write(`\r${line}\x1b[K`)
    this.#drawn = now
    this.#visible = true
  }

  /** Removes the line, before other output or the end of the command. */
  clear(): void {
    if (!this.#visible) return
    this.#stream.write('\r\x1b[K')
    this.#visible = false
  }
}

/** `████████░░░░` */
export function bar(share: number, cells = BAR_CELLS): string {
  const full = Math.min(cells, Math.max(0, Math.floor(share * cells)))
  return '█'.repeat(full) + '░'.repeat(cells - full)
}

/** A digit costs 171,780 multiply-adds in training and 63,660 in a forward pass: its shares of the time of a pass. */
const TRAIN_WEIGHT = 171_780
const EVALUATE_WEIGHT = 63_660

/** Turns what `fit` reports into the text of a progress line. */
export class TrainingMeter {
  readonly #now: () => number
  readonly #start: number
  readonly #trainDigits: number
  readonly #testDigits: number
  readonly #before: number
  /** Time spent in training and digits trained in it: the rate excludes evaluation. */
  #trainMs = 0
  #steps = 0
  #last: number
  #furthest = 0

  /**
   * @param trainDigits digits trained on in a pass, and evaluated after it
   * @param testDigits digits evaluated after a pass as well
   * @param before digits trained on before, in all passes
   * @param now a clock in milliseconds
   */
  constructor(
    trainDigits: number,
    testDigits: number,
    before = 0,
    now: () => number = () => performance.now(),
  ) {
    this.#now = now
    this.#trainDigits = trainDigits
    this.#testDigits = testDigits
    this.#before = before
    this.#start = this.#last = now()
  }

  /** Records a report. */
  observe(progress: Progress): void {
    const now = this.#now()
    if (progress.phase === 'train') {
      this.#trainMs += now - this.#last
      this.#steps = (progress.pass - 1) * this.#trainDigits + progress.done
    }
    this.#last = now
  }

  /** `pass 12/23 ████████████░░░░░░░░░░░░  51%  118,342 digits/s  about 2 s left` */
  text(progress: Progress): string {
    const share = this.#share(progress)
    const elapsed = (this.#now() - this.#start) / 1000
    const rate = this.#trainMs > 0 ? (Math.max(0, this.#steps - this.#before) / this.#trainMs) * 1000 : 0
    const here = share - this.#before / (this.#trainDigits * progress.passes)
    return [
      `pass ${String(progress.pass).padStart(String(progress.passes).length)}/${progress.passes} ${bar(share)}`,
      `${String(Math.floor(share * 100)).padStart(3)}%`,
      `${thousands(rate)} digits/s`,
      here > 0 ? `about ${countdown((elapsed * (1 - share)) / here)} left` : '',
    ].join('  ')
  }

  /** The completed share of the whole run, by time. */
  #share({ phase, pass, passes, done, total }: Progress): number {
    const training = TRAIN_WEIGHT * this.#trainDigits
    const whole = training + EVALUATE_WEIGHT * (this.#trainDigits + this.#testDigits)
    // training digits are evaluated before test digits; if there are equally many, the bar pauses for a moment
    const evaluated = total === this.#trainDigits ? done : this.#trainDigits + done
    const within = phase === 'train' ? TRAIN_WEIGHT * done : training + EVALUATE_WEIGHT * evaluated
    this.#furthest = Math.max(this.#furthest, (pass - 1 + within / whole) / passes)
    return this.#furthest
  }
}
