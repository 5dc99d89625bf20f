// written by `npm run pack:classifier`
/** How digits come to 16×16 for the network; one over the temperature of the softmax; and by the share of misread digits among those answered, the thresholds that reach it. */
export const calibration = {
  input: 'moments' as 'moments' | 'resize',
  inverseTemperature: 0.9688,
  rejection: [
    { error: 0.006, t1: 0, t2: 1, t3: 0 },
    { error: 0.005, t1: 0.524641, t2: 1, t3: 0.118349 },
    { error: 0.002, t1: 0.856943, t2: 1, t3: 0 },
    { error: 0.001, t1: 0.935794, t2: 0.0473903, t3: 0 },
    { error: 0.0005, t1: 0, t2: 0.0186774, t3: 0.958909 },
  ],
} as const
