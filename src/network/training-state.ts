/** The position of a training between two calls of `fit`. */

/** The position of a training, kept from one `fit` to the next; the module holds the rest of what decides how it continues. */
export interface TrainingState {
  /** Passes completed. */
  passes: number
  /** Digits done in the current pass, and digits per pass. */
  position: number
  digits: number
  /** Summed loss of the current pass. */
  lossSum: number
  /** Time spent training: in whole passes, and in the current one. */
  trainMilliseconds: number
  passMilliseconds: number
  running: boolean
}

export const startOfTraining = (): TrainingState => ({
  passes: 0,
  position: 0,
  digits: 0,
  lossSum: 0,
  trainMilliseconds: 0,
  passMilliseconds: 0,
  running: false,
})
