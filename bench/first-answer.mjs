/** A fresh process' way from the import to the first answer, in milliseconds, printed: run by questions/classifier.ts on the built package. */
const start = performance.now()
const { DigitClassifier } = await import('../dist/classifier/index.js')
const classifier = await DigitClassifier.load()
classifier.classify(Float32Array.from({ length: 256 }, (_, i) => (i % 16 === 8 ? 1 : -1)))
console.log(performance.now() - start)
