/** The digits held out of the training, in halves: weights are fitted to the one, confidences are chosen and figures told on the other. */
import type { RawDigits } from '../../src/data/idx.js'
import { HELD_OUT, holdOut, trainingDigits } from '../train-classifier/mnist.js'

const half = async (from: number, to: number): Promise<RawDigits> => {
  const { heldOut } = await holdOut(await trainingDigits())
  return { images: heldOut.images.subarray(784 * from, 784 * to), labels: heldOut.labels.subarray(from, to) }
}

export const fitDigits = (): Promise<RawDigits> => half(0, HELD_OUT / 2)
export const calibrationDigits = (): Promise<RawDigits> => half(HELD_OUT / 2, HELD_OUT)
