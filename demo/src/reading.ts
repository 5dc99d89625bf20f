/** What the network makes of the drawing: the 16×16 that it sees, and its ten outputs. */
import { prepareDigit } from 'lenet1989/classifier'
import { asInk, onColours, paint } from './colours.js'
import type { Config } from './settings.js'
import { type Drawing, draw } from './strokes.js'

/** The drawing is prepared at this size, whatever the screen's. */
const SIDE = 280

let sheet: CanvasRenderingContext2D | undefined

/** The 16×16 of a drawing. A test digit on which nothing has been drawn is read as it is, like in the evaluation. */
export async function prepared(
  drawing: Readonly<Drawing>,
  testImages: Float32Array,
): Promise<Float32Array | undefined> {
  const { sample, strokes } = drawing
  if (sample && strokes.length === 0) return testImages.slice(256 * sample.index, 256 * (sample.index + 1))
  if (!sheet) {
    const canvas = document.createElement('canvas')
    canvas.width = SIDE
    canvas.height = SIDE
    sheet = canvas.getContext('2d', { willReadFrequently: true })!
  }
  sheet.fillStyle = '#fff'
  sheet.fillRect(0, 0, SIDE, SIDE)
  draw(sheet, SIDE, drawing, '#000')
  return prepareDigit(sheet.getImageData(0, 0, SIDE, SIDE))
}

/** The outputs as shares from 0 to 1: the softmax of logits, or squashed values between their targets −1 and 1. */
export function shares(outputs: ArrayLike<number>, { loss, activation }: Config): number[] {
  const values = Array.from(outputs)
  if (loss === 'mse') {
    const limit = activation === 'scaledTanh' ? 1.7159 : 1
    return values.map((value) => (value / limit + 1) / 2)
  }
  const highest = Math.max(...values)
  const powers = values.map((value) => Math.exp(value - highest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

export interface Reading {
  /** Shows an image, or that there is none. */
  see(image: Float32Array | undefined): void
  /** Shows outputs; with `label`, the answer is marked as right or wrong. */
  answer(outputs: ArrayLike<number> | undefined, config: Config, label: number | undefined): void
}

export function reading(
  seen: HTMLCanvasElement,
  answer: HTMLElement,
  list: HTMLElement,
  hint: HTMLElement,
): Reading {
  let image: Float32Array | undefined
  const look = () => paint(seen, image ?? new Float32Array(256).fill(-1), asInk)
  onColours(look)
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const row = document.createElement('li')
    row.innerHTML = '<b></b><span class="bar"><i></i></span><data></data>'
    row.firstElementChild!.textContent = String(digit)
    list.append(row)
    return { row, bar: row.querySelector('i')!, value: row.querySelector('data')! }
  })
  return {
    see(next) {
      image = next
      look()
    },
    answer(outputs, config, label) {
      const list = outputs && shares(outputs, config)
      const best = list ? list.indexOf(Math.max(...list)) : -1
      rows.forEach(({ row, bar, value }, digit) => {
        const share = list?.[digit] ?? 0
        bar.style.transform = `scaleX(${share.toFixed(3)})`
        value.textContent = outputs
          ? config.loss === 'mse'
            ? signed(outputs[digit]!)
            : share.toFixed(2)
          : '–'
        row.classList.toggle('best', digit === best)
      })
      const text = best < 0 ? '–' : String(best)
      if (answer.textContent !== text) answer.textContent = text
      const verdict = label === undefined || best < 0 ? '' : best === label ? 'right' : 'wrong'
      answer.className = verdict
      hint.textContent =
        best < 0
          ? 'Nothing is drawn.'
          : label === undefined
            ? config.loss === 'mse'
              ? 'Outputs from −1 to 1; the highest is the answer.'
              : 'Shares of the softmax; the highest is the answer.'
            : `A test digit: somebody’s ${label}, read ${best === label ? 'right' : `as ${best}`}.`
    },
  }
}

const signed = (value: number): string => value.toFixed(2).replace('-', '−')
