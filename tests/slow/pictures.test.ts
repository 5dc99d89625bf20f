/** 100,000 pictures that nobody draws, each of which is a value or a typed error; and pictures of 1 to 16 megapixels, which cost time in proportion to their pixels. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CONDITIONS, picture } from '../../scripts/pictures/conditions.js'
import { random } from '../../scripts/pictures/pasted.js'
import { DigitClassifier, type DigitInput, LenetError } from '../../src/classifier/index.js'

const pictures = suite('pictures')
const classifier = DigitClassifier.loadSync()

pictures('100,000 mutated pictures are read or refused', () => {
  const next = random(777)
  const whole = (most: number) => Math.floor(next() * most)
  const bases = Object.keys(CONDITIONS).map((name) => {
    const { data } = picture(name, next)
    return data
  })
  const counts = { read: 0, empty: 0, refused: 0 }
  for (let n = 0; n < Number(process.env.PICTURES ?? 100_000); n++) {
    const width = 1 + whole(whole(10) === 0 ? 420 : 48)
    const height = 1 + whole(whole(10) === 0 ? 420 : 48)
    const channels = [1, 3, 4][whole(3)]!
    const base = bases[n % bases.length]!
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
    const given = {
      data: odd === 1 ? data.subarray(1) : data,
      width: odd === 2 ? width + 0.5 : odd === 3 ? -width : odd === 4 ? Number.NaN : width,
      height: odd === 5 ? Number.POSITIVE_INFINITY : height,
    }
    try {
      const { digit, confidence, scores, input } = classifier.classify(given as DigitInput, {
        maxError: 0.005,
      })
      if (digit === null) counts.empty++
      else {
        counts.read++
        assert.ok(digit >= 0 && digit <= 9 && confidence > 0 && confidence <= 1)
        assert.ok(
          scores.every((score) => score >= 0 && score <= 1) &&
            input.every((value) => value >= -1 && value <= 1),
        )
      }
    } catch (error) {
      if (!(error instanceof LenetError)) throw error
      counts.refused++
    }
  }
  console.log(`  ${counts.read} read, ${counts.empty} empty, ${counts.refused} refused`)
  assert.ok(counts.read > 0 && counts.empty > 0 && counts.refused > 0)
})

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
      return Math.min(
        ...Array.from({ length: 3 }, () => {
          const start = performance.now()
          classifier.classify({ data, width: side, height: side })
          return performance.now() - start
        }),
      )
    })
    const exponent = Math.log(times[2]! / times[0]!) / Math.log(16)
    console.log(
      `  ${times.map((time) => time.toFixed(1)).join(', ')} ms for 1, 4, 16 megapixels: exponent ${exponent.toFixed(2)}`,
    )
    assert.ok(exponent < 1.25)
  })
}

pictures.run()
