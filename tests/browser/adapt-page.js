/** The module of the adapting test page, and of its worker: adapts the classifier to samples from the server, and gives its weights' SHA-256. */
import { adapt, toModel } from '/dist/classifier/adapt/index.js'
import { DigitClassifier } from '/dist/classifier/index.js'
import { stateSha256 } from '/dist/index.js'
import { answerBy, inWorker, isWorker } from '/tests/in-worker.js'

const bytes = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer())

async function adapted() {
  const [images, labels, keptImages, keptLabels] = await Promise.all(
    ['/samples', '/labels', '/kept', '/kept-labels'].map(bytes),
  )
  const samples = Array.from(labels, (label, i) => ({
    input: images.subarray(784 * i, 784 * (i + 1)),
    label,
  }))
  const turns = []
  const classifier = await adapt(await DigitClassifier.load(), samples, {
    keep: { images: keptImages, labels: keptLabels },
    onProgress: ({ phase }) => turns.push(phase),
  })
  return { sha256: await stateSha256(toModel(classifier).state), phases: [...new Set(turns)] }
}

if (isWorker) answerBy(adapted)
else Object.assign(globalThis, { adapted, adaptedInWorker: inWorker })
