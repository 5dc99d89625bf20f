/** The picture's kernels: against plain loops, against definitions written here, and in the checked build, which traps where one strays from its region. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { random } from '../../scripts/pictures/pasted.js'

type Numbers = Record<string, WebAssembly.Global>
type Functions = Record<string, (...values: number[]) => number>

for (const build of ['picture', 'picture-checked']) {
  const test = suite(build)
  const file = new URL(`../../build/${build}.wasm`, import.meta.url)
  const exports = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file))).exports
  const run = exports as unknown as Functions
  const place = exports as unknown as Numbers
  const memory = exports.memory as WebAssembly.Memory
  const u8 = new Uint8Array(memory.buffer)
  const i16 = new Int16Array(memory.buffer)
  const room = (i: number) => place.ROOM!.value + (i << 20)
  const plane = (name: string, length: number) => u8.subarray(place[name]!.value, place[name]!.value + length)

  /** Takes a picture in as the host does. */
  const takeIn = (data: Uint8Array, width: number, height: number, channels: number) => {
    run.begin!(width, height, channels)
    const most = Math.max(1, Math.floor(place.STRIP_SIZE!.value / channels / width)) * width
    for (let from = 0; from < width * height; from += most) {
      const count = Math.min(most, width * height - from)
      u8.set(data.subarray(from * channels, (from + count) * channels), place.STRIP!.value)
      run.take!(count)
    }
  }
  const sides = fc.record({ width: fc.integer({ min: 1, max: 90 }), height: fc.integer({ min: 1, max: 60 }) })
  const pixels = (seed: number, count: number) => {
    const next = random(seed)
    return Uint8Array.from({ length: count }, () => (next() < 0.4 ? 255 : 256 * next()))
  }
  const seeds = fc.integer({ min: 1, max: 1e9 })

  test('area reduction is that of plain loops, of 1, 3 and 4 bytes a pixel, to 1 of 255', () => {
    for (const [width, height] of [
      [33, 20],
      [400, 3],
      [401, 7],
      [1203, 90],
      [70, 811],
      [1601, 5],
    ] as const)
      for (const channels of [1, 3, 4]) {
        const data = pixels(width * height, width * height * channels)
        takeIn(data, width, height, channels)
        const rgba = new Uint8Array(width * height * 4)
        for (let i = 0; i < width * height; i++)
          for (let c = 0; c < 4; c++)
            rgba[4 * i + c] =
              c === 3
                ? channels === 4
                  ? data[4 * i + 3]!
                  : 255
                : data[i * channels + (channels === 1 ? 0 : c)]!
        u8.set(rgba, room(0))
        const factor = place.factor!.value
        run.reduced!(room(0), width, height, factor, room(3))
        const count = place.width!.value * place.height!.value * 4
        const own = plane('COLOUR', count)
        const far = own.findIndex((value, i) => Math.abs(value - u8[room(3) + i]!) > Number(factor > 1))
        assert.is(far, -1, `${width}×${height}×${channels}`)
      }
  })

  test('running maxima and minima are those of plain loops', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        (seed, rows, radius, greatest) => {
          const stride = 16 * (1 + (seed % 4))
          const data = pixels(seed, stride * rows)
          u8.set(data, place.WIDE_A!.value)
          u8.set(data, room(0))
          run.extreme!(place.WIDE_A!.value, place.WIDE_B!.value, stride, rows, radius, Number(greatest))
          run.extremeOfRows!(room(0), room(1), stride, rows, radius, Number(greatest))
          assert.equal(plane('WIDE_B', stride * rows), u8.subarray(room(1), room(1) + stride * rows))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('transposition puts each byte where it belongs', () => {
    fc.assert(
      fc.property(seeds, sides, (seed, { width, height }) => {
        const data = pixels(seed, width * height)
        u8.set(data, place.MASK!.value)
        run.transpose!(place.MASK!.value, width, width, height, place.GONE!.value, height)
        const to = plane('GONE', width * height)
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++) assert.is(to[x * height + y], data[y * width + x])
      }),
      { numRuns: 40 },
    )
  })

  test('shares and their smoothing are those of plain loops', () => {
    fc.assert(
      fc.property(seeds, sides, (seed, { width, height }) => {
        run.begin!(width, height, 1)
        const count = width * height
        plane('GREY', count).set(pixels(seed, count))
        plane('PAPER', count).set(pixels(seed + 1, count))
        run.shareOfPaper!()
        run.startSmooth!()
        run.smooth!()
        run.shares!(place.PAPER!.value, place.GREY!.value, room(0), count)
        const words = (address: number) => i16.slice(address / 2, address / 2 + count)
        assert.equal(words(place.SHARE!.value), words(room(0)))
        run.smoothed!(room(0), room(1), room(2), width, height)
        assert.equal(words(place.SMOOTH!.value), words(room(2)))
      }),
      { numRuns: 40 },
    )
  })

  test('components are those of a flood fill', () => {
    fc.assert(
      fc.property(
        seeds,
        sides,
        fc.double({ min: 0.05, max: 0.8, noNaN: true }),
        (seed, { width, height }, density) => {
          const next = random(seed)
          const mask = Uint8Array.from({ length: width * height }, () => Number(next() < density))
          plane('MASK', mask.length).set(mask)
          run.components!(place.MASK!.value, width, height)
          const expected = flood(mask, width, height).sort(byPlace)
          const words = new Uint16Array(memory.buffer)
          const found = Array.from({ length: place.count!.value }, (_, i) => {
            const at = place.COMPONENTS!.value / 2 + 16 * i
            return [
              words[at]!,
              words[at + 1]!,
              words[at + 2]!,
              words[at + 3]!,
              words[at + 4]! + 65536 * words[at + 5]!,
            ]
          }).sort(byPlace)
          assert.equal(found, expected)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('what lies between paper and ink is a veil where it covers more than twice as much as ink, and a tenth of the picture', () => {
    const [width, height] = [100, 100]
    /** Of 100 rows as many of bands and of ink, of shares in 4096ths; the rest is paper. */
    const veilOf = (bands: number, ink: number, band = 1640) => {
      run.resize!(width, height, 1)
      const shares = i16.subarray(place.SMOOTH!.value / 2, place.SMOOTH!.value / 2 + width * height)
      shares.fill(0)
      plane('GONE', width * height).fill(0)
      shares.fill(band, 0, bands * width)
      shares.fill(3600, bands * width, (bands + ink) * width)
      return run.veil!(run.contrast!())
    }
    assert.is(veilOf(40, 8), 1640)
    assert.is(veilOf(40, 8, 2000), 2000)
    assert.is(veilOf(9, 2), 0)
    assert.is(veilOf(15, 8), 0)
    assert.is(veilOf(40, 8, 600), 0)
    assert.is(veilOf(0, 8), 0)
  })

  test('a digit that touches the box around it is looked at once more on the box; one without a box, or with three lines, is not', () => {
    const [width, height] = [280, 280]
    const box = { left: 70, top: 50, right: 200, bottom: 230 }
    const draw = (sides: number) => {
      const data = new Uint8Array(width * height).fill(245)
      const fill = (x0: number, y0: number, x1: number, y1: number) => {
        for (let y = y0; y < y1; y++) data.fill(30, y * width + x0, y * width + x1)
      }
      // a 7 whose bar meets the line at the left
      fill(box.left, 80, 180, 94)
      fill(166, 80, 180, 210)
      if (sides > 0) fill(box.left, box.top, box.left + 3, box.bottom)
      if (sides > 1) fill(box.left, box.top, box.right, box.top + 3)
      if (sides > 2) fill(box.left, box.bottom - 3, box.right, box.bottom)
      if (sides > 3) fill(box.right - 3, box.top, box.right, box.bottom)
      takeIn(data, width, height, 1)
      assert.is(run.findDigit!(0), 1)
      return run.refine!()
    }
    for (const sides of [0, 1, 2, 3]) assert.is(draw(sides), 0, `${sides} lines`)
    assert.is(draw(4), 1)
    const crop = ['cropLeft', 'cropTop', 'cropWidth', 'cropHeight'].map((name) => place[name]!.value)
    assert.equal(crop, [box.left - 2, box.top - 2, box.right - box.left + 4, box.bottom - box.top + 4])
  })

  test('any picture gives ink or none', () => {
    fc.assert(
      fc.property(seeds, sides, fc.constantFrom(1, 3, 4), (seed, { width, height }, channels) => {
        const data = pixels(seed, width * height * channels)
        takeIn(data, width, height, channels)
        run.findDigit!(seed % 2)
      }),
      { numRuns: 150 },
    )
    for (const [width, height] of [
      [1, 1],
      [1, 4000],
      [5000, 1],
      [400, 400],
      [399, 400],
      [2, 300],
    ] as const)
      for (const draw of [
        (x: number, y: number) => ((x + y) & 1) * 255,
        (x: number) => (x & 1) * 255,
        (x: number, y: number) => (x & y & 1) * 255,
        (x: number, y: number) => (x * 7919 + y * 104729) & 255,
        () => 0,
        // blobs that fill the picture but for its edge, and a little more
        (x: number, y: number) =>
          Number(Math.hypot(x - width / 2, y - height / 2) > 0.49 * Math.max(width, height)) * 255,
        (x: number, y: number) => Number(x < 3 || y < 3 || x > width - 4 || y > height - 4) * 255,
        (x: number, y: number) => (x + y > (width + height) / 2 ? 255 : 40),
      ]) {
        takeIn(
          Uint8Array.from({ length: width * height }, (_, i) => draw(i % width, Math.floor(i / width))),
          width,
          height,
          1,
        )
        run.findDigit!(0)
      }
  })

  test.run()
}

const byPlace = (a: number[], b: number[]) =>
  a[2]! - b[2]! || a[0]! - b[0]! || a[4]! - b[4]! || a[1]! - b[1]! || a[3]! - b[3]!

/** [left, right, top, bottom, pixels] of each 8-connected component. */
function flood(mask: Uint8Array, width: number, height: number): number[][] {
  const left = mask.slice()
  const boxes: number[][] = []
  for (let start = 0; start < left.length; start++) {
    if (!left[start]) continue
    const box = [width, 0, height, 0, 0]
    const stack = [start]
    left[start] = 0
    while (stack.length > 0) {
      const at = stack.pop()!
      const [x, y] = [at % width, Math.floor(at / width)]
      box[0] = Math.min(box[0]!, x)
      box[1] = Math.max(box[1]!, x + 1)
      box[2] = Math.min(box[2]!, y)
      box[3] = Math.max(box[3]!, y + 1)
      box[4]!++
      for (let j = Math.max(0, y - 1); j <= Math.min(height - 1, y + 1); j++)
        for (let i = Math.max(0, x - 1); i <= Math.min(width - 1, x + 1); i++)
          if (left[j * width + i]) {
            left[j * width + i] = 0
            stack.push(j * width + i)
          }
    }
    boxes.push(box)
  }
  return boxes
}
