/** Strokes on a picture, as a round pen draws them, for tests without a canvas. */

/** Across and down, 0 … 1 of the drawing's size. */
export type Point = readonly [number, number]
type Colour = readonly [red: number, green: number, blue: number, alpha: number]

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
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const away = Math.min(...segments.map(([from, to]) => distance([x + 0.5, y + 0.5], from, to)))
      // one pixel of soft rim
      const ink = Math.min(1, Math.max(0, thickness / 2 - away + 0.5))
      data.set(
        paper.map((value, channel) => value + ink * (pen[channel] - value)),
        4 * (y * width + x),
      )
    }
  }
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
