/** The steps of reading several digits against plain versions of them, on both builds. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { logShare, takeLattice } from '../../../scripts/read/lattice.js'
import { ReadModule } from '../../../scripts/read/module.js'
import { inkString, KINDS } from '../../../scripts/read/strings.js'
import { trainingDigits } from '../../../scripts/train-classifier/mnist.js'

const digits = await trainingDigits()
const build = (name: string) => new ReadModule(new URL(`../../../build/${name}.wasm`, import.meta.url))
const strings = KINDS.flatMap((kind) => [0, 1, 2].map((number) => inkString(digits, kind, 5, number)))

for (const name of ['read-training', 'read-checked']) {
  const test = suite(`read: ${name}`)
  const module = build(name)

  test('exponentials and logarithms are those of Math to 1e-12', () => {
    for (let x = -600; x <= 0; x += 0.37)
      assert.ok(Math.abs(module.exports.exp(x) / Math.exp(x) - 1) < 1e-12, `e^${x}`)
    for (let x = 1e-29; x < 1e30; x *= 1.37)
      assert.ok(
        Math.abs(module.exports.log(x) - Math.log(x)) < 1e-14 * Math.max(1, Math.abs(Math.log(x))),
        `log ${x}`,
      )
    assert.is(module.exports.exp(-1e9), 0)
  })

  test('the confidence of a line is the share that its text has of all paths, to 1e-5 of the plain logarithms', () => {
    let largest = 0
    for (const string of strings) {
      const { text, confidence } = module.read(string.ink, string.width, string.height)
      if (text === '' || text.includes('\n')) continue
      const lattice = takeLattice(module, text)
      const share = logShare(lattice, Float64Array.from(module.weights))
      assert.ok(share !== undefined)
      largest = Math.max(largest, Math.abs(Math.exp(share) - confidence))
    }
    console.log(`  largest difference ${largest.toExponential(1)}`)
    assert.ok(largest < 1e-5)
  })

  test('no other text of the same line has a larger share than the answer and its neighbours together leave', () => {
    for (const string of strings.slice(0, 12)) {
      const { text, confidence } = module.read(string.ink, string.width, string.height)
      if (text === '' || text.includes('\n')) continue
      const lattice = takeLattice(module, text)
      for (let i = 0; i < text.length; i++) {
        const other = `${text.slice(0, i)}${(Number(text[i]) + 1) % 10}${text.slice(i + 1)}`
        const share = logShare(
          { ...lattice, text: Array.from(other, Number) },
          Float64Array.from(module.weights),
        )
        assert.ok(Math.exp(share ?? -Infinity) <= 1 - confidence + 1e-5)
      }
    }
  })

  test('ways through a component cost what the plain search finds, to 1e-4', () => {
    const string = inkString(digits, 'touching', 5, 3)
    module.read(string.ink, string.width, string.height)
    let largest = 0
    for (let k = 0; k < module.exports.componentCount(); k++) {
      const left = module.exports.componentLeft(k)
      const top = module.exports.componentTop(k)
      const right = module.exports.componentRight(k)
      const bottom = module.exports.componentBottom(k)
      assert.is(module.exports.findWays(k), 1)
      const plain = cheapestWays(module, k + 1, left - 1, top, right + 1, bottom)
      for (let y = top; y <= bottom; y++)
        for (let x = left; x <= right; x++)
          largest = Math.max(largest, Math.abs(module.exports.wayCost(x, y) - plain(x, y)))
    }
    console.log(`  largest difference ${largest.toExponential(1)}`)
    assert.ok(largest < 1e-4)
  })
  test.run()
}

/** Dijkstra's search would do; rows are few, so that relaxing each row until nothing changes is plainer. Costs as in assembly/read/paths.ts. */
function cheapestWays(
  module: ReadModule,
  label: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
) {
  const { width } = module.lineBox
  const ink = (x: number, y: number): number => {
    const p = y * width + x
    return x >= 0 && x < width && module.labels[p] === label ? module.line[p]! / 255 : 0
  }
  const columns = Array.from({ length: right - left + 1 }, (_, i) => left + i)
  const sweep = (rows: readonly number[]): Map<number, number[]> => {
    const costs = new Map<number, number[]>()
    let before: number[] | undefined
    for (const y of rows) {
      const row = columns.map((x, i) => {
        const at = (j: number, extra: number) => (before?.[j] ?? Infinity) + extra
        const diagonal = 0.06 + 0.4 * ink(x, y)
        const from = before ? Math.min(at(i, 0), at(i - 1, diagonal), at(i + 1, diagonal)) : 0
        return from + ink(x, y) + 0.01
      })
      for (let changed = before !== undefined; changed; ) {
        changed = false
        for (const [i, x] of columns.entries())
          for (const j of [i - 1, i + 1]) {
            const cost = (row[j] ?? Infinity) + 0.35 + ink(x, y)
            if (cost >= row[i]! - 1e-12) continue
            row[i] = cost
            changed = true
          }
      }
      costs.set(y, row)
      before = row
    }
    return costs
  }
  const rows = Array.from({ length: bottom - top + 1 }, (_, i) => top + i)
  const down = sweep(rows)
  const up = sweep([...rows].reverse())
  return (x: number, y: number) => down.get(y)![x - left]! + up.get(y)![x - left]! - ink(x, y)
}

const both = suite('read: both builds')
both('the checked build reads the same, and nothing is read beyond its array', () => {
  const [fast, checked] = [build('read-training'), build('read-checked')]
  for (const { ink, width, height } of strings)
    assert.equal(checked.read(ink, width, height), fast.read(ink, width, height))
  for (const { ink, width, height, what } of hostile()) {
    assert.equal(checked.read(ink, width, height), fast.read(ink, width, height), what)
  }
})
both.run()

/** Pages that are not writing, at the limits of every table. */
function hostile() {
  const page = (what: string, width: number, height: number, ink: (x: number, y: number) => number) => ({
    what,
    width,
    height,
    ink: Uint8Array.from({ length: width * height }, (_, p) => ink(p % width, Math.floor(p / width))),
  })
  let word = 7
  const noise = () => {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0
    return word >>> 24
  }
  return [
    page('empty', 400, 400, () => 0),
    page('full', 400, 400, () => 255),
    page('one pixel', 1, 1, () => 255),
    page('one row', 400, 1, () => 255),
    page('one column', 1, 400, () => 255),
    page('noise', 400, 400, noise),
    page('checkerboard', 400, 400, (x, y) => ((x + y) & 1) * 255),
    page('dots', 400, 400, (x, y) => Number(x % 3 === 0 && y % 3 === 0) * 255),
    page('blots', 400, 400, (x, y) => Number(x % 6 < 4 && y % 6 < 4) * 255),
    page('columns', 400, 400, (x) => Number(x % 4 < 2) * 255),
    page('comb', 400, 400, (x, y) => Number(y < 4 || x % 4 < 2) * 255),
    page('rows', 400, 400, (_, y) => Number(y % 8 < 2) * 255),
    page('a low comb', 400, 40, (x, y) => Number(y > 36 || x % 5 < 2) * 255),
    page('a low net', 400, 30, (x, y) => Number(y % 7 < 2 || x % 7 < 2) * 255),
    page('noise in a line', 400, 28, noise),
  ]
}
