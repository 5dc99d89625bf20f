/** The drawing area: mouse, pen, finger and keyboard; undo and clear. */
import { colours, onColours } from './colours.js'
import { type Drawing, draw, type Sample, type Stroke } from './strokes.js'

/** How far an arrow key moves, of the area's side. */
const STEP = 1 / 28

export interface Pad {
  /** What is drawn now; `undefined` if nothing is. */
  readonly drawing: Readonly<Drawing> | undefined
  readonly canUndo: boolean
  /** Puts a scanned digit there instead of everything else. */
  place(sample: Sample): void
  undo(): void
  clear(): void
}

/**
 * @param changed called after each change, many times in a stroke
 * @param digit called when a digit's key is pressed
 */
export function pad(canvas: HTMLCanvasElement, changed: () => void, digit: (digit: number) => void): Pad {
  let drawing: Drawing = { sample: undefined, strokes: [] }
  /** What `undo` goes back to. */
  const past: Drawing[] = []
  let stroke: Stroke | undefined
  let pen: { x: number; y: number; down: boolean } | undefined

  const render = () => {
    const context = canvas.getContext('2d')!
    const side = canvas.width
    context.clearRect(0, 0, side, side)
    draw(context, side, drawing, colours().text)
    if (pen) cross(context, side, pen)
  }
  const change = (next: Drawing) => {
    past.push({ ...drawing, strokes: [...drawing.strokes] })
    drawing = next
    render()
    changed()
  }
  const begin = (x: number, y: number) => {
    stroke = [[x, y]]
    change({ ...drawing, strokes: [...drawing.strokes, stroke] })
  }
  const extend = (x: number, y: number) => {
    const [lastX, lastY] = stroke!.at(-1)!
    // a resting pen adds nothing
    if (Math.hypot(x - lastX, y - lastY) < 0.004) return
    stroke!.push([x, y])
  }

  const position = ({ clientX, clientY }: PointerEvent): [number, number] => {
    const { left, top, width, height } = canvas.getBoundingClientRect()
    return [(clientX - left) / width, (clientY - top) / height]
  }
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || stroke) return
    canvas.setPointerCapture(event.pointerId)
    pen = undefined
    begin(...position(event))
  })
  canvas.addEventListener('pointermove', (event) => {
    if (!stroke || !canvas.hasPointerCapture(event.pointerId)) return
    const events = event.getCoalescedEvents?.() ?? []
    for (const each of events.length > 0 ? events : [event]) extend(...position(each))
    render()
    changed()
  })
  const lift = () => {
    stroke = undefined
  }
  canvas.addEventListener('pointerup', lift)
  canvas.addEventListener('pointercancel', lift)

  const arrows: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-STEP, 0],
    ArrowRight: [STEP, 0],
    ArrowUp: [0, -STEP],
    ArrowDown: [0, STEP],
  }
  const move = ([dx, dy]: readonly [number, number]) => {
    pen ??= { x: 0.5, y: 0.5, down: false }
    pen.x = Math.min(1, Math.max(0, pen.x + dx))
    pen.y = Math.min(1, Math.max(0, pen.y + dy))
    if (pen.down && stroke) extend(pen.x, pen.y)
    render()
    if (pen.down) changed()
  }
  const press = () => {
    pen ??= { x: 0.5, y: 0.5, down: false }
    pen.down = !pen.down
    if (pen.down) begin(pen.x, pen.y)
    else lift()
    render()
  }
  const undo = () => {
    const before = past.pop()
    if (!before) return
    lift()
    if (pen) pen.down = false
    drawing = before
    render()
    changed()
  }
  const clear = () => {
    lift()
    if (pen) pen.down = false
    if (drawing.sample || drawing.strokes.length > 0) change({ sample: undefined, strokes: [] })
  }
  canvas.addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey } = event
    const arrow = arrows[key]
    if (altKey) return
    if ((ctrlKey || metaKey) && key === 'z') undo()
    else if (ctrlKey || metaKey) return
    else if (arrow) move(arrow)
    else if (key === ' ') press()
    else if (key === 'Backspace') undo()
    else if (key === 'Escape' || key === 'Delete') clear()
    else if (/^\d$/.test(key)) digit(Number(key))
    else return
    event.preventDefault()
  })
  canvas.addEventListener('blur', () => {
    if (!pen) return
    lift()
    pen = undefined
    render()
  })
  onColours(render)

  return {
    get drawing() {
      return drawing.sample || drawing.strokes.length > 0 ? drawing : undefined
    },
    get canUndo() {
      return past.length > 0
    },
    place(sample) {
      lift()
      change({ sample, strokes: [] })
    },
    undo,
    clear,
  }
}

/** Where the keyboard's pen is. */
function cross(
  context: CanvasRenderingContext2D,
  side: number,
  { x, y, down }: { x: number; y: number; down: boolean },
): void {
  context.beginPath()
  context.arc(x * side, y * side, down ? 0.045 * side : 0.03 * side, 0, 2 * Math.PI)
  context.lineWidth = 0.008 * side
  context.strokeStyle = colours().test
  context.stroke()
}
