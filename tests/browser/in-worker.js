/** The module of a test page also runs in a worker, which answers by the same function. */
export const isWorker = globalThis.document === undefined

/** In the worker: answers each message. */
export const answerBy = (work) =>
  addEventListener('message', async ({ data }) => postMessage(await work(data)))

/** On the page: what a worker of its own answers to `data`. */
export const inWorker = (data) =>
  new Promise((resolve, reject) => {
    const worker = new Worker('/tests/page.js', { type: 'module' })
    worker.onerror = reject
    worker.onmessage = (message) => {
      worker.terminate()
      resolve(message.data)
    }
    worker.postMessage(data)
  })
