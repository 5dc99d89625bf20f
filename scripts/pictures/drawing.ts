/** Strokes on a picture, as a round pen draws them, for tests without a canvas. */

/** Across and down, 0 … 1 of the drawing's size. */
export type Point = readonly [number, number]
export type Colour = readonly [red: number, green: number, blue: number, alpha: number]

export interface Look {
  readonly width?: number
  readonly height?: number
  /** The drawing's height, and where its left upper corner lies, in pixels. */
  readonly size?: number
  readonly left?: number
  readonly top?: number
  /** Diameter of the pen's tip, in pixels. */
  readonly thickness?: number
  readonly pen?: Colour
  readonly paper?: Colour
}

export function drawing(strokes: readonly (readonly Point[])[], look: Look = {}) {
  const { width = 280, height = 280, size = 200, left = 40, top = 40, thickness = 20 } = look
  const { pen = [0, 0, 0, 255], paper = [255, 255, 255, 255] } = look
  const data = new Uint8ClampedArray(4 * width * height)
  const segments = strokes.flatMap((stroke) =>
    stroke.map((point, i) =>
      [point, stroke[i + 1] ?? point].map(([x, y]) => [left + size * x, top + size * y]),
    ),
  )
  const ink = new Float64Array(width * height)
  // one pixel of soft rim
  const reach = thickness / 2 + 1
  for (const [from, to] of segments) {
    const span = (axis: 0 | 1, size: number): [number, number] => [
      Math.max(0, Math.floor(Math.min(from[axis], to[axis]) - reach)),
      Math.min(size, Math.ceil(Math.max(from[axis], to[axis]) + reach)),
    ]
    const [x0, x1] = span(0, width)
    const [y0, y1] = span(1, height)
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) {
        const own = Math.min(1, thickness / 2 - distance([x + 0.5, y + 0.5], from, to) + 0.5)
        ink[y * width + x] = Math.max(ink[y * width + x], own)
      }
    }
  }
  ink.forEach((share, i) => {
    for (let channel = 0; channel < 4; channel++)
      data[4 * i + channel] = paper[channel] + share * (pen[channel] - paper[channel])
  })
  return { data, width, height }
}

function distance(
  [x, y]: readonly number[],
  [x0, y0]: readonly number[],
  [x1, y1]: readonly number[],
): number {
  const [dx, dy] = [x1 - x0, y1 - y0]
  const along = dx * dx + dy * dy
  const t = along === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / along))
  return Math.hypot(x - x0 - t * dx, y - y0 - t * dy)
}
