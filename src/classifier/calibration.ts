// written by `npm run pack:classifier`
/** How digits come to 16×16 for the network; one over the temperature of the softmax; and by the share of misread digits among those answered, the thresholds that reach it. */
export const calibration = {
  input: 'moments' as 'moments' | 'resize',
  inverseTemperature: 0.8959,
  rejection: [
    { error: 0.0047, t1: 0, t2: 1, t3: 0 },
    { error: 0.002, t1: 0.752729, t2: 0.192362, t3: 0 },
    { error: 0.001, t1: 0.919675, t2: 1, t3: 0.845073 },
    { error: 0.0005, t1: 0, t2: 0.0157801, t3: 0 },
  ],
} as const
