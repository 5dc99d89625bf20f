/** The ten digits as a pen writes them, for tests: strokes in a square of side 1, in the shapes that schools teach. */
import type { Point } from './drawing.js'

type Stroke = readonly Point[]

/** Points along an ellipse, from one angle to another; 0° is to the right, 90° down. */
function arc(x: number, y: number, width: number, height: number, from: number, to: number): Stroke {
  const steps = 24
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180
    return [x + (width / 2) * Math.cos(angle), y + (height / 2) * Math.sin(angle)] as const
  })
}

const line = (...points: Stroke): Stroke => points

/** By digit: ways to write it, each a list of strokes. */
export const DIGITS: readonly (readonly (readonly Stroke[])[])[] = [
  [[arc(0.5, 0.5, 0.6, 1, -90, 270)], [arc(0.5, 0.5, 0.75, 0.95, -60, 300)]],
  [[line([0.5, 0], [0.5, 1])], [line([0.38, 0.18], [0.55, 0], [0.5, 1])]],
  [
    [[...arc(0.5, 0.28, 0.6, 0.56, 190, 400), [0.18, 1], [0.85, 1]]],
    [[...arc(0.45, 0.25, 0.55, 0.5, 180, 390), [0.15, 0.95], [0.5, 0.9], [0.88, 0.98]]],
  ],
  [
    [[...arc(0.45, 0.26, 0.55, 0.52, 200, 450), ...arc(0.45, 0.75, 0.65, 0.5, 270, 510)]],
    [[...arc(0.42, 0.24, 0.5, 0.48, 220, 440), ...arc(0.42, 0.72, 0.7, 0.56, 280, 500)]],
  ],
  [
    [line([0.3, 0], [0.15, 0.55], [0.85, 0.55]), line([0.7, 0.15], [0.65, 1])],
    [line([0.65, 0], [0.1, 0.65], [0.9, 0.65]), line([0.65, 0], [0.65, 1])],
  ],
  [
    [line([0.8, 0], [0.3, 0], [0.25, 0.42]), [[0.25, 0.42], ...arc(0.42, 0.7, 0.75, 0.6, 240, 500)]],
    [[[0.8, 0.02], [0.3, 0], [0.27, 0.45], ...arc(0.45, 0.7, 0.65, 0.6, 260, 510)]],
  ],
  [
    [[[0.65, 0], [0.3, 0.4], ...arc(0.48, 0.7, 0.56, 0.6, 180, 540)]],
    [[[0.75, 0.03], [0.45, 0.25], [0.26, 0.65], ...arc(0.5, 0.72, 0.5, 0.5, 180, 540)]],
  ],
  [[line([0.15, 0], [0.8, 0], [0.4, 1])], [line([0.15, 0.05], [0.8, 0], [0.6, 0.4], [0.45, 1])]],
  [
    [arc(0.5, 0.25, 0.5, 0.5, 90, 450), arc(0.5, 0.75, 0.6, 0.5, -90, 270)],
    [arc(0.5, 0.23, 0.42, 0.46, 90, 450), arc(0.48, 0.73, 0.5, 0.54, -90, 270)],
  ],
  [
    [arc(0.48, 0.28, 0.52, 0.56, 0, 360), line([0.74, 0.28], [0.7, 0.6], [0.55, 1])],
    [[...arc(0.45, 0.27, 0.5, 0.5, -20, 340), [0.7, 0.2], [0.68, 1]]],
  ],
]
