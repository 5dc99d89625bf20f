/** The picture's SIMD kernels against their plain references in assembly/reference, on random pictures, in the plain and in the checked build. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { random } from '../../scripts/pictures/pasted.js'

type Globals = Record<string, WebAssembly.Global>
type Functions = Record<string, (...values: number[]) => number>

for (const build of ['picture', 'picture-checked']) {
  const test = suite(build)
  const module = new WebAssembly.Module(readFileSync(new URL(`../../build/${build}.wasm`, import.meta.url)))

  /** A fresh instance: no test sees what another has left. */
  function instance() {
    const { exports } = new WebAssembly.Instance(module)
    const globals = exports as unknown as Globals
    const { buffer } = exports.memory as WebAssembly.Memory
    const at = (name: string) => globals[name]!.value as number
    return {
      run: exports as unknown as Functions,
      at,
      room: (i: number) => at('ROOM') + (i << 20),
      u8: (address: number, length: number) => new Uint8Array(buffer, address, length),
      i16: (address: number, length: number) => new Int16Array(buffer, address, length),
      f32: (address: number, length: number) => new Float32Array(buffer, address, length),
      f64: (address: number, length: number) => new Float64Array(buffer, address, length),
    }
  }

  const { run, at, room, u8, i16, f32, f64 } = instance()
  const sides = fc.record({ width: fc.integer({ min: 1, max: 90 }), height: fc.integer({ min: 1, max: 60 }) })
  const seeds = fc.integer({ min: 1, max: 1e9 })
  const fill = (to: Uint8Array, seed: number, most = 255) => {
    const next = random(seed)
    for (let i = 0; i < to.length; i++) to[i] = next() * (most + 1)
  }

  test('grey is red where there are no colours, exactly', () => {
    fc.assert(
      fc.property(seeds, sides, (seed, { width, height }) => {
        const count = width * height
        run.begin!(width, height, 1)
        const colour = u8(at('COLOUR'), 4 * count)
        fill(colour, seed)
        for (let i = 0; i < count; i++) colour.fill(colour[4 * i]!, 4 * i, 4 * i + 3)[4 * i + 3] = 255
        run.grey!()
        run.mixed!(at('COLOUR'), count, 4899, 9617, 1868, 0, 0, room(0))
        assert.equal(u8(at('GREY'), count), u8(room(0), count))
      }),
      { numRuns: 40 },
    )
  })

  test('grey is the mixture of the colours along their axis, or luma, exactly', () => {
    fc.assert(
      fc.property(seeds, sides, fc.boolean(), (seed, { width, height }, tinted) => {
        const count = width * height
        run.begin!(width, height, 1)
        const colour = u8(at('COLOUR'), 4 * count)
        fill(colour, seed)
        // one channel that varies against the others, or all alike
        for (let i = 0; i < count; i++) {
          if (tinted) colour[4 * i + 1] = 255 - colour[4 * i]!
          colour[4 * i + 3] = 255
        }
        run.grey!()
        const apart = run.axis!()
        const weights = apart
          ? [at('red'), at('green'), at('blue'), 0, at('offset')]
          : [4899, 9617, 1868, 0, 0]
        run.mixed!(at('COLOUR'), count, ...weights, room(0))
        assert.equal(u8(at('GREY'), count), u8(room(0), count))
      }),
      { numRuns: 60 },
    )
  })

  test('grey is opacity where the edge is transparent, exactly', () => {
    run.begin!(50, 40, 1)
    fill(u8(at('COLOUR'), 8000), 9, 120)
    run.grey!()
    run.mixed!(at('COLOUR'), 2000, 0, 0, 0, -16384, 255 * 16384, room(0))
    assert.equal(u8(at('GREY'), 2000), u8(room(0), 2000))
  })

  test('the axis lies along the greatest variance of the reference’s covariances, to 0.1%', () => {
    let most = 0
    fc.assert(
      fc.property(seeds, fc.double({ min: -1, max: 1, noNaN: true }), (seed, lean) => {
        const [width, height] = [84, 60]
        run.begin!(width, height, 1)
        const colour = u8(at('COLOUR'), 4 * width * height)
        const next = random(seed)
        for (let i = 0; i < width * height; i++) {
          const along = 90 * (next() - 0.5)
          const noise = () => 8 * (next() - 0.5)
          colour.set([128 + along + noise(), 128 - along + noise(), 128 + lean * along + noise(), 255], 4 * i)
        }
        assert.is(run.axis!(), 1)
        run.covariances!(at('COLOUR'), width, height, 12, 1, room(0))
        const c = f64(room(0), 9)
        const variance = (v: number[]) => {
          const length = Math.hypot(...v)
          return (
            v.reduce((sum, a, i) => sum + v.reduce((s, b, k) => s + a * b * c[3 * i + k]!, 0), 0) /
            length ** 2
          )
        }
        const found = variance([at('red'), at('green'), at('blue')])
        // no direction of a fine grid has more
        for (let i = 0; i < 60; i++)
          for (let k = 0; k < 60; k++) {
            const [a, b] = [(Math.PI * i) / 60, (Math.PI * k) / 60]
            const other = variance([Math.sin(a) * Math.cos(b), Math.sin(a) * Math.sin(b), Math.cos(a)])
            most = Math.max(most, other / found - 1)
          }
      }),
      { numRuns: 10 },
    )
    console.log(`  at most ${(100 * most).toExponential(1)}% more along another`)
    assert.ok(most < 0.001)
  })

  test('the third moment about local means is the reference’s, to 1e-4 of the sum of its terms’ sizes', () => {
    let most = 0
    fc.assert(
      fc.property(seeds, sides, (seed, { width, height }) => {
        run.begin!(width, height, 1)
        const grey = u8(at('GREY'), width * height)
        fill(grey, seed)
        run.blockSums!()
        const own = run.localSkew!()
        const radius = Math.max(1, Math.trunc((Math.min(width, height) + 12) / 24))
        const expected = run.thirdMoment!(at('GREY'), width, height, 4, radius, 1)
        const size = grey.reduce((sum, value) => sum + Math.abs(value - 128) ** 3, 0) + 1
        most = Math.max(most, Math.abs(own - expected) / size)
      }),
      { numRuns: 60 },
    )
    console.log(`  largest difference ${most.toExponential(1)}`)
    assert.ok(most < 1e-4)
  })

  test('the mask is that of the plain loop', () => {
    fc.assert(
      fc.property(seeds, sides, fc.integer({ min: 0, max: 4000 }), (seed, { width, height }, threshold) => {
        const count = width * height
        run.begin!(width, height, 1)
        const next = random(seed)
        const shares = i16(at('SMOOTH'), count)
        for (let i = 0; i < count; i++) shares[i] = 8192 * next() - 4096
        const gone = u8(at('GONE'), count)
        fill(gone, seed + 1, 1)
        run.mask!(threshold)
        run.masked!(at('SMOOTH'), at('GONE'), count, threshold, room(0))
        assert.equal(u8(at('MASK'), count), u8(room(0), count))
      }),
      { numRuns: 60 },
    )
  })

  test('soft ink is that of the plain loop', () => {
    fc.assert(
      fc.property(seeds, sides, fc.integer({ min: 0, max: 2000 }), (seed, { width, height }, low) => {
        const { run, at, room, u8, i16 } = instance()
        const count = width * height
        run.begin!(width, height, 1)
        run.open!(width, height)
        const stride = at('stride')
        const next = random(seed)
        const shares = i16(at('SMOOTH'), count)
        for (let i = 0; i < count; i++) shares[i] = 8192 * next() - 4096
        fill(u8(at('GONE'), count), seed + 1, 1)
        const near = u8(room(1), count)
        fill(near, seed + 2, 1)
        // four pixels are near together or not at all, as the stretches that `near` fills are far wider
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++) near[y * width + x] = near[y * width + (x & ~3)]!
        for (let y = 0; y < height; y++)
          u8(at('WIDE_B') + y * stride, width).set(near.subarray(y * width, (y + 1) * width))
        const scale = 255 / (4096 - low)
        run.softInk!(low, scale)
        run.softened!(at('SMOOTH'), at('GONE'), room(1), count, low, scale, room(0))
        for (let y = 0; y < height; y++)
          assert.equal(u8(at('INK') + y * stride, width), u8(room(0) + y * width, width))
      }),
      { numRuns: 40 },
    )
  })

  test('moments and samples are the reference’s in f64, to 1e-5 and 1e-4 of the scale from −1 to 1', () => {
    let [maps, samples] = [0, 0]
    fc.assert(
      fc.property(seeds, fc.double({ min: -0.5, max: 0.5, noNaN: true }), (seed, view) => {
        const next = random(seed)
        const ink = u8(at('DIGIT'), 784)
        // strokes: a walk with a broad pen
        ink.fill(0)
        let [x, y] = [8 + 12 * next(), 4 + 6 * next()]
        for (let step = 0; step < 40; step++) {
          x = Math.min(25, Math.max(2, x + 3 * (next() - 0.5)))
          y = Math.min(25, Math.max(2, y + 2 * (next() - 0.35)))
          for (const [dx, dy] of [
            [0, 0],
            [1, 0],
            [0, 1],
            [1, 1],
          ] as const)
            ink[28 * (Math.floor(y) + dy) + Math.floor(x) + dx] = 100 + 155 * next()
        }
        run.clearMoments!()
        run.addBlock!(at('DIGIT'), 28, 28, 28)
        assert.is(run.momentMap!(1), 1)
        assert.is(run.mapOf!(at('DIGIT'), 28, 28, 1, room(0)), 1)
        const map = f32(at('MAP'), 5)
        const expected = f64(room(0), 5)
        expected.forEach((value, i) => {
          maps = Math.max(maps, Math.abs(map[i]! - value) / Math.max(1, Math.abs(value)))
        })
        run.openDigit!(at('DIGIT'))
        run.sampleDigit!(at('IMAGE'), view, -view)
        run.sampledBy!(at('DIGIT'), room(0), view, -view, room(1))
        const image = f32(at('IMAGE'), 256)
        f64(room(1), 256).forEach((value, i) => {
          samples = Math.max(samples, Math.abs(image[i]! - value))
        })
      }),
      { numRuns: 60 },
    )
    console.log(`  largest differences ${maps.toExponential(1)} and ${samples.toExponential(1)}`)
    assert.ok(maps < 1e-5 && samples < 1e-4)
  })

  test.run()
}
