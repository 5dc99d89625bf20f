/**
 * What a network must tell apart to read several digits: pieces that are a whole digit, though cut from its neighbours, and what lies between two wrong cuts. Both
 * are spans of the reader's own lattice over strings of training digits; who drew each pixel is known.
 */
import type { RawDigits } from '../../src/data/idx.js'
import { NONE } from '../train-classifier/trainer.js'
import { ReadModule } from './module.js'
import { Random } from './random.js'
import { FOREIGN, type InkString, inkString, type Kind, resized } from './strings.js'

export interface Pieces {
  readonly digits: RawDigits
  readonly none: RawDigits
}

/** Kinds of strings in turn: touching most, where most is to be learnt. */
const TURN: readonly Kind[] = [
  'touching',
  'mixed',
  'deep',
  'touching',
  'overlap',
  'separators',
  'touching',
  'ruled',
  'mixed',
  'normal',
]
/**
 * A span is a digit if one digit has at least `DIGIT_SHARE` of the span's ink and the span as much of that digit's, and a non-digit if either share is below `NONE_SHARE`; spans in
 * between are left out.
 */
const DIGIT_SHARE = 0.88
const NONE_SHARE = 0.74
/** Spans that are not digits, taken from one string at most. */
const NONE_EACH = 16
const SOLID = 96

/** Shares of a span's ink by owner. */
export interface Owned {
  /** The digit, from 0, that most of the span's ink belongs to; −1 if none of the digits'. */
  readonly digit: number
  readonly precision: number
  readonly recall: number
}

/** Who owns the spans of the line read last. */
export class Owners {
  readonly #module: ReadModule
  readonly #width: number
  readonly #pixels: number
  /** Owner of each solid pixel of the line. */
  readonly #owner: Uint8Array
  readonly #total = new Int32Array(256)

  constructor(module: ReadModule, string: InkString) {
    this.#module = module
    const { left, top, width, height, scale } = module.lineBox
    this.#width = width
    this.#pixels = width * height
    this.#owner = new Uint8Array(this.#pixels)
    for (let p = 0; p < this.#pixels; p++) {
      if (module.line[p]! < SOLID) continue
      const x = Math.floor(left + ((p % width) + 0.5) / scale)
      const y = Math.floor(top + (Math.floor(p / width) + 0.5) / scale)
      const inside = x >= 0 && y >= 0 && x < string.width && y < string.height
      const owner = inside ? string.owner[y * string.width + x]! : 0
      this.#owner[p] = owner
      this.#total[owner]!++
    }
  }

  of(span: number): Owned {
    const { exports, boxes, span: ink } = this.#module
    exports.restoreSpan(span)
    const own = new Int32Array(256)
    let all = 0
    const [left, top, right, bottom] = boxes.subarray(4 * span, 4 * span + 4) as unknown as [
      number,
      number,
      number,
      number,
    ]
    for (let y = top; y <= bottom; y++)
      for (let x = left; x <= right; x++) {
        const p = y * this.#width + x
        if (ink[p]! < SOLID) continue
        own[this.#owner[p]!]!++
        all++
      }
    let best = 0
    for (let o = 1; o < FOREIGN; o++) if (own[o]! > own[best]! || best === 0) best = own[o]! > 0 ? o : best
    if (best === 0 || all === 0) return { digit: -1, precision: 0, recall: 0 }
    return { digit: best - 1, precision: own[best]! / all, recall: own[best]! / this.#total[best]! }
  }
}

/** Collects `count` pieces that are digits and `noneCount` spans that are not digits, from strings of `digits`. */
export function collectPieces(digits: RawDigits, seed: number, count: number, noneCount: number): Pieces {
  const module = new ReadModule()
  // what is collected must not depend on the network that is trained with it
  module.exports.cutAll(true)
  const good = new Pool(count)
  const none = new Pool(noneCount)
  for (let number = 0; !good.full || !none.full; number++) {
    const random = new Random(seed, 0x80000000 + number)
    const drawn = inkString(digits, TURN[number % TURN.length]!, seed, number)
    const string = random.whole(0, 1) === 0 ? drawn : resized(drawn, random.uniform(0.7, 1.4))
    module.read(string.ink, string.width, string.height)
    const owners = new Owners(module, string)
    const labels = string.text
    const { spans } = module
    const others: number[] = []
    for (let span = 0; span < spans; span++) {
      const { digit, precision, recall } = owners.of(span)
      const worst = Math.min(precision, recall)
      if (digit >= 0 && worst >= DIGIT_SHARE) good.add(module.raw, Number(labels[digit]))
      else if (worst < NONE_SHARE) others.push(span)
    }
    for (let i = 0; i < NONE_EACH && others.length > 0; i++) {
      const [span] = others.splice(random.whole(0, others.length - 1), 1)
      module.exports.restoreSpan(span!)
      none.add(module.raw, NONE)
    }
  }
  return { digits: good.digits, none: none.digits }
}

class Pool {
  readonly digits: RawDigits
  #length = 0

  constructor(count: number) {
    this.digits = { images: new Uint8Array(count * 784), labels: new Uint8Array(count) }
  }

  get full(): boolean {
    return this.#length === this.digits.labels.length
  }

  add(raw: Uint8Array, label: number): void {
    if (this.full) return
    this.digits.images.set(raw, this.#length * 784)
    this.digits.labels[this.#length++] = label
  }
}
