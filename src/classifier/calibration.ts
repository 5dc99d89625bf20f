// written by `npm run pack:classifier`
/** One over the temperature of the softmax; and by the share of misread digits among those answered, the thresholds that reach it. */
export const calibration = {
  sharpness: 0.9677,
  rejection: [
    { error: 0.0068, t1: 0, t2: 1, t3: 0 },
    { error: 0.002, t1: 0.805549, t2: 1, t3: 0.644493 },
    { error: 0.001, t1: 0, t2: 0.00275327, t3: 0 },
    { error: 0.0005, t1: 0.999255, t2: 1, t3: 0 },
  ],
} as const
