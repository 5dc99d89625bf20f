// written by `npm run pack:classifier`
/** How digits come to 16×16 for the network; one over the temperature of the softmax; and by the share of misread digits among those answered, the thresholds that reach it. */
export const calibration = {
  input: 'moments' as 'moments' | 'resize',
  inverseTemperature: 0.8783,
  rejection: [
    { error: 0.01, t1: 0, t2: 0.273405, t3: 0.275164 },
    { error: 0.005, t1: 0.932204, t2: 1, t3: 0.871524 },
    { error: 0.002, t1: 0.932204, t2: 1, t3: 0.884104 },
    { error: 0.001, t1: 0.97692, t2: 1, t3: 0 },
    { error: 0.0005, t1: 0.994263, t2: 1, t3: 0 },
  ],
} as const
