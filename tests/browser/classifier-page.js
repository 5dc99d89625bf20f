/** The module of the classifier's test page, and of its worker: reads pictures in every form that a browser has, and gives plain results. */
import { DigitClassifier } from '/dist/classifier/index.js'

/** Without what is undefined, which some drivers drop on the way. */
const plain = ({ scores, input, ...rest }) =>
  JSON.parse(JSON.stringify({ ...rest, scores: [...scores], input: [...input] }))

async function pictures() {
  const response = await fetch('/pictures')
  const bytes = new Uint8ClampedArray(await response.arrayBuffer())
  const side = 280
  const size = 4 * side * side
  return Array.from(
    { length: bytes.length / size },
    (_, i) => new ImageData(bytes.slice(i * size, (i + 1) * size), side, side),
  )
}

/** By the name of a form: puts a picture into it. */
const forms = {
  ImageData: (picture) => picture,
  OffscreenCanvas(picture) {
    const canvas = new OffscreenCanvas(picture.width, picture.height)
    canvas.getContext('2d').putImageData(picture, 0, 0)
    return canvas
  },
  HTMLCanvasElement(picture) {
    const canvas = Object.assign(document.createElement('canvas'), {
      width: picture.width,
      height: picture.height,
    })
    canvas.getContext('2d').putImageData(picture, 0, 0)
    return canvas
  },
  ImageBitmap: (picture) => createImageBitmap(picture),
}

async function read(form) {
  const classifier = await DigitClassifier.load()
  const results = []
  for (const picture of await pictures()) results.push(plain(classifier.classify(await forms[form](picture))))
  return results
}

if (globalThis.document === undefined) {
  addEventListener('message', async ({ data }) => postMessage(await read(data)))
} else {
  globalThis.read = read
  globalThis.readInWorker = (form) =>
    new Promise((resolve, reject) => {
      const worker = new Worker('/tests/page.js', { type: 'module' })
      worker.onerror = reject
      worker.onmessage = ({ data }) => {
        worker.terminate()
        resolve(data)
      }
      worker.postMessage(form)
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
}
