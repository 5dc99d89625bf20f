// written by `npm run pack:pictures`
/** Weights of the evidence that ink is a digit, and the least sum for one; see shape.ts. */
export const shape = {
  least: -1.2974,
  weights: [
    -10.6, 5.765, -0.7627, -13.85, -1.039, 4.217, -8.446, 8.72, 7.135, 9.563, 11.3, 3.709, -9.224, -6.403,
    -4.749, -10.1, -7.591, 0.1228, -0.06667, 8.607, 3.289, -7.631, -3.344, -21.27, -3.249, -5.726, 11.22,
    5.84, 7.732, -1.155, -0.738, -0.04794, -1.056, -2.5, -0.04512, -0.7172, -1.717, -1.951, 3.934,
  ] as readonly number[],
}
