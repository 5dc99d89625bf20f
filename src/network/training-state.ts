/** Where a training stands between two calls of `fit`. */

/** Where the training of a network stands, from one `fit` to the next; what else decides how it goes on lies in the module. */
export interface TrainingState {
  /** Passes done. */
  passes: number
  /** Digits done of the pass under way, and how many a pass has. */
  position: number
  digits: number
  /** Summed loss of the pass under way. */
  lossSum: number
  /** Time spent training: in whole passes, and in the pass under way. */
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
