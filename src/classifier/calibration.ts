// written by `npm run pack:classifier`
/** One over the temperature of the softmax; and by the share of misread digits among those answered, the thresholds that reach it. */
export const calibration = {
  inverseTemperature: 0.8973,
  rejection: [
    { error: 0.0066, t1: 0, t2: 1, t3: 0 },
    { error: 0.002, t1: 0.857208, t2: 0.117179, t3: 0 },
    { error: 0.001, t1: 0, t2: 0.0186469, t3: 0.951761 },
    { error: 0.0005, t1: 0.991981, t2: 0.00744974, t3: 0 },
  ],
} as const
