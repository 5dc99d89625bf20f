// written by `npm run pack:classifier`
/** How digits come to 16×16 for the network; one over the temperature of the softmax; and by the share of misread digits among those answered, the thresholds that reach it. */
export const calibration = {
  input: 'moments' as 'moments' | 'resize',
  inverseTemperature: 0.8817,
  rejection: [
    { error: 0.01, t1: 0, t2: 1, t3: 0.265938 },
    { error: 0.005, t1: 0, t2: 1, t3: 0.852619 },
    { error: 0.002, t1: 0, t2: 1, t3: 0.852619 },
    { error: 0.001, t1: 0, t2: 0.0169021, t3: 0.930865 },
    { error: 0.0005, t1: 0.993478, t2: 0.00398475, t3: 0 },
  ],
} as const
