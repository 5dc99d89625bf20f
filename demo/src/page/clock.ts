/** The two clocks: the time this training would have taken in 1989, and the time it takes here. */

/** Digits learned from in the three days of 1989: 23 passes over 7,291. */
const STEPS_1989 = 23 * 7291
const DAYS_1989 = 3
/** Seconds that the SUN-4/260 took for a digit: 1.55. */
const SECONDS_A_STEP = (DAYS_1989 * 24 * 3600) / STEPS_1989

/** `3 days`, `2 d 04 h`, `5 h 07 min`, `42 min`, `0 s`. */
export function then(steps: number): string {
  const minutes = Math.floor((steps * SECONDS_A_STEP + 1e-6) / 60)
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  if (days > 0) return hours === 0 && rest === 0 ? `${days} days` : `${days} d ${two(hours)} h`
  return hours > 0 ? `${hours} h ${two(rest)} min` : `${minutes} min`
}

/** What stands under the clock of 1989: other trainings than the paper's would have taken other times, which nobody measured. */
export const thenNote = ({
  optimizer,
  passes,
}: {
  readonly optimizer: string
  readonly passes: number
}): string =>
  optimizer !== 'adamw' && passes <= 23
    ? 'at 1.55 seconds a digit'
    : 'extrapolated: 1.55 seconds a digit, as the net of 1989 took'

/** `2.31 s`, `1 min 04 s`. */
export function now(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds.toFixed(2)} s`
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`
}

/** `94,000 times as fast`, to two figures. */
export function times(steps: number, milliseconds: number): string {
  const ratio = (steps * SECONDS_A_STEP * 1000) / milliseconds
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(ratio)) - 1)
  return `${whole(Math.round(ratio / unit) * unit)} times as fast`
}

/** A whole number with separators: `7,291`. */
export const whole = (n: number): string => Math.round(n).toLocaleString('en-US')

/** `1 pass`, `23 passes`. */
export const passes = (n: number): string => `${whole(n)} ${n === 1 ? 'pass' : 'passes'}`

export const percent = (share: number): string => `${(100 * share).toFixed(2)}%`
