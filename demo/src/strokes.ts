/** What has been put on the drawing area, and how it is drawn. Positions are 0 … 1 of the area's side. */
export type Point = readonly [x: number, y: number]
export type Stroke = Point[]

/** A scanned digit lying under the strokes: 28×28 bytes, and what is known of it. */
export interface Sample {
  readonly raw: Uint8Array
  readonly label: number
  /** Its number among the test digits. */
  readonly index: number
}

export interface Drawing {
  sample: Sample | undefined
  strokes: Stroke[]
}

/** The pen's width, of the area's side: two of MNIST's pixels where a digit fills 20 of 28. */
const PEN = 0.075

/** Draws everything into a square context of `side` pixels, in `ink` on whatever is there. */
export function draw(
  context: CanvasRenderingContext2D,
  side: number,
  { sample, strokes }: Drawing,
  ink: string,
): void {
  if (sample) {
    context.imageSmoothingEnabled = true
    context.imageSmoothingQuality = 'high'
    context.drawImage(scan(sample.raw, ink), 0, 0, side, side)
  }
  context.strokeStyle = ink
  context.fillStyle = ink
  context.lineWidth = PEN * side
  context.lineCap = 'round'
  context.lineJoin = 'round'
  for (const stroke of strokes) trace(context, side, stroke)
}

/** A smooth line: through the midpoints between the pen's places, bent towards these. */
function trace(context: CanvasRenderingContext2D, side: number, stroke: Stroke): void {
  const at = (i: number): Point => [stroke[i]![0] * side, stroke[i]![1] * side]
  const [x0, y0] = at(0)
  context.beginPath()
  if (stroke.length === 1) {
    context.arc(x0, y0, (PEN * side) / 2, 0, 2 * Math.PI)
    context.fill()
    return
  }
  context.moveTo(x0, y0)
  for (let i = 1; i < stroke.length - 1; i++) {
    const [x, y] = at(i)
    const [nextX, nextY] = at(i + 1)
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2)
  }
  context.lineTo(...at(stroke.length - 1))
  context.stroke()
}

/** The scanned digit as a small transparent picture in `ink`. */
function scan(raw: Uint8Array, ink: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = 28
  canvas.height = 28
  const context = canvas.getContext('2d')!
  context.fillStyle = ink
  context.fillRect(0, 0, 28, 28)
  const picture = context.getImageData(0, 0, 28, 28)
  raw.forEach((value, i) => {
    picture.data[4 * i + 3] = value
  })
  context.putImageData(picture, 0, 0)
  return canvas
}
