/** What a picture costs grows as its pixels do, whatever is drawn on it: patterns with as many components, runs or windings as there can be. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DigitClassifier, type Picture } from '../../src/classifier/index.js'
import { DigitReader } from '../../src/classifier/read/index.js'

const test = suite('cost of pictures')
const classifier = await DigitClassifier.load()
const reader = await DigitReader.load()

type Ink = (x: number, y: number, width: number, height: number) => boolean
const noise = (x: number, y: number) => (Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca6b)) >>> 13
const PATTERNS: Readonly<Record<string, Ink>> = {
  comb: (x, y, _, height) => y === height - 1 || x % 2 === 1,
  checkerboard: (x, y) => (x + y) % 2 === 1,
  dots: (x, y) => x % 2 === 1 && y % 2 === 1,
  spiral: (x, y, width, height) => {
    const ring = Math.min(x, y, width - 1 - x, height - 1 - y)
    return ring % 4 < 2 !== (x === ring && y === ring + 1)
  },
  noise: (x, y) => noise(x, y) % 2 === 1,
}

/** @param cell pixels of one step of the pattern: large pictures are shrunk first, and fine patterns become grey */
function picture(ink: Ink, width: number, height: number, cell: number): Picture {
  const data = new Uint8Array(width * height).fill(255)
  const [across, down] = [Math.ceil(width / cell), Math.ceil(height / cell)]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (ink(Math.floor(x / cell), Math.floor(y / cell), across, down)) data[y * width + x] = 0
  return { data, width, height }
}

/** Microseconds of the processor, the fewest of some times: others may be at work on the machine. */
function cost(work: () => void): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < 3; i++) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, user + system)
  }
  return Math.max(least, 1)
}

/** Least squares of log cost on log pixels. */
function exponent(points: readonly (readonly [pixels: number, cost: number])[]): number {
  const logs = points.map(([pixels, cost]) => [Math.log(pixels), Math.log(cost)] as const)
  const mean = (of: 0 | 1) => logs.reduce((sum, point) => sum + point[of], 0) / logs.length
  const [x, y] = [mean(0), mean(1)]
  const over = logs.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  return over / logs.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
}

const SIDES = [500, 1000, 2000]
/** Width, height and cell of pictures that grow. */
const SHAPES: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  'square, single pixels': SIDES.map((side) => [side, side, 1]),
  'square, a 500th of a side': SIDES.map((side) => [side, side, side / 500]),
  'square, a 250th of a side': SIDES.map((side) => [side, side, side / 250]),
  'four rows': [16, 64, 256, 1024].map((thousands) => [thousands * 1000, 4, 1]),
}
/** Of a linear cost it is 1; of the squares that a list searched for each run would bring, 1.5 and more. */
const MOST = 1.35

for (const [name, ink] of Object.entries(PATTERNS))
  test(`${name}: the exponent of cost over pixels is at most ${MOST}, for one digit and for several`, () => {
    for (const [shape, sizes] of Object.entries(SHAPES)) {
      const pictures = sizes.map((size) => picture(ink, ...size))
      for (const [what, read] of [
        ['classify', (each: Picture) => classifier.classify(each)],
        ['read', (each: Picture) => reader.read(each)],
      ] as const) {
        const points = pictures.map(
          (each) => [each.width * each.height, cost(() => void read(each))] as const,
        )
        const found = exponent(points)
        const [pixels, last] = points.at(-1)!
        console.log(
          `  ${what}, ${shape}: exponent ${found.toFixed(2)}, ${((1000 * last) / pixels).toFixed(1)} ns a pixel of ${pixels}`,
        )
        assert.ok(found <= MOST, `${what} of ${name}, ${shape}: ${found}`)
      }
    }
  })

test('a picture of 16 million pixels takes at most 8 bytes of memory a pixel beside its own', () => {
  const each = picture(PATTERNS.comb!, 4000, 4000, 8)
  const used = () => process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed
  const before = used()
  classifier.classify(each)
  reader.read(each)
  assert.ok(used() - before <= 8 * 16_000_000, `${used() - before} bytes`)
})

test.run()
