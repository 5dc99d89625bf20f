/** The packaged classifier: one digit at once; numbers once the larger module, which is asked for at the first need, has come. */
import {
  type Classification,
  type ClassifyOptions,
  DigitClassifier,
  prepareDigit,
} from 'lenet1989/classifier'
import type { DigitReader } from 'lenet1989/classifier/read'
import type { Box } from './pad.js'
import { ASPECT, type Drawing, draw, placeOf } from './strokes.js'

export type Answer =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'digit'; readonly classification: Classification }
  | {
      readonly kind: 'number'
      readonly text: string
      readonly confidence: number
      readonly unsure: boolean
      readonly digits: readonly { readonly digit: number; readonly confidence: number }[]
      readonly boxes: readonly Box[]
    }

export interface Shipped {
  /** @param later called if the answer will be another one soon, when numbers can be read */
  read(drawing: Drawing | undefined, later: () => void): Answer
  classify(raw: Uint8Array, options?: ClassifyOptions): Classification
  /** Reads single digits with these weights from now on; with its own if none are given. */
  use(weights: Float32Array | undefined): Promise<void>
}

/** Strokes are read at this height, whatever the screen's. */
const HEIGHT = 280
/** An answer is called sure where at most this share of such answers is wrong. */
const MAX_ERROR = 0.005
/** What is clearly several things is called a number, if an unsure one, from this confidence on. */
const PERHAPS = 0.3
/** What hangs together and is not a digit is called a number, of digits that touch, from this confidence on. */
const TOUCHING = 0.95

let sheet: CanvasRenderingContext2D | undefined

/** What the drawing looks like to who reads it: black on white. */
function pixels(drawing: Drawing): ImageData | ImageBitmap {
  if (drawing.kind === 'photo') return drawing.bitmap
  if (!sheet) {
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(ASPECT * HEIGHT)
    canvas.height = HEIGHT
    sheet = canvas.getContext('2d', { willReadFrequently: true })!
  }
  const { width, height } = sheet.canvas
  sheet.fillStyle = '#fff'
  sheet.fillRect(0, 0, width, height)
  draw(sheet, HEIGHT, drawing, '#000')
  return sheet.getImageData(0, 0, width, height)
}

/** The drawing as a grey picture, a byte a pixel. */
export function grey(drawing: Drawing): { data: Uint8Array; width: number; height: number } {
  const picture = pixels(drawing)
  const { data, width, height } = 'close' in picture ? copied(picture) : picture
  return { data: Uint8Array.from({ length: width * height }, (_, i) => data[4 * i]!), width, height }
}

/** The 16×16 for networks that are trained here. */
export function prepared(drawing: Drawing): Float32Array | undefined {
  const picture = pixels(drawing)
  return prepareDigit('close' in picture ? copied(picture) : picture)
}

/** The pixels of a picture, made smaller if it is large. */
function copied(bitmap: ImageBitmap): ImageData {
  const scale = Math.min(1, (2 * HEIGHT) / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(scale * bitmap.width))
  canvas.height = Math.max(1, Math.round(scale * bitmap.height))
  const context = canvas.getContext('2d')!
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}

export async function shipped(): Promise<Shipped> {
  const own = await DigitClassifier.load()
  let classifier = own
  let reader: DigitReader | undefined
  let loading: Promise<void> | undefined
  const load = async () => {
    const { DigitReader } = await import('lenet1989/classifier/read')
    reader = await DigitReader.load()
  }

  const number = (
    drawing: Drawing,
    picture: ImageData | ImageBitmap,
    several: boolean,
  ): Answer | undefined => {
    const { text, digits, confidence, rejected } = reader!.read(picture, { maxError: 0.02 })
    const least = several ? PERHAPS : TOUCHING
    if (digits.length < 2 || confidence < least) return undefined
    const place = drawing.kind === 'photo' ? placeOf(drawing.bitmap) : { x: 0, y: 0, scale: 1 / HEIGHT }
    const boxes = digits.map(({ box: { x, y, width, height } }) => ({
      x: place.x + place.scale * x,
      y: place.y + place.scale * y,
      width: place.scale * width,
      height: place.scale * height,
    }))
    return { kind: 'number', text, confidence, unsure: rejected, digits, boxes }
  }

  return {
    read(drawing, later) {
      if (!drawing) return { kind: 'nothing' }
      const picture = drawing.kind === 'scan' ? undefined : pixels(drawing)
      const classification = classifier.classify(picture ?? (drawing as { raw: Uint8Array }).raw, {
        maxError: MAX_ERROR,
      })
      const { reason } = classification
      if (picture && (reason === 'several' || reason === 'notADigit')) {
        if (reader) return number(drawing, picture, reason === 'several') ?? { kind: 'digit', classification }
        loading ??= load().catch(() => {
          // without a network the page still reads single digits; the next number tries again
          loading = undefined
        })
        void loading.then(() => reader && later())
      }
      return { kind: 'digit', classification }
    },
    classify: (raw, options) => own.classify(raw, options),
    async use(weights) {
      classifier = weights ? await DigitClassifier.load({ weights }) : own
    },
  }
}
