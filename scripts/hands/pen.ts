/**
 * A procedural pen: writes the digits 0 … 9 in the forms people learn at school in Europe, America and Asia, with the variation of many hands, as 28×28 bytes
 * like MNIST's. Nothing is copied from any data set. The same seed gives the same picture on every machine.
 */
import { forms } from './forms/index.js'
import { shake } from './hand.js'
import { ink } from './ink.js'
import { Random } from './random.js'

/** How much further the freest hand strays than the tidiest. */
const FREEDOM = 0.9

export interface Written {
  /** 28×28 bytes, row by row, 255 ink. */
  pixels: Uint8Array
  digit: number
  /** Which of `forms[digit]`. */
  form: string
}
/** Writes one digit; every seed is another hand. `digit` and `form` are drawn where they are not given. */
export function write(seed: number, digit?: number, form?: string): Written {
  const h = new Random(seed)
  h.reach = h.next() * FREEDOM + 0.7
  const drawn = Math.floor(h.next() * 10)
  const which = digit ?? drawn
  const all = Object.entries(forms[which]!)
  let left = h.next() * all.reduce((sum, [, [weight]]) => sum + weight, 0)
  let chosen = form
  for (const [name, [weight]] of all) {
    left -= weight
    if (left < 0) chosen ??= name
  }
  const strokes = forms[which]![chosen!]![1](h)
  return { pixels: ink(shake(strokes, h), h), digit: which, form: chosen! }
}
