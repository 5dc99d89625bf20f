/** The colours in which numbers are painted: those of the style sheet, for the scheme that is in use. */
type Rgb = readonly [number, number, number]

export interface Colours {
  readonly paper: Rgb
  readonly ink: Rgb
  readonly negative: Rgb
  readonly positive: Rgb
  /** As the style sheet has them, for the charts. */
  readonly text: string
  readonly quiet: string
  readonly rule: string
  readonly test: string
  readonly training: string
  readonly negativeText: string
  readonly positiveText: string
}

let current: Colours | undefined
const listeners: (() => void)[] = []

export function colours(): Colours {
  current ??= read()
  return current
}

/** Calls back when the scheme changes. */
export function onColours(listener: () => void): void {
  listeners.push(listener)
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  current = undefined
  for (const listener of listeners) listener()
})

function read(): Colours {
  const style = getComputedStyle(document.documentElement)
  const text = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const rgb = (name: string): Rgb => {
    const hex = text(name)
    return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb
  }
  return {
    paper: rgb('sheet'),
    ink: rgb('ink'),
    negative: rgb('negative'),
    positive: rgb('positive'),
    text: text('ink'),
    quiet: text('quiet'),
    rule: text('rule'),
    test: text('test'),
    training: text('training'),
    negativeText: text('negative'),
    positiveText: text('positive'),
  }
}

/** From one colour to another, `share` 0 … 1 of the way. */
const mix = (from: Rgb, to: Rgb, share: number): Rgb =>
  from.map((value, i) => value + (to[i]! - value) * share) as unknown as Rgb

const clamp = (value: number): number => Math.min(1, Math.max(0, value))

/** −1 paper … 1 ink. */
export const asInk = (value: number): Rgb => mix(colours().paper, colours().ink, clamp((value + 1) / 2))

/** Negative values in one colour, positive in another, 0 as paper, ±1 and beyond in full. */
export function asSigned(value: number): Rgb {
  const { paper, negative, positive } = colours()
  return mix(paper, value < 0 ? negative : positive, clamp(Math.abs(value)))
}

/** Paints numbers into a canvas of as many pixels. */
export function paint(
  canvas: HTMLCanvasElement,
  values: ArrayLike<number>,
  colour: (value: number) => Rgb,
): void {
  const context = canvas.getContext('2d')!
  const picture = context.createImageData(canvas.width, canvas.height)
  for (let i = 0; i < values.length; i++) {
    const [red, green, blue] = colour(values[i]!)
    picture.data.set([red, green, blue, 255], 4 * i)
  }
  context.putImageData(picture, 0, 0)
}
