/** The drawing area: mouse, pen, finger and keyboard; undo and clear. */
import { colours, onColours } from '../page/colours.js'
import { ASPECT, type Drawing, draw, type Point, type Stroke } from './strokes.js'

/** How far an arrow key moves, of the area's height. */
const STEP = 1 / 28

/** Around a digit of a number, in the units of strokes. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Pad {
  /** What is drawn now; `undefined` if nothing is. */
  readonly drawing: Drawing | undefined
  readonly canUndo: boolean
  /** Puts something there instead of everything else. */
  place(drawing: Drawing): void
  /** Draws these boxes around what is there, until the next change. */
  box(boxes: readonly Box[]): void
  undo(): void
  clear(): void
}

/**
 * @param first what is there before anybody draws
 * @param changed called after each change, many times in a stroke
 * @param digit called when a digit's key is pressed
 */
export function pad(
  canvas: HTMLCanvasElement,
  first: Drawing | undefined,
  changed: () => void,
  digit: (digit: number) => void,
): Pad {
  let drawing: Drawing | undefined = first
  /** What `undo` goes back to. */
  const past: (Drawing | undefined)[] = []
  let boxes: readonly Box[] = []
  let stroke: Stroke | undefined
  let pen: { x: number; y: number; down: boolean } | undefined

  const render = () => {
    const context = canvas.getContext('2d')!
    const side = canvas.height
    context.clearRect(0, 0, canvas.width, side)
    const { text, quiet } = colours()
    const faint = drawing?.kind === 'written' && drawing.example
    if (drawing) draw(context, side, drawing, faint ? quiet : text)
    for (const box of boxes) frame(context, side, box)
    if (pen) cross(context, side, pen)
  }
  const update = () => {
    render()
    changed()
  }
  const change = (next: Drawing | undefined) => {
    past.push(drawing)
    drawing = next
    update()
  }
  const begin = (point: Point) => {
    stroke = [point]
    const before = drawing?.kind === 'written' && !drawing.example ? drawing.strokes : []
    change({ kind: 'written', strokes: [...before, stroke], example: false })
  }
  const extend = (x: number, y: number) => {
    const [lastX, lastY] = stroke!.at(-1)!
    // a resting pen adds nothing
    if (Math.hypot(x - lastX, y - lastY) < 0.004) return
    stroke!.push([x, y])
  }

  const position = ({ clientX, clientY }: PointerEvent): Point => {
    const { left, top, height } = canvas.getBoundingClientRect()
    return [(clientX - left) / height, (clientY - top) / height]
  }
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || stroke) return
    canvas.setPointerCapture(event.pointerId)
    pen = undefined
    begin(position(event))
  })
  canvas.addEventListener('pointermove', (event) => {
    if (!stroke || !canvas.hasPointerCapture(event.pointerId)) return
    const events = event.getCoalescedEvents?.() ?? []
    for (const each of events.length > 0 ? events : [event]) extend(...position(each))
    update()
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
  const middle = () => ({ x: ASPECT / 2, y: 0.5, down: false })
  const move = ([dx, dy]: readonly [number, number]) => {
    pen ??= middle()
    pen.x = Math.min(ASPECT, Math.max(0, pen.x + dx))
    pen.y = Math.min(1, Math.max(0, pen.y + dy))
    if (pen.down && stroke) extend(pen.x, pen.y)
    render()
    if (pen.down) changed()
  }
  const dip = () => {
    pen ??= middle()
    pen.down = !pen.down
    if (pen.down) begin([pen.x, pen.y])
    else lift()
    render()
  }
  const rest = () => {
    lift()
    if (pen) pen.down = false
  }
  const undo = () => {
    if (past.length === 0) return
    rest()
    drawing = past.pop()
    update()
  }
  const clear = () => {
    rest()
    if (drawing) change(undefined)
  }
  canvas.addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey } = event
    const arrow = arrows[key]
    if (altKey) return
    if ((ctrlKey || metaKey) && key === 'z') undo()
    else if (ctrlKey || metaKey) return
    else if (arrow) move(arrow)
    else if (key === ' ') dip()
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
  render()

  return {
    get drawing() {
      return drawing
    },
    get canUndo() {
      return past.length > 0
    },
    place(next) {
      rest()
      change(next)
    },
    box(next) {
      boxes = next
      render()
    },
    undo,
    clear,
  }
}

function frame(context: CanvasRenderingContext2D, side: number, { x, y, width, height }: Box): void {
  const gap = 0.02
  context.lineWidth = 0.006 * side
  context.strokeStyle = colours().training
  context.strokeRect((x - gap) * side, (y - gap) * side, (width + 2 * gap) * side, (height + 2 * gap) * side)
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
