/** The module of the test page: loads the built package by its import map and hands the tasks to the driver. */
import * as library from 'lenet1989'
import * as int16 from 'lenet1989/int16'
import * as relaxed from 'lenet1989/relaxed'
import * as tasks from '/tests/tasks.js'

/** The training digits as the driver serves them: float32 pixels and one byte per label. */
async function fetchDigits() {
  const [images, labels] = await Promise.all(
    ['/digits/images', '/digits/labels'].map(async (url) => (await fetch(url)).arrayBuffer()),
  )
  return { images: new Float32Array(images), labels: new Uint8Array(labels), length: labels.byteLength }
}

globalThis.tasks = {
  trainedSha256: async (recipe, count) => tasks.trainedSha256(library, await fetchDigits(), recipe, count),
  relaxedSha256: async (recipe, count) =>
    tasks.relaxedSha256(library, relaxed, await fetchDigits(), recipe, count),
  int16Sha256: async (recipe, count) => tasks.int16Sha256(library, int16, await fetchDigits(), recipe, count),
  waits: async () => tasks.waits(library, await fetchDigits()),
  stopped: async () => tasks.stopped(library, await fetchDigits()),
  refusal: () => tasks.refusal(library),
}
