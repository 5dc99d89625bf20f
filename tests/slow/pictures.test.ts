/** 100,000 pictures that nobody draws, each of which is a value or a typed error; and pictures of 1 to 16 megapixels, which cost time in proportion to their pixels. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CONDITIONS, picture } from '../../scripts/pictures/conditions.js'
import { random } from '../../scripts/pictures/pasted.js'
import { DigitClassifier, type DigitInput, LenetError, type Picture } from '../../src/classifier/index.js'
import { DigitReader } from '../../src/classifier/read/index.js'

const pictures = suite('pictures')
const classifier = DigitClassifier.loadSync()

const reader = DigitReader.loadSync()

/** Of both readers: what becomes of a picture, and whether what it is can be. */
const readers = {
  classify(given: DigitInput): string {
    const { digit, confidence, scores, input } = classifier.classify(given, { maxError: 0.005 })
    if (digit === null) return 'empty'
    assert.ok(digit >= 0 && digit <= 9 && confidence > 0 && confidence <= 1)
    assert.ok(
      scores.every((score) => score >= 0 && score <= 1) && input.every((value) => value >= -1 && value <= 1),
    )
    return 'read'
  },
  read(given: DigitInput): string {
    const { text, digits, confidence } = reader.read(given as Picture, { maxError: 0.01 })
    assert.ok(confidence >= 0 && confidence <= 1)
    assert.is(text.replaceAll('\n', ''), digits.map(({ digit }) => digit).join(''))
    return text === '' ? 'empty' : 'read'
  },
}
type Reader = keyof typeof readers

function outcome(by: Reader, given: DigitInput): string {
  try {
    return readers[by](given)
  } catch (error) {
    if (!(error instanceof LenetError)) throw error
    return 'refused'
  }
}

/** Milliseconds of processor time, which the machine's other work does not add to; the least of `rounds`. */
function timed(read: () => unknown, rounds = 3): number {
  const times = Array.from({ length: rounds }, () => {
    const start = process.cpuUsage()
    read()
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  })
  return Math.min(...times)
}

/** What a picture may cost at most: the largest that is made here many times over; as many reads of a digit as lines may have spans (assembly/read/memory.ts). */
function mostTime(by: Reader): number {
  if (by === 'read') {
    const raw = new Uint8Array(784).map((_, i) => (Math.abs((i % 28) - 14) < 2 ? 255 : 0))
    const count = 1000
    const all = timed(() => {
      for (let i = 0; i < count; i++) classifier.classify(raw, { views: 1 })
    })
    return (15 * 3072 * all) / count
  }
  const side = 420
  const data = new Uint8Array(side * side).fill(230)
  for (let y = 60; y < 360; y++) data.fill(20, y * side + 180, y * side + 220)
  return 40 * timed(() => classifier.classify({ data, width: side, height: side }), 10)
}

/** Of the slowest pictures, how many are timed again. */
const SLOWEST = 8

for (const [by, share] of [
  ['classify', 1],
  // hundreds of reads for each digit that chance has drawn
  ['read', 0.1],
] as const)
  pictures(`${share * 100_000} mutated pictures, ${by}: read or refused, none of them slowly`, () => {
    const next = random(Number(process.env.SEED ?? 777))
    const whole = (most: number) => Math.floor(next() * most)
    const bases = Object.keys(CONDITIONS).map((name) => picture(name, next).data)
    const counts: Record<string, number> = {}
    let slowest: { given: DigitInput; time: number }[] = []
    for (let n = 0; n < share * Number(process.env.PICTURES ?? 100_000); n++) {
      const given = mutated(bases[n % bases.length]!, whole)
      const start = performance.now()
      const found = outcome(by, given)
      counts[found] = (counts[found] ?? 0) + 1
      const time = performance.now() - start
      if (slowest.length < SLOWEST || time > slowest.at(-1)!.time)
        slowest = [...slowest, { given, time }].sort((a, b) => b.time - a.time).slice(0, SLOWEST)
    }
    const most = Math.max(...slowest.map(({ given }) => timed(() => outcome(by, given))))
    const allowed = mostTime(by)
    console.log(
      `  ${by}: ${JSON.stringify(counts)}, the slowest ${most.toFixed(1)} of ${allowed.toFixed(0)} ms`,
    )
    assert.ok(counts.read! > 0 && counts.empty! > 0 && counts.refused! > 0)
    assert.ok(most < allowed)
  })

/** Bytes of a condition's picture, shifted, of another size and depth, with blocks filled, copied, struck through or turned over. */
function mutated(base: Uint8ClampedArray, whole: (most: number) => number): DigitInput {
  const width = 1 + whole(whole(10) === 0 ? 420 : 48)
  const height = 1 + whole(whole(10) === 0 ? 420 : 48)
  const channels = [1, 3, 4][whole(3)]!
  const from = whole(base.length - 1)
  const data = Uint8Array.from(
    { length: width * height * channels },
    (_, i) => base[(from + i) % base.length]!,
  )
  for (let k = whole(12); k > 0; k--) {
    const at = whole(data.length)
    const kind = whole(4)
    if (kind === 0) data.fill(whole(256), at, at + whole(width * channels * 4))
    else if (kind === 1) data.copyWithin(at, whole(data.length), whole(data.length))
    else if (kind === 2) for (let i = at; i < data.length; i += 1 + whole(width)) data[i] = whole(256)
    else for (let i = at; i < Math.min(data.length, at + 300); i++) data[i]! ^= whole(256)
  }
  const odd = whole(50)
  return {
    data: odd === 1 ? data.subarray(1) : data,
    width: odd === 2 ? width + 0.5 : odd === 3 ? -width : odd === 4 ? Number.NaN : width,
    height: odd === 5 ? Number.POSITIVE_INFINITY : height,
  }
}

/** One where there is ink. */
const patterns: Record<string, (x: number, y: number, side: number) => boolean> = {
  comb: (x, y, side) => y < side / 50 || (x & 1) === 0,
  checkerboard: (x, y) => ((x + y) & 1) === 0,
  dots: (x, y) => (x & 1) === 0 && (y & 1) === 0,
  spiral: (x, y, side) => {
    const ring = Math.min(x, y, side - 1 - x, side - 1 - y)
    return (ring & 1) === 0 || (x === y + 1 && x < side / 2)
  },
  noise: (x, y) => ((Math.imul(x, 374761393) + Math.imul(y, 668265263)) & 0x10000) !== 0,
}
for (const [name, inked] of Object.entries(patterns)) {
  pictures(`${name}: time grows with the pixels, not faster`, () => {
    const sides = [1000, 2000, 4000]
    const times = sides.map((side) => {
      const data = new Uint8Array(side * side)
      for (let y = 0, i = 0; y < side; y++)
        for (let x = 0; x < side; x++, i++) data[i] = inked(x, y, side) ? 0 : 255
      return timed(() => classifier.classify({ data, width: side, height: side }))
    })
    const exponent = Math.log(times[2]! / times[0]!) / Math.log(16)
    console.log(
      `  ${times.map((time) => time.toFixed(1)).join(', ')} ms for 1, 4, 16 megapixels: exponent ${exponent.toFixed(2)}`,
    )
    assert.ok(exponent < 1.25)
  })
}

pictures.run()
