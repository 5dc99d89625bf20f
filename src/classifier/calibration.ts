// written by `npm run pack:classifier`
/** One over the temperature of the softmax; and by the share of misread digits among those answered, the thresholds that reach it. */
export const calibration = {
  sharpness: 0.9677,
  rejection: [
    { error: 0.0068, t1: 0, t2: 1, t3: 0 },
    { error: 0.002, t1: 0.791971, t2: 0.177408, t3: 0 },
    { error: 0.001, t1: 0, t2: 0.0121211, t3: 0 },
    { error: 0.0005, t1: 0.997948, t2: 0.00123652, t3: 0 },
  ],
} as const
