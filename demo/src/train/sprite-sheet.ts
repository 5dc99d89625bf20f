/**
 * All test digits on one picture, of which each button of the gallery shows its part. A canvas for each would be simpler; but the browser looks after
 * every canvas for every frame, and a hundred of them took longer than everything else on the page.
 */
import { asInk } from '../page/colours.js'

const SIDE = 16
/** Digits in a row, and rows. */
const ROW = 45

export interface ContactSheet {
  /** The picture, in the colours of the scheme in use. */
  url(): Promise<string>
  /** Where a digit lies on it, as `background-position` for a background 45 times as large as the box. */
  position(index: number): string
}

export function contactSheet(images: Float32Array): ContactSheet {
  let last: string | undefined
  return {
    async url() {
      const canvas = document.createElement('canvas')
      canvas.width = ROW * SIDE
      canvas.height = ROW * SIDE
      const context = canvas.getContext('2d')!
      const picture = context.createImageData(canvas.width, canvas.height)
      // half a million pixels: whole words at a time, so that it takes a few milliseconds
      const shades = new Uint32Array(
        Uint8ClampedArray.from(Array.from({ length: 256 }, (_, i) => [...asInk(i / 127.5 - 1), 255]).flat())
          .buffer,
      )
      const words = new Uint32Array(picture.data.buffer)
      for (let i = 0; i < images.length; i++) {
        const index = i >> 8
        const x = (index % ROW) * SIDE + (i & 15)
        const y = Math.floor(index / ROW) * SIDE + ((i & 255) >> 4)
        words[y * canvas.width + x] = shades[Math.round(127.5 * (images[i]! + 1))]!
      }
      context.putImageData(picture, 0, 0)
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve))
      if (last) URL.revokeObjectURL(last)
      last = blob ? URL.createObjectURL(blob) : ''
      return last
    },
    position(index) {
      const percent = (place: number) => `${((100 * place) / (ROW - 1)).toFixed(4)}%`
      return `${percent(index % ROW)} ${percent(Math.floor(index / ROW))}`
    },
  }
}
