/** The lattice of a string, taken out of the module: what the weights of its scores are fitted to. */
import { CLASSES } from '../../src/model/shape.js'
import { FEATURES, type ReadModule } from './module.js'

/** Measures below this one belong to digits, the later ones to spans that are not digits; two belong to all digits but 1, and to 1. */
export const OF_NONE = 14
const NARROW = 11
const WIDE_ONE = 12
/** Measures that depend on the weights. */
const DEFICIT = 6
const SURPLUS = 16
/** Places of the factor of the logits, of the weight of the class "not a digit", and of the plain network's factor, behind the measures. */
export const FACTOR = FEATURES
export const GARBAGE = FEATURES + 1
export const PLAIN = FEATURES + 2
export const WEIGHTS = FEATURES + 3

export interface Lattice {
  readonly text: readonly number[]
  readonly end: number
  readonly from: Int32Array
  readonly to: Int32Array
  readonly measures: Float32Array
  readonly logits: Float32Array
  readonly plain: Float32Array
  readonly none: Uint8Array
}

/** The lattice of the line that `module` read last, on which `text` stands. */
export function takeLattice(module: ReadModule, text: string): Lattice {
  const { spans } = module
  return {
    text: Array.from(text, Number),
    end: module.cuts + 1,
    from: module.from.slice(0, spans),
    to: module.to.slice(0, spans),
    measures: module.measures.slice(0, spans * FEATURES),
    logits: module.logits.slice(0, spans * CLASSES),
    plain: module.plain.slice(0, spans * CLASSES),
    none: Uint8Array.from({ length: spans }, (_, s) => Number(module.none[s]! > -1e8)),
  }
}

const addLogs = (a: number, b: number): number => {
  const most = Math.max(a, b)
  return most === -Infinity ? most : most + Math.log1p(Math.exp(-Math.abs(a - b)))
}

/**
 * The logarithm of the share that `text` has of all readings under `weights`, and its gradient added to `gradient`; `undefined` where no path spells it.
 */
export function logShare(
  lattice: Lattice,
  weights: Float64Array,
  gradient?: Float64Array,
): number | undefined {
  const { text, end, from, to, measures, none } = lattice
  const spans = from.length
  const scored = Array.from({ length: spans }, (_, s) => score(lattice, s, weights))
  const n = text.length
  const all = new Float64Array(end + 1).fill(-Infinity)
  const spelt = Array.from({ length: end + 1 }, () => new Float64Array(n + 1).fill(-Infinity))
  all[0] = spelt[0]![0] = 0
  for (let s = 0; s < spans; s++) {
    const { digits, any, none: junk } = scored[s]!
    const [i, j] = [from[s]!, to[s]!]
    all[j] = addLogs(all[j]!, all[i]! + addLogs(any, none[s] ? junk : -Infinity))
    for (let q = 0; q <= n; q++) {
      const so = spelt[i]![q]!
      if (so === -Infinity) continue
      if (q < n) spelt[j]![q + 1] = addLogs(spelt[j]![q + 1]!, so + digits[text[q]!]!)
      if (none[s]) spelt[j]![q] = addLogs(spelt[j]![q]!, so + junk)
    }
  }
  const [total, right] = [all[end]!, spelt[end]![n]!]
  if (right === -Infinity) return undefined
  if (!gradient) return right - total
  const allAfter = new Float64Array(end + 1).fill(-Infinity)
  const speltAfter = Array.from({ length: end + 1 }, () => new Float64Array(n + 1).fill(-Infinity))
  allAfter[end] = speltAfter[end]![n] = 0
  const share = new Float64Array(CLASSES)
  for (let s = spans - 1; s >= 0; s--) {
    const { digits, any, none: junk } = scored[s]!
    const [i, j] = [from[s]!, to[s]!]
    // how often the span is read as each digit, among the right readings less among all
    let ofNone = 0
    for (let d = 0; d < CLASSES; d++) share[d] = -Math.exp(all[i]! + digits[d]! + allAfter[j]! - total)
    if (none[s]) ofNone = -Math.exp(all[i]! + junk + allAfter[j]! - total)
    for (let q = 0; q <= n; q++) {
      const so = spelt[i]![q]!
      if (q < n) {
        share[text[q]!]! += Math.exp(so + digits[text[q]!]! + speltAfter[j]![q + 1]! - right)
        speltAfter[i]![q] = addLogs(speltAfter[i]![q]!, speltAfter[j]![q + 1]! + digits[text[q]!]!)
      }
      if (none[s]) {
        ofNone += Math.exp(so + junk + speltAfter[j]![q]! - right)
        speltAfter[i]![q] = addLogs(speltAfter[i]![q]!, speltAfter[j]![q]! + junk)
      }
    }
    allAfter[i] = addLogs(allAfter[i]!, allAfter[j]! + addLogs(any, none[s] ? junk : -Infinity))
    addGradient(lattice, s, weights, share, ofNone, gradient)
  }
  void measures
  return right - total
}

interface Scored {
  readonly digits: Float64Array
  /** Of the digits together. */
  readonly any: number
  readonly none: number
}

/** The ten digits' scores by both networks, that of garbage, and the logarithms of their sums without and with it. */
function ownScores({ logits, plain }: Lattice, s: number, weights: Float64Array) {
  const own = Float64Array.from(
    { length: CLASSES },
    (_, d) => weights[FACTOR]! * logits[s * CLASSES + d]! + weights[PLAIN]! * plain[s * CLASSES + d]!,
  )
  const garbage = weights[GARBAGE]!
  const some = own.reduce(addLogs)
  const every = addLogs(some, garbage)
  return { own, garbage, some, every }
}

/** The same as `scoreSpan` in assembly/read/score.ts. */
function score(lattice: Lattice, s: number, weights: Float64Array): Scored {
  const { measures } = lattice
  const { own, garbage, some, every } = ownScores(lattice, s, weights)
  const m = s * FEATURES
  let [digit, none] = [0, 0]
  for (let i = 0; i < OF_NONE; i++)
    if (i !== NARROW && i !== WIDE_ONE)
      digit += weights[i]! * (i === DEFICIT ? Math.max(garbage - some, 0) : measures[m + i]!)
  for (let i = OF_NONE; i < FEATURES; i++)
    none += weights[i]! * (i === SURPLUS ? garbage - every : measures[m + i]!)
  const digits = own.map((y, d) => {
    const i = d === 1 ? WIDE_ONE : NARROW
    return y - every + digit + weights[i]! * measures[m + i]!
  })
  return { digits, any: digits.reduce(addLogs), none }
}

function addGradient(
  lattice: Lattice,
  s: number,
  weights: Float64Array,
  share: Float64Array,
  ofNone: number,
  gradient: Float64Array,
): void {
  const { measures, logits, plain, none } = lattice
  const all = share.reduce((sum, value) => sum + value, 0)
  if (Math.abs(all) < 1e-9 && Math.abs(ofNone) < 1e-9 && share.every((value) => Math.abs(value) < 1e-9))
    return
  const m = s * FEATURES
  const { own, garbage, some, every } = ownScores(lattice, s, weights)
  const short = garbage > some
  for (let i = 0; i < OF_NONE; i++)
    if (i !== NARROW && i !== WIDE_ONE)
      gradient[i]! += all * (i === DEFICIT ? Math.max(garbage - some, 0) : measures[m + i]!)
  gradient[WIDE_ONE]! += share[1]! * measures[m + WIDE_ONE]!
  gradient[NARROW]! += (all - share[1]!) * measures[m + NARROW]!
  if (none[s])
    for (let i = OF_NONE; i < FEATURES; i++)
      gradient[i]! += ofNone * (i === SURPLUS ? garbage - every : measures[m + i]!)
  const surplus = none[s] ? ofNone * weights[SURPLUS]! : 0
  const pNone = Math.exp(garbage - every)
  gradient[GARBAGE]! += -all * pNone + (short ? all * weights[DEFICIT]! : 0) + surplus * (1 - pNone)
  for (let d = 0; d < CLASSES; d++) {
    const p = Math.exp(own[d]! - every)
    const among = Math.exp(own[d]! - some)
    const by = share[d]! - all * p - (short ? all * weights[DEFICIT]! * among : 0) - surplus * p
    gradient[FACTOR]! += by * logits[s * CLASSES + d]!
    gradient[PLAIN]! += by * plain[s * CLASSES + d]!
  }
}
