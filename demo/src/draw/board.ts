/** The drawing area with its buttons, and whoever wants to know what stands on it. */
import { onDrop } from '../page/drop.js'
import { $, enable, press } from '../page/elements.js'
import { notice } from '../page/notice.js'
import { answerView } from './answer.js'
import { example } from './example.js'
import { pad } from './pad.js'
import { prepared, type Shipped } from './shipped.js'
import type { Drawing } from './strokes.js'

/** What stands on the drawing area, for networks that are trained here. */
export interface Seen {
  /** 16×16 pixels, −1 … 1; `undefined` if nothing is drawn. */
  readonly image: Float32Array | undefined
  /** The same as the packaged classifier's network sees it: straightened and centred by the moments of its ink. */
  readonly straightened: Float32Array | undefined
  /** What a test digit is. */
  readonly label: number | undefined
}

export interface Board {
  readonly shipped: Shipped
  place(drawing: Drawing): void
  /** Reads it again: another network does from now on. */
  refresh(): void
  /** Calls back with what stands there, now and after each change. */
  watch(listener: (seen: Seen) => void): void
  /** From now on asked for the next test digit; the next of this class, if one is given. */
  bringDigits(next: (label?: number) => void, pixels: (index: number) => Float32Array): void
}

export function board(shipped: Shipped): Board {
  const show = answerView()
  const listeners: ((seen: Seen) => void)[] = []
  let seen: Seen = { image: undefined, straightened: undefined, label: undefined }
  let straightened: Float32Array | undefined
  let next: ((label?: number) => void) | undefined
  let pixels: ((index: number) => Float32Array) | undefined
  let wanted: { readonly label: number | undefined } | undefined

  /** Strokes come faster than pictures: what is drawn is read once for each. */
  let due = false
  const changed = () => {
    if (due) return
    due = true
    requestAnimationFrame(read)
  }
  const read = () => {
    due = false
    const { drawing } = paper
    enable($('clear'), drawing !== undefined)
    enable($('undo'), paper.canUndo)
    $('pad-note').hidden = drawing !== undefined && !(drawing.kind === 'written' && drawing.example)
    const answer = shipped.read(drawing, changed)
    paper.box(answer.kind === 'number' ? answer.boxes : [])
    straightened =
      answer.kind === 'digit' && answer.classification.digit !== null
        ? answer.classification.input
        : undefined
    show(answer, drawing?.kind === 'scan' ? drawing.label : undefined)
    if (listeners.length > 0) tell()
  }
  const tell = () => {
    const { drawing } = paper
    const label = drawing?.kind === 'scan' ? drawing.label : undefined
    // a test digit is read as it is, like in the evaluation
    const image = drawing?.kind === 'scan' && pixels ? pixels(drawing.index) : drawing && prepared(drawing)
    seen = { image, straightened, label }
    for (const listener of listeners) listener(seen)
  }
  const sample = (label?: number) => {
    if (next) next(label)
    else {
      wanted = { label }
      $('confidence').textContent = 'Fetching the test digits …'
    }
  }
  const paper = pad($<HTMLCanvasElement>('pad'), example(), changed, sample)
  press($('undo'), () => paper.undo())
  press($('clear'), () => paper.clear())
  press($('sample'), () => sample())

  const look = async (file: Blob, name: string) => {
    try {
      paper.place({ kind: 'photo', bitmap: await createImageBitmap(file), name })
      $('draw').scrollIntoView({ block: 'nearest' })
    } catch {
      notice(`${name} is not a picture that this browser can open.`)
    }
  }
  const input = $<HTMLInputElement>('picture-file')
  press($('picture'), () => input.click())
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    if (file) void look(file, file.name)
    input.value = ''
  })
  onDrop((file) => {
    if (!file.type.startsWith('image/')) return false
    void look(file, file.name)
    return true
  })
  document.addEventListener('paste', ({ clipboardData }) => {
    const file = [...(clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'))
    if (file) void look(file, 'What was pasted')
  })

  read()
  return {
    shipped,
    place: (drawing) => paper.place(drawing),
    refresh: changed,
    watch(listener) {
      listeners.push(listener)
      tell()
    },
    bringDigits(bring, of) {
      next = bring
      pixels = of
      if (wanted) bring(wanted.label)
      wanted = undefined
    },
  }
}
