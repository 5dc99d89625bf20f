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

/** Things that are not digits: a house, a wave, a star. */
export const others: readonly (readonly Stroke[])[] = [
  [
    [
      [0.2, 0.9],
      [0.2, 0.4],
      [0.5, 0.1],
      [0.8, 0.4],
      [0.8, 0.9],
      [0.2, 0.9],
      [0.8, 0.4],
      [0.2, 0.4],
      [0.8, 0.9],
    ],
  ],
  [Array.from({ length: 60 }, (_, i) => [i / 50 - 0.1, 0.5 + 0.35 * Math.sin(i / 3)] as const)],
  [
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
  ],
]

/** All ten digits, in somebody's hand. */
export const writing: Readonly<Record<number, readonly Stroke[]>> = {
  ...drawn,
  2: [
    [
      [0.3, 0.3],
      [0.38, 0.17],
      [0.55, 0.14],
      [0.68, 0.26],
      [0.62, 0.45],
      [0.42, 0.68],
      [0.28, 0.84],
      [0.48, 0.82],
      [0.72, 0.85],
    ],
  ],
  4: [
    [
      [0.38, 0.15],
      [0.28, 0.52],
      [0.72, 0.53],
    ],
    [
      [0.62, 0.2],
      [0.58, 0.87],
    ],
  ],
  5: [
    [
      [0.68, 0.16],
      [0.38, 0.17],
      [0.34, 0.45],
      [0.52, 0.41],
      [0.67, 0.54],
      [0.62, 0.77],
      [0.45, 0.86],
      [0.3, 0.79],
    ],
  ],
  6: [
    [
      [0.6, 0.14],
      [0.42, 0.34],
      [0.33, 0.62],
      [0.42, 0.83],
      [0.6, 0.82],
      [0.66, 0.66],
      [0.55, 0.54],
      [0.36, 0.62],
    ],
  ],
  8: [arc(0.51, 0.31, 0.15, 0.17), arc(0.5, 0.67, 0.19, 0.19)],
  9: [
    [
      [0.64, 0.3],
      [0.52, 0.16],
      [0.37, 0.25],
      [0.38, 0.42],
      [0.54, 0.46],
      [0.65, 0.32],
      [0.63, 0.58],
      [0.58, 0.86],
    ],
  ],
}
