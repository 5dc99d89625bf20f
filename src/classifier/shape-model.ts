// written by `npm run pack:pictures`
/** Weights of the evidence that ink is a digit, and the least sum for one; see shape.ts. */
export const shape = {
  least: -1.2693,
  weights: [
    -10.97, 5.685, -0.7317, -13.51, -0.8759, 4.176, -8.494, 8.854, 6.828, 9.867, 11.47, 4.555, -9.84, -6.444,
    -4.721, -10.04, -7.698, 0.04662, -0.05686, 8.918, 3.394, -7.371, -3.26, -21.3, -3.369, -6.238, 11.96,
    5.721, 7.753, -1.112, -0.6277, -0.1276, -1.08, -2.406, -0.04928, -0.6874, -1.599, -1.717, 3.719,
  ] as readonly number[],
}
