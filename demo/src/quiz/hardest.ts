/** The test digits that the packaged classifier finds hardest: those whose right answer it thinks least likely. */
import type { Shipped } from '../draw/shipped.js'
import type { LoadedDigits } from '../train/digits.js'

export interface Question {
  readonly index: number
  readonly label: number
  /** What the network reads. */
  readonly answer: number
  /** How likely it thinks that. */
  readonly confidence: number
}

/** Digits read at a stretch, so that the page is not held up. */
const PORTION = 40

export async function hardest(
  count: number,
  shipped: Shipped,
  { rawTest, test }: LoadedDigits,
): Promise<Question[]> {
  const all: (Question & { readonly right: number })[] = []
  for (let index = 0; index < test.length; index++) {
    const { digit, confidence, scores } = shipped.classify(
      rawTest.images.subarray(784 * index, 784 * (index + 1)),
    )
    const label = test.labels[index]!
    all.push({ index, label, answer: digit ?? 0, confidence, right: scores[label]! })
    if (index % PORTION === PORTION - 1) await new Promise((resolve) => setTimeout(resolve))
  }
  all.sort((a, b) => a.right - b.right)
  return all.slice(0, count)
}
