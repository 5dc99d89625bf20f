/** The module of the test page of the reader of several digits, and of its worker. */
import { DigitReader } from '/dist/classifier/read/index.js'
import { answersBy } from '/tests/picture-page.js'

answersBy(async () => {
  const reader = await DigitReader.load()
  return (picture) => reader.read(picture)
})
