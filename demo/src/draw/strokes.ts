/** What has been put on the drawing area, and how it is drawn. Positions are in units of the area's height, from its left upper corner. */
export type Point = readonly [x: number, y: number]
export type Stroke = Point[]

/** The area's width, of its height. */
export const ASPECT = 4 / 3

/** A scanned digit: 28×28 bytes, and what is known of it. */
export interface Scan {
  readonly kind: 'scan'
  readonly raw: Uint8Array
  readonly label: number
  /** Its number among the test digits. */
  readonly index: number
}

export interface Photo {
  readonly kind: 'photo'
  readonly bitmap: ImageBitmap
  readonly name: string
}

export interface Written {
  readonly kind: 'written'
  readonly strokes: readonly Stroke[]
  /** Put there by the page: the first stroke replaces it. */
  readonly example: boolean
}

export type Drawing = Scan | Photo | Written

/** The pen's width, of the area's height. */
const PEN = 0.065

/** Draws everything into a context `side` pixels high, in `ink` on whatever is there. */
export function draw(context: CanvasRenderingContext2D, side: number, drawing: Drawing, ink: string): void {
  const left = ((ASPECT - 1) / 2) * side
  if (drawing.kind === 'scan') {
    context.imageSmoothingEnabled = true
    context.imageSmoothingQuality = 'high'
    context.drawImage(scanCanvas(drawing.raw, ink), left, 0, side, side)
  } else if (drawing.kind === 'photo') {
    const { x, y, scale } = placeOf(drawing.bitmap)
    const { width, height } = drawing.bitmap
    context.imageSmoothingQuality = 'high'
    context.drawImage(drawing.bitmap, x * side, y * side, width * scale * side, height * scale * side)
  } else {
    context.strokeStyle = ink
    context.fillStyle = ink
    context.lineWidth = PEN * side
    context.lineCap = 'round'
    context.lineJoin = 'round'
    for (const stroke of drawing.strokes) trace(context, side, stroke)
  }
}

/** Where a picture lies that fills the area without being cut, and the height of one of its pixels. */
export function placeOf({ width, height }: ImageBitmap): { x: number; y: number; scale: number } {
  const scale = Math.min(ASPECT / width, 1 / height)
  return { x: (ASPECT - width * scale) / 2, y: (1 - height * scale) / 2, scale }
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
export function scanCanvas(raw: Uint8Array, ink: string): HTMLCanvasElement {
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
