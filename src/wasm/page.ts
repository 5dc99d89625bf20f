/** What `assembly/read` finds apart from digits, for showing it: a file of its own, so that pages which only read do not load it. */
import { globalValue } from './instance.js'
import type { ReadModule } from './read.js'

/** The page after `findPage`: ink, 0 … 255, row by row, copied. */
export function pageInk({ exports }: ReadModule): { data: Uint8Array; width: number; height: number } {
  const [width, height] = [exports.pageWidth(), exports.pageHeight()]
  const page = new Uint8Array(exports.memory.buffer, globalValue(exports, 'PAGE'), width * height)
  return { data: page.slice(), width, height }
}

/** The box of the digit after `findDigit`, in pixels of the reduced picture; right and bottom exclusive. */
export function digitSides({ exports }: ReadModule): {
  left: number
  top: number
  right: number
  bottom: number
} {
  const side = (name: string) => globalValue(exports, name)
  return {
    left: side('digitLeft'),
    top: side('digitTop'),
    right: side('digitRight'),
    bottom: side('digitBottom'),
  }
}
