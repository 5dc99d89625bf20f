/** PNG files that would unpack to more than their pixels take, and interlaced ones. */
import { randomBytes } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import { decode } from 'fast-png'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodePng } from '../../src/cli/input/png/index.js'
import { refuses } from '../support/refusal.js'

const test = suite('PNG, bounds')

function chunk(type: string, content: Uint8Array): Buffer {
  const frame = Buffer.alloc(content.length + 12)
  frame.writeUInt32BE(content.length, 0)
  frame.write(type, 4, 'latin1')
  frame.set(content, 8)
  frame.writeUInt32BE(crc32(frame.subarray(4, content.length + 8)), content.length + 8)
  return frame
}

/** A file with this IHDR, these chunks before the pixels, and these rows. */
function file(
  header: readonly [number, number, number, number, number?],
  rows: Uint8Array,
  ...more: Buffer[]
): Buffer {
  const [width, height, depth, colourType, interlace = 0] = header
  const ihdr = Buffer.alloc(13)
  ihdr.writeUInt32BE(width, 0)
  ihdr.writeUInt32BE(height, 4)
  ihdr.set([depth, colourType, 0, 0, interlace], 8)
  return Buffer.concat([
    Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', ihdr),
    ...more,
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array(0)),
  ])
}

test('a colour profile is never unpacked, however large', () => {
  const profile = Buffer.concat([Buffer.from('icc\0\0', 'latin1'), deflateSync(Buffer.alloc(256 << 20))])
  const before = process.memoryUsage().arrayBuffers
  const picture = decodePng(file([2, 2, 8, 0], Uint8Array.of(0, 1, 2, 0, 3, 4), chunk('iCCP', profile)))
  assert.equal([...picture.data], [1, 1, 1, 255, 2, 2, 2, 255, 3, 3, 3, 255, 4, 4, 4, 255])
  assert.ok(process.memoryUsage().arrayBuffers - before < 64 << 20)
})

test('headers that cannot be are refused before anything is unpacked', async () => {
  const bomb = Buffer.alloc(1 << 20)
  await refuses(() => decodePng(file([8, 8, 60, 6], bomb)), 'ERR_FORMAT', /colour type 6 with 60 bits/)
  await refuses(() => decodePng(file([8, 8, 4, 2], bomb)), 'ERR_FORMAT', /colour type 2 with 4 bits/)
  await refuses(() => decodePng(file([0, 200_000_000, 8, 0], bomb)), 'ERR_SHAPE', /0×200000000 pixels/)
  await refuses(() => decodePng(file([8, 8, 8, 0, 2], bomb)), 'ERR_FORMAT', /interlace 2/)
})

test('pixels that unpack to more than there are are refused, and so are too few', async () => {
  await refuses(() => decodePng(file([8, 8, 8, 0], Buffer.alloc(1 << 28))), 'ERR_FORMAT', /a damaged PNG/)
  await refuses(
    () => decodePng(file([8, 8, 8, 0], Buffer.alloc(71))),
    'ERR_FORMAT',
    /71 bytes of pixels, expected 72/,
  )
})

test('interlaced pictures of every depth are the pictures that they are', () => {
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const
  for (const depth of [1, 2, 4, 8, 16])
    for (const [width, height] of [
      [1, 1],
      [5, 3],
      [17, 9],
    ] as const) {
      const most = 2 ** depth - 1
      const value = (x: number, y: number) => (x * 7 + y * 13 + x * y) % (most + 1)
      const row = (count: number, at: (i: number) => number): number[] => {
        const bits = Array.from({ length: count }, (_, i) => at(i).toString(2).padStart(depth, '0')).join('')
        const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? []
        return [0, ...bytes.map((byte) => Number.parseInt(byte, 2))]
      }
      const plain = Array.from({ length: height }, (_, y) => row(width, (x) => value(x, y))).flat()
      const woven = passes.flatMap(([x0, y0, across, down]) => {
        const columns = Math.ceil((width - x0) / across)
        const lines = Math.ceil((height - y0) / down)
        if (columns <= 0) return []
        return Array.from({ length: Math.max(0, lines) }, (_, y) =>
          row(columns, (x) => value(x0 + x * across, y0 + y * down)),
        ).flat()
      })
      const one = decodePng(file([width, height, depth, 0], Uint8Array.from(plain)))
      const other = decodePng(file([width, height, depth, 0, 1], Uint8Array.from(woven)))
      assert.equal(other, one, `${depth} bits, ${width}×${height}`)
    }
})

test('rows of every filter are what fast-png makes of them, of every kind and size', () => {
  for (const [colourType, samples] of [
    [0, 1],
    [2, 3],
    [4, 2],
    [6, 4],
  ] as const)
    for (const depth of [8, 16])
      for (const width of [1, 2, 3, 5, 8, 31]) {
        const height = 40
        const stride = (width * samples * depth) / 8
        const rows = randomBytes(height * (stride + 1))
        for (let y = 0; y < height; y++) rows[y * (stride + 1)]! %= 5
        const bytes = file([width, height, depth, colourType], rows)
        const { data } = decode(bytes)
        const scaled = Array.from(data, (value) => Math.round((255 * value) / (2 ** depth - 1)))
        const expected = Array.from({ length: width * height }, (_, i) => {
          const pixel = scaled.slice(i * samples, (i + 1) * samples)
          const opacity = samples % 2 === 0 ? pixel.pop()! : 255
          return pixel.length === 1 ? [pixel[0]!, pixel[0]!, pixel[0]!, opacity] : [...pixel, opacity]
        })
        assert.equal([...decodePng(bytes).data], expected.flat(), `${colourType}, ${depth} bits, ${width}`)
      }
})

test('filters, palettes and transparent colours that cannot be are refused', async () => {
  const refusesFile = (message: RegExp, ...args: Parameters<typeof file>) =>
    refuses(() => decodePng(file(...args)), 'ERR_FORMAT', message)
  await refusesFile(/row 1 has filter 5, expected 0 to 4/, [1, 2, 8, 0], Uint8Array.of(4, 1, 5, 1))
  await refusesFile(/its palette is missing/, [1, 1, 8, 3], Uint8Array.of(0, 0))
  const palette = (length: number) => chunk('PLTE', new Uint8Array(length))
  for (const length of [0, 4, 771])
    await refusesFile(/its palette has \d+ bytes/, [1, 1, 8, 3], Uint8Array.of(0, 0), palette(length))
  await refusesFile(/colour 2 of a palette of 2/, [1, 1, 8, 3], Uint8Array.of(0, 2), palette(6))
  await refusesFile(/it has PLTE twice/, [1, 1, 8, 3], Uint8Array.of(0, 0), palette(6), palette(6))
  await refusesFile(
    /transparent colour has 2 bytes, expected 6/,
    [1, 1, 8, 2],
    new Uint8Array(4),
    chunk('tRNS', new Uint8Array(2)),
  )
})

test.run()
