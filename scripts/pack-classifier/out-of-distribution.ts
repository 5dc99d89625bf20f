/** Drawings that are not digits, for the figures of rejection: letters in strokes, and scribbles. */
type Point = readonly [x: number, y: number]
export type Strokes = readonly (readonly Point[])[]

const line = (...points: Point[]): readonly Point[] => points

/** C, and what G begins with. */
const BOW: readonly Point[] = [
  [0.85, 0.2],
  [0.6, 0.02],
  [0.3, 0.05],
  [0.1, 0.3],
  [0.08, 0.65],
  [0.28, 0.95],
  [0.6, 0.98],
  [0.85, 0.8],
]

/** Capital letters that no digit looks like: without B, D, I, O, Q, S and Z. */
export const LETTERS: Readonly<Record<string, Strokes>> = {
  A: [line([0, 1], [0.45, 0], [0.9, 1]), line([0.2, 0.6], [0.7, 0.6])],
  C: [line(...BOW)],
  E: [line([0.8, 0], [0.1, 0], [0.1, 1], [0.8, 1]), line([0.1, 0.5], [0.7, 0.5])],
  F: [line([0.8, 0], [0.1, 0], [0.1, 1]), line([0.1, 0.5], [0.65, 0.5])],
  G: [line(...BOW, [0.85, 0.55], [0.55, 0.55])],
  H: [line([0.1, 0], [0.1, 1]), line([0.85, 0], [0.85, 1]), line([0.1, 0.5], [0.85, 0.5])],
  J: [line([0.2, 0], [0.8, 0], [0.7, 0], [0.7, 0.75], [0.5, 1], [0.25, 0.9])],
  K: [line([0.1, 0], [0.1, 1]), line([0.85, 0], [0.1, 0.55], [0.85, 1])],
  L: [line([0.15, 0], [0.15, 1], [0.85, 1])],
  M: [line([0, 1], [0.1, 0], [0.5, 0.7], [0.9, 0], [1, 1])],
  N: [line([0.1, 1], [0.1, 0], [0.85, 1], [0.85, 0])],
  P: [line([0.15, 1], [0.15, 0], [0.6, 0.02], [0.8, 0.2], [0.75, 0.42], [0.5, 0.52], [0.15, 0.52])],
  R: [
    line([0.15, 1], [0.15, 0], [0.6, 0.02], [0.8, 0.2], [0.75, 0.42], [0.5, 0.52], [0.15, 0.52], [0.85, 1]),
  ],
  T: [line([0, 0], [0.95, 0]), line([0.48, 0], [0.48, 1])],
  U: [line([0.1, 0], [0.1, 0.7], [0.3, 0.98], [0.65, 0.98], [0.85, 0.7], [0.85, 0])],
  V: [line([0.05, 0], [0.45, 1], [0.9, 0])],
  W: [line([0, 0], [0.2, 1], [0.5, 0.3], [0.8, 1], [1, 0])],
  X: [line([0.1, 0], [0.85, 1]), line([0.85, 0], [0.1, 1])],
  Y: [line([0.05, 0], [0.45, 0.5], [0.9, 0]), line([0.45, 0.5], [0.45, 1])],
}

/** Strokes with a hand's unrest: slanted, stretched and each point a little off, by numbers from 0 to below 1. */
export function jitter(strokes: Strokes, next: () => number): Strokes {
  const [slant, width] = [0.4 * (next() - 0.5), 0.7 + 0.5 * next()]
  const off = () => 0.08 * (next() - 0.5)
  return strokes.map((stroke) =>
    stroke.map(([x, y]) => [width * x + slant * (0.5 - y) + off(), y + off()] as const),
  )
}

/** A pen that wanders about: 6 to 14 straight pieces between random places. */
export function scribble(next: () => number): Strokes {
  const count = 6 + Math.floor(9 * next())
  return [Array.from({ length: count }, () => [next(), next()] as const)]
}
