/** Weights of score.ts, as the prototype had them. */
export const WEIGHTS: StaticArray<f32> = [
  2.452, -0.062, -1.55, -1.584, -1.584, -5.608, -0.55, -3.08, 0, 0, 0, -5, 0, 0,
  -2.219, -11.195, 1.486, 7, 0, 0, 0, 0, 0, 0,
  0.733, 0.52, 0,
]
