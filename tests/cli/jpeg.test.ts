/** JPEG files as the command line reads them. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DIGITS } from '../../scripts/pictures/digits.js'
import { drawing } from '../../scripts/pictures/drawing.js'
import { decodeJpeg } from '../../src/cli/input/jpeg.js'
import { decodePicture } from '../../src/cli/input/picture.js'
import { asTaken, jpeg, withOrientation, withSegment } from '../support/jpeg.js'
import { refuses } from '../support/refusal.js'

const test = suite('JPEG')
const seven = drawing(DIGITS[7]![0]!, { width: 96, height: 72, size: 48, left: 30, top: 10, thickness: 6 })
/** The largest difference of a channel. */
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), a.length - b.length)

for (const baseline of [true, false])
  test(`${baseline ? 'baseline' : 'progressive'} files are the picture to within 24 of 255`, async () => {
    const picture = await decodeJpeg(await jpeg(seven, { baseline }))
    assert.equal([picture.width, picture.height], [96, 72])
    assert.ok(apart(picture.data, seven.data) <= 24, `${apart(picture.data, seven.data)}`)
  })

test('all eight EXIF orientations are the same picture, in either byte order', async () => {
  for (let orientation = 1; orientation <= 8; orientation++)
    for (const littleEndian of [false, true]) {
      const file = withOrientation(await jpeg(asTaken(seven, orientation)), orientation, littleEndian)
      const { data, width, height } = await decodeJpeg(file)
      assert.equal([width, height], [96, 72], `orientation ${orientation}`)
      assert.ok(apart(data, seven.data) <= 24, `orientation ${orientation}: ${apart(data, seven.data)}`)
    }
})

test('an unknown orientation and a truncated EXIF block are ignored', async () => {
  const file = await jpeg(seven)
  for (const odd of [
    withOrientation(file, 9),
    withOrientation(file, 0),
    withSegment(file, 0xe1, [...Buffer.from('Exif\0\0MM\0*', 'latin1')]),
    withSegment(file, 0xe1, [...Buffer.from('Exif\0\0MM\0*\xff\xff\xff\xff', 'latin1')]),
  ]) {
    const { width, height } = await decodeJpeg(odd)
    assert.equal([width, height], [96, 72])
  }
})

/** Where the frame's height and width stand. */
const frameAt = (file: Uint8Array) =>
  file.findIndex((byte, i) => byte === 0xff && (file[i + 1] === 0xc0 || file[i + 1] === 0xc2)) + 5

test('a file that would decode to gigabytes is refused before it is decoded', async () => {
  const file = (await jpeg(seven)).slice()
  new DataView(file.buffer).setUint32(frameAt(file), 0xffffffff)
  await refuses(() => decodeJpeg(file), 'ERR_SHAPE', /a JPEG of 65535×65535 pixels/)
  new DataView(file.buffer).setUint32(frameAt(file), 96)
  await refuses(() => decodeJpeg(file), 'ERR_SHAPE', /a JPEG of 96×0 pixels/)
})

test('a file of very many scans is refused before it is decoded', async () => {
  const file = await jpeg(seven)
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]
  const many = Uint8Array.from([
    ...file.subarray(0, -2),
    ...Array.from({ length: 100 }, () => scan).flat(),
    0xff,
    0xd9,
  ])
  await refuses(() => decodeJpeg(many), 'ERR_FORMAT', /a damaged JPEG: more than 100 scans/)
})

test('damaged files are refused, each with what is wrong, and the next one is read', async () => {
  const file = await jpeg(seven)
  const frame = frameAt(file)
  const spoilt = file.slice()
  spoilt[frame - 1] = 12
  for (const [bytes, says] of [
    [file.subarray(0, -2), /truncated/],
    [file.subarray(0, frame), /truncated/],
    [file.subarray(0, 3), /truncated/],
    [Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), /holds no pixels/],
    [Uint8Array.from([...file.subarray(0, -200), 0xff, 0xd9]), /premature end/i],
    [spoilt, /precision/i],
  ] as const)
    await refuses(
      () => decodeJpeg(bytes),
      'ERR_FORMAT',
      new RegExp(`a damaged JPEG: .*${says.source}`, says.flags),
    )
  assert.is((await decodeJpeg(file)).width, 96)
})

test('every byte of a file may be changed: a picture or a typed error', async () => {
  const file = await jpeg(
    drawing(DIGITS[1]![0]!, { width: 24, height: 24, size: 16, left: 4, top: 4, thickness: 3 }),
  )
  let [read, refused] = [0, 0]
  for (let i = 3; i < file.length; i++) {
    const changed = file.slice()
    changed[i]! ^= 0x5a
    try {
      const { data, width, height } = await decodeJpeg(changed)
      assert.is(data.length, 4 * width * height)
      read++
    } catch (error) {
      assert.match((error as { code?: string }).code ?? String(error), /^ERR_(FORMAT|SHAPE)$/)
      refused++
    }
  }
  assert.ok(read > 0 && refused > 0, `${read} read, ${refused} refused`)
})

test('files of other kinds are named', async () => {
  for (const [start, says] of [
    ['GIF89a', /but GIF: save it as one first/],
    ['\0\0\0\x18ftypheic', /but HEIC or AVIF/],
    ['text', /begins like neither/],
    ['', /an empty file/],
  ] as const)
    await refuses(() => decodePicture(Buffer.from(start, 'latin1')), 'ERR_FORMAT', says)
})

test.run()
