/** The packaged classifier, where a command takes weights. */
import { DigitClassifier } from '../../classifier/index.js'
import { type Evaluation, evaluation } from '../../model/evaluation.js'
import { type Answers, answersOf } from '../../model/rejection.js'
import { CLASSES } from '../../model/shape.js'
import type { DigitInputs } from '../input/digits.js'

/** What a model makes of a set of digits. */
export interface Reading {
  readonly evaluation: Evaluation
  readonly answers: Answers
}

/** Its name in the place of a file. */
export const CLASSIFIER = 'classifier'

/** Its evaluation on a set of digits, by the scores that `classify` gives. */
export async function readByClassifier({ inputs, labels }: DigitInputs): Promise<Reading> {
  const classifier = await DigitClassifier.load()
  const { length } = labels
  const confusion = new Uint32Array(CLASSES * CLASSES)
  const scores = new Float32Array(length * CLASSES)
  let loss = 0
  for (let i = 0; i < length; i++) {
    const result = classifier.classify(inputs[i]!)
    const label = labels[i]!
    scores.set(result.scores, i * CLASSES)
    // an image without ink is classified as nothing, which is a miss
    confusion[label * CLASSES + (result.digit ?? (label + 1) % CLASSES)]!++
    loss -= Math.log(Math.max(result.scores[label]!, LEAST))
  }
  // the scores are probabilities already, no softmax must be applied again
  return { evaluation: evaluation(loss, confusion), answers: answersOf(scores, labels, 'mse') }
}

/** The smallest possible score: e^−87. */
const LEAST = 1e-38
