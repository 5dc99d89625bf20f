/** The module of the classifier's test page, and of its worker. */
import { DigitClassifier } from '/dist/classifier/index.js'
import { answersBy } from '/tests/picture-page.js'

answersBy(async () => {
  const classifier = await DigitClassifier.load()
  return (picture) => {
    const { scores, input, ...rest } = classifier.classify(picture)
    return { ...rest, scores: [...scores], input: [...input] }
  }
})

globalThis.refusal = async (what) => {
  const classifier = await DigitClassifier.load()
  const bitmap = await createImageBitmap(new ImageData(4, 4))
  bitmap.close()
  const canvas = Object.assign(document.createElement('canvas'), { width: 0, height: 0 })
  try {
    classifier.classify({ bitmap, canvas }[what])
    return undefined
  } catch ({ name, code, message }) {
    return { name, code, message }
  }
}
