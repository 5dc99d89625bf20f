/** Teaches the packaged classifier a hand, away from the page: three times with a third of the samples held out, to say what it does, then with all. */
import { DigitClassifier } from 'lenet1989/classifier'
import { adapt, toModel, toSafetensors, toSnippet } from 'lenet1989/classifier/adapt'
import { toOnnx } from 'lenet1989/formats'
import type { FromTeacher, Lesson, Sample, Taught } from './lesson.js'

const post = (message: FromTeacher): void => postMessage(message)

/** Rounds in which a third is held out. */
const FOLDS = 3

addEventListener('message', async ({ data }: MessageEvent<Lesson>) => {
  try {
    post({ taught: await teach(data) })
  } catch (error) {
    post({ failed: (error as Error).message })
  }
})

async function teach({ samples, keep, test }: Lesson): Promise<Taught> {
  const before = await DigitClassifier.load()
  let round = 0
  const learn = (some: readonly Sample[]) =>
    adapt(before, some, {
      keep,
      onProgress: ({ phase, done, total }) =>
        post({
          // preparing takes about a tenth of the time
          progress:
            (round + (phase === 'train' ? 0.1 + (0.9 * done) / total : (0.1 * done) / total)) / (FOLDS + 1),
        }),
    })
  const answers: { before: number; after: number }[] = samples.map(() => ({ before: -1, after: -1 }))
  for (; round < FOLDS; round++) {
    const held = (i: number) => samples[i]!.round % FOLDS === round
    const mine = await learn(samples.filter((_, i) => !held(i)))
    samples.forEach(({ input }, i) => {
      if (held(i))
        answers[i] = { before: before.classify(input).digit ?? -1, after: mine.classify(input).digit ?? -1 }
    })
  }
  const mine = await learn(samples)
  const misses = (classifier: DigitClassifier) => {
    let count = 0
    test.labels.forEach((label, i) => {
      if (classifier.classify(test.images.subarray(784 * i, 784 * (i + 1))).digit !== label) count++
    })
    return count
  }
  return {
    weights: mine.weights(),
    answers,
    labels: samples.map(({ label }) => label),
    test: { before: misses(before), after: misses(mine), count: test.labels.length },
    files: {
      safetensors: toSafetensors(mine) as Uint8Array<ArrayBuffer>,
      onnx: toOnnx(toModel(mine)) as Uint8Array<ArrayBuffer>,
      snippet: toSnippet(mine),
    },
  }
}
