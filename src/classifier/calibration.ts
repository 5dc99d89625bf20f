// written by `npm run pack:classifier`
/** How digits come to 16×16 for the network; one over the temperature of the softmax; and by the share of misread digits among those answered, the thresholds that reach it. */
export const calibration = {
  input: 'moments' as 'moments' | 'resize',
  inverseTemperature: 0.9857,
  rejection: [
    { error: 0.0058, t1: 0, t2: 1, t3: 0 },
    { error: 0.005, t1: 0.520248, t2: 1, t3: 0.105882 },
    { error: 0.002, t1: 0, t2: 0.138464, t3: 0.619332 },
    { error: 0.001, t1: 0, t2: 0.0469872, t3: 0 },
    { error: 0.0005, t1: 0, t2: 0.0134898, t3: 0 },
  ],
} as const
