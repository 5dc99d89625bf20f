/** What the pages of the classifier and of the reader of several digits share, and their workers: pictures in every form that a browser has. */
import { answerBy, inWorker, isWorker } from '/tests/in-worker.js'

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

/** The pictures that the test serves: RGBA, one after the other. */
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

/** Defines `read(form)` and `readInWorker(form)` on the page: the answers, as JSON, of what `load` gives. */
export function answersBy(load) {
  const read = async (form) => {
    const answer = await load()
    const answers = []
    for (const picture of await pictures()) answers.push(JSON.stringify(answer(await forms[form](picture))))
    return answers
  }
  if (isWorker) answerBy(read)
  else Object.assign(globalThis, { read, readInWorker: inWorker })
}
