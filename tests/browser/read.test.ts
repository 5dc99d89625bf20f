/** The reader of several digits in real browsers: from every kind of picture that they have, on the page and in a worker, the answers of Node bit for bit. */
import { inkString, KINDS } from '../../scripts/read/strings.js'
import { trainingDigits } from '../../scripts/train-classifier/mnist.js'
import { DigitReader } from '../../src/classifier/read/index.js'
import { pictureSuites } from './picture-suite.js'

const digits = await trainingDigits()
/** Opaque, since canvases keep colours times opacity. */
const pictures = KINDS.flatMap((kind) => [0, 1].map((number) => inkString(digits, kind, 9, number))).map(
  ({ ink, width, height }) => ({
    data: Uint8ClampedArray.from([...ink].flatMap((v) => [240 - v * 0.8, 230 - v * 0.7, 200 - v * 0.2, 255])),
    width,
    height,
  }),
)
const reader = DigitReader.loadSync()
const expected = pictures.map((picture) => JSON.stringify(reader.read(picture)))

pictureSuites('read', { page: 'read-page.js', pictures, expected, inWorker: ['ImageData'] })
