/** The module of the test page of the reader of several digits, and of its worker: reads pictures in every form that a browser has, and gives plain results. */
import { DigitReader } from '/dist/classifier/read/index.js'

async function pictures() {
  const [sizes, bytes] = await Promise.all([
    fetch('/sizes').then((response) => response.json()),
    fetch('/pictures').then((response) => response.arrayBuffer()),
  ])
  let at = 0
  return sizes.map(([width, height]) => {
    const data = new Uint8ClampedArray(bytes, at, 4 * width * height)
    at += 4 * width * height
    return new ImageData(data.slice(), width, height)
  })
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
    const { width, height } = picture
    const canvas = Object.assign(document.createElement('canvas'), { width, height })
    canvas.getContext('2d').putImageData(picture, 0, 0)
    return canvas
  },
  ImageBitmap: (picture) => createImageBitmap(picture),
}

async function read(form) {
  const reader = await DigitReader.load()
  const results = []
  for (const picture of await pictures())
    results.push(JSON.stringify(reader.read(await forms[form](picture))))
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
}
