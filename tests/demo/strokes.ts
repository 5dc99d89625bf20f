/** Some digits as somebody might draw them, at different places and sizes, and things that are none. */
import type { Stroke } from '../../scripts/browser/demo.js'

const arc = (x: number, y: number, rx: number, ry: number, from = 0, to = 2 * Math.PI): Stroke =>
  Array.from({ length: 25 }, (_, i) => {
    const angle = from + ((to - from) * i) / 24
    return [x + rx * Math.sin(angle), y - ry * Math.cos(angle)] as const
  })

export const one: readonly Stroke[] = [
  [
    [0.55, 0.15],
    [0.48, 0.85],
  ],
]

export const drawn: Readonly<Record<number, readonly Stroke[]>> = {
  0: [arc(0.5, 0.5, 0.2, 0.32)],
  1: one,
  3: [
    [
      [0.3, 0.2],
      [0.5, 0.13],
      [0.68, 0.22],
      [0.64, 0.38],
      [0.48, 0.47],
      [0.66, 0.55],
      [0.72, 0.72],
      [0.55, 0.87],
      [0.3, 0.82],
    ],
  ],
  7: [
    [
      [0.2, 0.25],
      [0.6, 0.22],
      [0.38, 0.75],
    ],
  ],
}

/** `107`, side by side. */
export const number: readonly Stroke[] = [
  [
    [0.02, 0.25],
    [-0.02, 0.75],
  ],
  arc(0.48, 0.5, 0.13, 0.25),
  [
    [0.82, 0.27],
    [1.08, 0.25],
    [0.93, 0.75],
  ],
]

/** A star, which is not a digit. */
export const star: readonly Stroke[] = [
  [
    [0.5, 0.1],
    [0.5, 0.9],
  ],
  [
    [0.1, 0.5],
    [0.9, 0.5],
  ],
  [
    [0.2, 0.2],
    [0.8, 0.8],
  ],
  [
    [0.8, 0.2],
    [0.2, 0.8],
  ],
]
