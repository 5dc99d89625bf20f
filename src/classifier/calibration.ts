// written by `npm run pack:classifier`
/** One over the temperature of the softmax; and by the share of misread digits among those answered, the thresholds that reach it. */
export const calibration = {
  sharpness: 0.9683,
  rejection: [
    { error: 0.0065, t1: 0, t2: 1, t3: 0 },
    { error: 0.002, t1: 0.792078, t2: 1, t3: 0.598413 },
    { error: 0.001, t1: 0, t2: 0.00791523, t3: 0 },
    { error: 0.0005, t1: 0.9976, t2: 0.00160684, t3: 0 },
  ],
} as const
