/** The classifier in real browsers: from every kind of picture that they have, on the page and in a worker, the answers of Node bit for bit. */
import * as assert from 'uvu/assert'
import { DIGITS } from '../../scripts/pictures/digits.js'
import { drawing } from '../../scripts/pictures/drawing.js'
import { DigitClassifier } from '../../src/classifier/index.js'
import { pictureSuites } from './picture-suite.js'

/** Opaque, since canvases keep colours times opacity. */
const pictures = DIGITS.flatMap((ways, digit) =>
  ways.map((strokes) =>
    drawing(strokes, { size: 120 + 10 * digit, pen: [30, 60, 150, 255], paper: [240, 230, 200, 255] }),
  ),
)
const classifier = DigitClassifier.loadSync()
const expected = pictures.map((picture) => {
  const { scores, input, ...rest } = classifier.classify(picture)
  return JSON.stringify({ ...rest, scores: [...scores], input: [...input] })
})
const inWorker = ['ImageData', 'OffscreenCanvas', 'ImageBitmap']

pictureSuites('classifier', { page: 'classifier-page.js', pictures, expected, inWorker }, (test) => {
  for (const what of ['bitmap', 'canvas'])
    test(`a ${what} without pixels is refused`, async ({ page }) => {
      assert.equal(await page.evaluate(`refusal('${what}')`), {
        name: 'LenetError',
        code: 'ERR_SHAPE',
        message: `${what}: 0×0 pixels, expected at least 1×1 and at most 33554432 in all`,
      })
    })
})
