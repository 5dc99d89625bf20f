/** The learning rate of each optimizer step. In f64 and from our own cosine, since the rate reaches every weight. */

const enum Schedule {
  /** The rate that the host sets, pass by pass or once for all. */
  Set,
  /** Linear warm-up, then half a cosine down to 0 (Loshchilov and Hutter 2017, without restarts). */
  Cosine,
}

let schedule: Schedule = Schedule.Set
let lr: f64 = 0
/** In steps; whole numbers, which f64 counts to 2⁵³. */
let warmup: f64 = 0
let total: f64 = 1

/** A constant rate until the next call. */
export function setRate(value: f64): void {
  schedule = Schedule.Set
  lr = value
}

/** From 0 to `peak` over `warmupSteps`, then along a cosine to 0 at `totalSteps`. */
export function setCosine(peak: f64, warmupSteps: f64, totalSteps: f64): void {
  schedule = Schedule.Cosine
  lr = peak
  warmup = warmupSteps
  total = totalSteps
}

/** cos(πt) for 0 ≤ t ≤ 1: −sin(π(t − ½)) by its Taylor series to degree 15, error below 1e-11. */
function cosPi(t: f64): f64 {
  const x = 3.141592653589793 * (t - 0.5)
  const x2 = x * x
  let sum = -1.0 / 1307674368000
  sum = sum * x2 + 1.0 / 6227020800
  sum = sum * x2 - 1.0 / 39916800
  sum = sum * x2 + 1.0 / 362880
  sum = sum * x2 - 1.0 / 5040
  sum = sum * x2 + 1.0 / 120
  sum = sum * x2 - 1.0 / 6
  sum = sum * x2 + 1
  return -x * sum
}

/** The rate of the step after `done` steps. */
export function rate(done: f64): f64 {
  if (schedule == Schedule.Set) return lr
  if (done < warmup) return (lr * (done + 1)) / warmup
  const t = (done - warmup) / max(total - warmup, 1)
  return t >= 1 ? 0 : lr * 0.5 * (1 + cosPi(t))
}
